from odoo import api, models

from ...tools import rooms
from .constants import ROOM

SEVERITIES = {"a": "success", "b": "success", "c": "neutral", "d": "warning"}


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
        values = {"score": lead.icp_score, "tier": lead.icp_tier.upper()}
        if lead.icp_disqualified:
            text = self.env._("%(score)s, tier %(tier)s, disqualified", **values)
        else:
            text = self.env._("%(score)s, tier %(tier)s", **values)
        severity = "danger" if lead.icp_disqualified else SEVERITIES[lead.icp_tier]
        return [self._make(self.env._("ICP score"), text, severity)]
