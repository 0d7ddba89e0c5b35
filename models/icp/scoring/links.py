"""Reads of tags and the like only those of the leads that are scored.

PostgreSQL looks for the tags of many leads by reading all tags there are, once per batch. Hence a
statement about a range of leads sees, under the name of such a table, its rows of that range. A
table that a condition comes to from elsewhere (the tags of other deals of the customer, say) is
left as it is.
"""

from collections import Counter

from odoo.tools import SQL

from ....tools import condition

LINKS = ("many2many", "one2many")


def narrow(select, leads, domains, after_id, last_id):
    """Return the ``SELECT`` over the leads ``after_id < id <= last_id``, narrowed.

    :param leads: any ``crm.lead`` recordset
    :param domains: all conditions of the statement
    """
    tables = [
        SQL(
            "%(table)s AS NOT MATERIALIZED"
            " (SELECT * FROM %(table)s WHERE %(column)s > %(after)s AND %(column)s <= %(last)s)",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            after=after_id,
            last=last_id,
        )
        for table, column in sorted(_find_links(leads, domains))
    ]
    return SQL("WITH %s %s", SQL(", ").join(tables), select) if tables else select


def _find_links(leads, domains):
    """Return the pairs of table and column of what hangs on leads and is read of them alone."""
    links, others = set(), {leads._table}  # leads are what the statement is about
    for domain in domains:
        for leaf in condition.walk(domain, leads):
            first, *rest = leaf.fields
            if not all(field.store for field in leaf.fields):
                return set()  # a search of its own may read anything
            if first.type in LINKS:
                links.add(_get_link(first, leads.env))
                rest = _skip_linked(first, rest)
            if first.relational and first.type != "one2many":
                others.add(leads.env[first.comodel_name]._table)
            others.update(_get_tables(rest, leads.env))
    links.discard(None)
    # Two fields may come to a table from either of its sides.
    sides = Counter(table for table, _column in links)
    return {(table, column) for table, column in links if table not in others and sides[table] == 1}


def _get_link(field, env):
    if field.type == "many2many":
        return field.relation, field.column1
    comodel = env[field.comodel_name]
    inverse = comodel._fields.get(field.inverse_name)
    if inverse is None or not inverse.store or not comodel._auto:
        return None
    return comodel._table, inverse.name


def _skip_linked(link, rest):
    """Return the rest of a path without the fields of the linked records themselves."""
    return rest[1:] if link.type == "one2many" and rest and not rest[0].relational else rest


def _get_tables(fields, env):
    """Return the tables that are read along a path."""
    tables = set()
    for field in fields:
        tables.add(env[field.model_name]._table)
        if field.relational:
            tables.add(env[field.comodel_name]._table)
        if field.type == "many2many":
            tables.add(field.relation)
    return tables
