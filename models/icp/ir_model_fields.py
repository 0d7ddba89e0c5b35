from odoo import models

from .crm_lead import ICP_COLUMNS

SCORE_FIELDS = ("icp_score_ids", "icp_card", *ICP_COLUMNS)


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _drop_column(self):
        """Let scores depend no more on a field that goes: Odoo cannot follow a dependency
        on a field that is not there, and would not let it go. The models are set up again
        right after, and profiles leave out the criteria that looked at it."""
        depends, names = self.pool.field_depends, set(self.mapped("name"))
        for field in map(self.env["crm.lead"]._fields.get, SCORE_FIELDS):
            paths = depends.get(field, ())
            depends[field] = tuple(path for path in paths if names.isdisjoint(path.split(".")))
        return super()._drop_column()
