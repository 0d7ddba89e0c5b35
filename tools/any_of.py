"""Identifiers in SQL."""

from odoo.tools import SQL


def any_of(ids):
    """Return SQL that is equal to any of these ids. They are sent as one text: as a list, each
    would be a parameter of its own to write and to plan, once per table."""
    listed = ",".join(map(str, ids))
    return SQL("ANY(%s::int4[])", f"{{{listed}}}")
