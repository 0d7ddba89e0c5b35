from odoo import models

from ...tools import condition_paths
from .constants import ICP_COLUMNS

SCORE_FIELDS = ("icp_score_ids", *ICP_COLUMNS)


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _drop_column(self):
        """Let scores depend no more on a field that goes; profiles leave out the criteria that
        looked at it."""
        fields = map(self.env["crm.lead"]._fields.get, SCORE_FIELDS)
        condition_paths.forget(self.pool, fields, set(self.mapped("name")))
        return super()._drop_column()
