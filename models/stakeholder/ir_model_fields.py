from odoo import models

from ...tools import condition_paths

ASSESSED_FIELDS = ("stakeholder_map_ids", "missing_role_ids")


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _drop_column(self):
        """Let maps depend no more on a field that goes; requirements leave out the conditions
        that looked at it."""
        fields = map(self.env["crm.lead"]._fields.get, ASSESSED_FIELDS)
        condition_paths.forget(self.pool, fields, set(self.mapped("name")))
        return super()._drop_column()
