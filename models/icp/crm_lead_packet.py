from odoo import api, models


class CrmLead(models.Model):
    """What is noted of the score when people look at a deal, and what goes along when the deal is
    handed on: why the customer buys."""

    _inherit = "crm.lead"

    @api.model
    def _get_snapshot_fields(self):
        return [*super()._get_snapshot_fields(), "icp_score"]

    def _get_known_texts(self):
        texts = super()._get_known_texts()
        texts["why_now"] += [", ".join(self.buying_trigger_ids.mapped("display_name"))]
        texts["outcome"] += [self.use_case_id.display_name or ""]
        return texts
