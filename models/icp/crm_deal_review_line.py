from odoo import api, models


class CrmDealReviewLine(models.Model):
    """A review notes the score of the day."""

    _inherit = "crm.deal.review.line"

    @api.model
    def _get_snapshot_fields(self):
        return [*super()._get_snapshot_fields(), "icp_score"]
