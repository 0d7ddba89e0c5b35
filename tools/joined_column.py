"""Fields of a model that are columns of a joined table.

A model makes such a field by a compute for records, :func:`make_search` for conditions in
Python, and ``_field_to_sql`` for SQL, which joins the table; then the field filters, sorts, groups
and aggregates like any other.
"""

from odoo.fields import Domain
from odoo.tools import SQL


def make_search(fname):
    """Return the search method of the field ``fname``: its condition on the joined column."""

    def search(records, operator, value):
        def to_sql(model, alias, query):
            field = model._fields[fname]
            subdomain = value
            if isinstance(value, Domain):
                subdomain = value.optimize_full(model.env[field.comodel_name])
            return field.condition_to_sql(fname, operator, subdomain, model, alias, query)

        return Domain.custom(to_sql=to_sql)

    return search


def join_by_lead(query, alias, table):
    """Join a table that has one row per lead, or none, to the leads of a query.

    :return: the alias of the table
    """
    row = query.make_alias(alias, table)
    on_lead = SQL("%s = %s", SQL.identifier(row, "lead_id"), SQL.identifier(alias, "id"))
    query.add_join("LEFT JOIN", row, table, on_lead)
    return row
