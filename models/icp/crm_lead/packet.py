from odoo import api, models

from ....tools import rooms
from ..constants import ROOM


class CrmLead(models.Model):
    """What is noted of the score when people look at a deal, and what goes along when the deal is
    handed on: why the customer buys."""

    _inherit = "crm.lead"

    @api.model
    def _get_snapshot_fields(self):
        names = super()._get_snapshot_fields()
        return [*names, "icp_score"] if rooms.is_on(self.env, ROOM) else names

    def _get_known_texts(self):
        texts = super()._get_known_texts()
        if not rooms.is_on(self.env, ROOM):
            return texts
        texts["why_now"] += [", ".join(self.buying_trigger_ids.mapped("display_name"))]
        texts["outcome"] += [self.use_case_id.display_name or ""]
        return texts
