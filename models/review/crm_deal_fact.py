from odoo import api, models
from odoo.tools import format_date


class CrmDealFact(models.AbstractModel):
    """What the last review decided, beside a deal."""

    _inherit = "crm.deal.fact"

    @api.model
    def _get_codes(self):
        return [*super()._get_codes(), "last_review"]

    def _get_last_review(self, lead):
        line = self.env["crm.deal.review.line"].search(
            [("lead_id", "=", lead.id), ("state", "in", ("decided", "carried"))],
            order="id desc",
            limit=1,
        )
        if not line:
            return []
        labels = dict(line._fields["decision"]._description_selection(self.env))
        text = self.env._(
            "%(date)s: %(decision)s",
            date=format_date(self.env, line.review_id._get_day()),
            decision=labels.get(line.decision) or self.env._("no decision"),
        )
        return [self._make(self.env._("Last review"), text)]
