from odoo import api, models

from ...tools import rooms
from ..deal.crm_deal_badge import SUCCESS, WARNING
from .constants import ROOM


class CrmDealBadge(models.AbstractModel):
    """How much of what the next stage asks for is there, and whether a deal is slow."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "gate", "slow"] if rooms.is_on(self.env, ROOM) else codes

    def _select_gate(self, leads):
        """Criteria are judged as a move judges them, which reads what it needs by itself."""
        return None

    def _get_badge_gate(self, leads, rows):
        counts = leads._count_missing()
        names = counts and self.env["crm.stage.criterion"]._get_names()
        ready = self.env._("Ready for the next stage")
        badges, alike = {}, {}
        for lead_id, (asked, missing) in counts.items():
            key = asked, *missing
            if key not in alike:
                alike[key] = self._make_gate(asked, [names[c] for c in missing], ready)
            badges[lead_id] = alike[key]
        return badges

    def _make_gate(self, asked, missing, ready):
        title = ready
        if missing:
            title = self.env._("Missing for the next stage:\n%s", "\n".join(missing))
        text = f"{asked - len(missing)}/{asked}"
        return self._make(WARNING if missing else SUCCESS, text, title, "fa-check-square-o")

    def _select_slow(self, leads):
        """The moment at which a deal entered its stage is a column of the deal."""
        return None

    def _get_badge_slow(self, leads, rows):
        ages = leads._get_stage_ages()
        return {
            lead_id: self._make(WARNING, "", note, "fa-hourglass-end")
            for lead_id, (is_slow, note) in ages.items()
            if is_slow
        }
