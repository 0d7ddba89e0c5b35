"""Fields of ``crm.lead`` that are columns of a narrow table beside it.

``crm_lead`` is expensive to update, so what rooms work out lies in tables of their own. A
:class:`SideTable` makes fields of its columns: the room computes them for records; conditions,
sorting, groups and sums go through ``crm.lead._field_to_sql``, which joins the table.
"""

from odoo.fields import Domain
from odoo.tools import SQL


class SideTable:
    """A table that has one row per lead, or none.

    :param str name: the table
    :param get_flushed: takes the environment and a column, returns the field that has to be
        flushed before the column is read
    :param on: takes the alias of the table and returns SQL to join on besides the lead
    :param loose: columns that have no foreign key, with the table whose ids they hold: an id that
        is gone is read as none
    :param field_args: arguments of every field that is a column of this table
    """

    def __init__(self, name, get_flushed, on=None, loose=(), **field_args):
        self.name = name
        self.get_flushed = get_flushed
        self.on = on
        self.loose = dict(loose)
        self.field_args = field_args

    def field(self, field_class, fname, column, *args, **kwargs):
        """Return the field ``fname`` that is this column."""
        return field_class(
            *args,
            search=_make_search(fname),
            side_column=(self, column),
            **self.field_args,
            **kwargs,
        )

    def to_sql(self, model, alias, column, query):
        """Return this column, of the leads of a query."""
        row = query.make_alias(alias, self.name)
        on_lead = SQL("%s = %s", SQL.identifier(row, "lead_id"), SQL.identifier(alias, "id"))
        if self.on:
            on_lead = SQL("%s AND %s", on_lead, self.on(row))
        query.add_join("LEFT JOIN", row, self.name, on_lead)
        flushed = self.get_flushed(model.env, column)
        value = SQL.identifier(row, column)
        if table := self.loose.get(column):
            there = query.make_alias(row, column)
            is_there = SQL("%s = %s", SQL.identifier(there, "id"), value)
            query.add_join("LEFT JOIN", there, table, is_there)
            value = SQL.identifier(there, "id")
        return SQL("%s", value, to_flush=flushed)


def _make_search(fname):
    """Return the search method of the field ``fname``: its condition on the column."""

    def search(records, operator, value):
        def to_sql(model, alias, query):
            field = model._fields[fname]
            subdomain = value
            if isinstance(value, Domain):
                subdomain = value.optimize_full(model.env[field.comodel_name])
            return field.condition_to_sql(fname, operator, subdomain, model, alias, query)

        return Domain.custom(to_sql=to_sql)

    return search
