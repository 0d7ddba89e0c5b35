from odoo import api, models
from odoo.tools import SQL

from ...tools import rooms
from ...tools.any_of import any_of
from ..deal.crm_deal_badge import DANGER, INFO, NEUTRAL, SUCCESS, BadgePart
from .constants import ROOM
from .scoring.newest import is_newest
from .scoring.score_query import UNKNOWN

LEVELS = {"a": SUCCESS, "b": INFO}


class CrmDealBadge(models.AbstractModel):
    """The tier of a lead, why it is disqualified, or that too little is known of it."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "icp"] if rooms.is_on(self.env, ROOM) else codes

    def _select_icp(self, leads):
        if not self.env["crm.icp.profile"]._get_published_specs():
            return []
        leads._recompute_recordset(["icp_score_ids"])
        # sudo: the lead may be read, and with it why it is disqualified
        name = self.env["crm.icp.criterion"].sudo()._field_to_sql("disqualifier", "name")
        columns = (
            ("varchar", SQL("tier")),
            ("int4", SQL("score")),
            ("int4", SQL("coverage")),
            ("bool", SQL("disqualified")),
            (
                "varchar",
                SQL(
                    """(SELECT %s FROM crm_icp_criterion AS disqualifier
                         WHERE disqualifier.id = icp.disqualifier_id)""",
                    name,
                ),
            ),
        )
        source = SQL(
            "FROM crm_icp_score AS icp WHERE lead_id = %s AND %s",
            any_of(leads._ids),
            is_newest("icp"),
        )
        return [BadgePart("icp", columns, source)]

    def _get_badge_icp(self, leads, rows):
        scored = {lead_id: tuple(row) for lead_id, *row in rows.get("icp", ())}
        return self._make_alike(scored, self._make_icp)

    def _make_icp(self, tier, score, coverage, is_disqualified, disqualifier):
        letter = "?" if tier == UNKNOWN else tier.upper()
        text = letter if tier == UNKNOWN else f"{letter} · {score}"
        if is_disqualified:
            title = self.env._("Disqualified: %s", disqualifier or "")
            return self._make("icp", DANGER, text, title, "fa-ban", first=True)
        if tier == UNKNOWN:
            title = self.env._(
                "Not enough known: %(known)s %% of what the profile asks for", known=coverage
            )
            return self._make("icp", NEUTRAL, text, title, first=True)
        title = self.env._("ICP tier %(tier)s, score %(score)s of 100", tier=letter, score=score)
        return self._make("icp", LEVELS.get(tier, NEUTRAL), text, title, first=True)
