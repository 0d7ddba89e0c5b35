from odoo import models


class CrmLead(models.Model):
    """Fields that are columns of the side tables of rooms, see ``tools/side_table.py``."""

    _inherit = "crm.lead"

    def _valid_field_parameter(self, field, name):
        return name == "side_column" or super()._valid_field_parameter(field, name)

    def _field_to_sql(self, alias, field_expr, query=None):
        field = self._fields.get(field_expr)
        side = query is not None and getattr(field, "side_column", None)
        if not side:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(field, "read")
        table, column = side
        return table.to_sql(self, alias, column, query)
