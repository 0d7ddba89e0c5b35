from odoo import api, models

from ..deal.crm_deal_badge import DANGER


class CrmDealBadge(models.AbstractModel):
    """An open deal on which nothing is planned, where the settings ask for the mark."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "next_action"] if self.env["crm.lead"]._marks_next_action() else codes

    def _select_next_action(self, leads):
        """A card brings along what its activity widget reads; nothing else is asked for."""
        return []

    def _get_badge_next_action(self, leads, rows):
        title = self.env._("No next action: nothing is planned on this deal")
        text = self.env._("No Action")
        badge = self._make("next_action", DANGER, text, title, "fa-calendar-times-o")
        return dict.fromkeys(leads._filter_unplanned()._ids, badge)
