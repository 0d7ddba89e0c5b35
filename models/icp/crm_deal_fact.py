from odoo import api, models

from ...tools import rooms
from .constants import ROOM
from .scoring.score_query import UNKNOWN

SEVERITIES = {"a": "success", "b": "success", "c": "neutral", "d": "warning", UNKNOWN: "neutral"}


class CrmDealFact(models.AbstractModel):
    """The score, beside a deal."""

    _inherit = "crm.deal.fact"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "icp_score"] if rooms.is_on(self.env, ROOM) else codes

    def _get_icp_score(self, lead):
        if not lead.icp_tier:
            return []
        tier = "?" if lead.icp_tier == UNKNOWN else lead.icp_tier.upper()
        values = {"score": lead.icp_score, "tier": tier}
        if lead.icp_disqualified:
            text = self.env._("%(score)s, tier %(tier)s, disqualified", **values)
        elif lead.icp_tier == UNKNOWN:
            text = self.env._("Not enough known: %(known)s %%", known=lead.icp_coverage)
        else:
            text = self.env._("%(score)s, tier %(tier)s", **values)
        severity = "danger" if lead.icp_disqualified else SEVERITIES[lead.icp_tier]
        return [self._make(self.env._("ICP score"), text, severity)]
