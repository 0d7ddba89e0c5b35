"""A relation that is computed and stored."""

from odoo import fields
from odoo.tools import SQL


class ComputedMany2many(fields.Many2many):
    """A relation whose pending values are computed before a condition on it is evaluated.

    The ORM does so for columns only: a search by a stored computed many2many would read what
    its table held before.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super().condition_to_sql(field_expr, operator, value, model, alias, query)
        return SQL("%s", condition, to_flush=self)
