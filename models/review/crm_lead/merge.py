from odoo import models


class CrmLead(models.Model):
    """Deals that are merged: what was decided about them, and how often they were pushed,
    moves along."""

    _inherit = "crm.lead"

    def _merge_review(self, opportunities):
        if self.env["crm.deal.review"]._is_any_kept():
            self._merge_reviews(opportunities)

    def _merge_reviews(self, opportunities):
        # sudo: all of it moves along, whoever may read it
        lines = self.env["crm.deal.review.line"].sudo()
        lines = lines.search([("lead_id", "in", (self | opportunities).ids)])
        moving = lines.filtered(lambda line: line.lead_id != self)
        staying = (lines - moving).review_id
        # In one review a deal is talked about once; where something was written, it stays.
        twice = moving.filtered(
            lambda line: line.review_id in staying and line.state == "open" and not line.decision
        )
        (moving - twice).lead_id = self.id
        twice.unlink()
        # sudo: as above
        moves = self.env["crm.deadline.move"].sudo()
        moves.search([("lead_id", "in", opportunities.ids)]).lead_id = self.id
