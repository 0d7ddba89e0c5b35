from odoo import api, models
from odoo.tools import SQL

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
        handovers = self.env["crm.handover"]
        handovers.flush_model(["lead_id", "state"])
        return BadgePart(
            {"handover_state": SQL("handover.state")},
            SQL("LEFT JOIN crm_handover AS handover ON handover.lead_id = deal.id"),
        )

    def _get_badge_handover(self, leads, rows):
        field = self.env["crm.handover"]._fields["state"]
        labels = dict(field._description_selection(self.env))
        badges = {
            state: self._make(
                LEVELS.get(state, NEUTRAL),
                label,
                self.env._("Handover: %s", label),
                "fa-exchange",
            )
            for state, label in labels.items()
        }
        handed = {lead_id: row["handover_state"] for lead_id, row in rows.items()}
        return {lead_id: badges[state] for lead_id, state in handed.items() if state}
