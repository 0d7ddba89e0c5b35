from odoo import api, models
from odoo.tools import SQL

from ...tools.any_of import any_of
from ..deal.crm_deal_badge import INFO, NEUTRAL, SUCCESS, WARNING, BadgePart
from .constants import ACCEPTED, KICKED_OFF, RETURNED, SUBMITTED

LEVELS = {SUBMITTED: INFO, RETURNED: WARNING, ACCEPTED: SUCCESS, KICKED_OFF: SUCCESS}


class CrmDealBadge(models.AbstractModel):
    """Where the handover of a deal is."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "handover"] if self.env["crm.handover"]._is_used() else codes

    def _select_handover(self, leads):
        # That a deal has a handover is seen by whoever reads the deal.
        self.env["crm.handover"].flush_model(["lead_id", "state"])
        source = SQL("FROM crm_handover WHERE lead_id = %s", any_of(leads._ids))
        return [BadgePart("handover", (("varchar", SQL("state")),), source)]

    def _get_badge_handover(self, leads, rows):
        handed = {lead_id: tuple(row) for lead_id, *row in rows.get("handover", ())}
        return self._make_alike(handed, self._make_handover)

    def _make_handover(self, state):
        field = self.env["crm.handover"]._fields["state"]
        label = dict(field._description_selection(self.env))[state]
        title = self.env._("Handover: %s", label)
        return self._make("handover", LEVELS.get(state, NEUTRAL), label, title, "fa-exchange")
