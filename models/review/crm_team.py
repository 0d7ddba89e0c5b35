from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from .constants import OPEN_STATES, ROOM_GROUP


class CrmTeam(models.Model):
    _inherit = "crm.team"

    deal_review_plan_ids = fields.One2many(
        "crm.deal.review.plan", "team_id", "Deal Reviews", groups=ROOM_GROUP
    )

    @api.ondelete(at_uninstall=True)
    def _unlink_except_open_reviews(self):
        # sudo: reviews that the user may not read are not to be left without a team either
        reviews = self.env["crm.deal.review"].sudo()
        if is_loading(self.env) or not reviews._is_used():
            return
        domain = [("team_id", "in", self.ids), ("state", "in", OPEN_STATES)]
        if review := reviews.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "“%(team)s” has an open deal review, “%(review)s”: finish or cancel it first.",
                    team=review.team_id.name,
                    review=review.name,
                )
            )
