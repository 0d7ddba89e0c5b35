from odoo import api, models
from odoo.tools import SQL

from ...tools import rooms
from ..deal.crm_deal_badge import DANGER, INFO, NEUTRAL, SUCCESS, BadgePart
from .constants import ROOM
from .scoring.newest import is_newest

LEVELS = {"A": SUCCESS, "B": INFO}
# Below this share of the weight, in percent, a tier says more about us than about the lead.
KNOWN_MINIMUM = 30


class CrmDealBadge(models.AbstractModel):
    """The tier of a lead, why it is disqualified, or that too little is known of it."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "icp"] if rooms.is_on(self.env, ROOM) else codes

    def _select_icp(self, leads):
        if not self.env["crm.icp.profile"]._get_published_specs():
            return None
        leads.filtered("id")._recompute_recordset(["icp_score_ids"])
        # sudo: the lead may be read, and with it why it is disqualified
        name = self.env["crm.icp.criterion"].sudo()._field_to_sql("disqualifier", "name")
        columns = ("tier", "score", "coverage", "disqualified")
        return BadgePart(
            {
                "icp_disqualifier": name,
                **{f"icp_{column}": SQL.identifier("icp", column) for column in columns},
            },
            SQL(
                """LEFT JOIN crm_icp_score AS icp ON icp.lead_id = deal.id AND %s
                   LEFT JOIN crm_icp_criterion AS disqualifier
                          ON disqualifier.id = icp.disqualifier_id""",
                is_newest("icp"),
            ),
        )

    def _get_badge_icp(self, leads, rows):
        scored = {lead_id: row for lead_id, row in rows.items() if row.get("icp_tier")}
        return {lead_id: self._make_icp(row) for lead_id, row in scored.items()}

    def _make_icp(self, row):
        tier, score = row["icp_tier"].upper(), row["icp_score"]
        text = f"{tier} · {score}"
        if row["icp_disqualified"]:
            title = self.env._("Disqualified: %s", row["icp_disqualifier"] or "")
            return self._make(DANGER, text, title, "fa-ban", first=True)
        if (row["icp_coverage"] or 0) < KNOWN_MINIMUM:
            title = self.env._(
                "Not enough known: %(known)s %% of what the profile asks for",
                known=row["icp_coverage"],
            )
            return self._make(NEUTRAL, "?", title, first=True)
        title = self.env._("ICP tier %(tier)s, score %(score)s of 100", tier=tier, score=score)
        return self._make(LEVELS.get(tier, NEUTRAL), text, title, first=True)
