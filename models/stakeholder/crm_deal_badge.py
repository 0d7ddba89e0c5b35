from odoo import api, models
from odoo.tools import SQL

from ...tools import rooms
from ..deal.crm_deal_badge import DANGER, SUCCESS, WARNING, BadgePart
from .constants import ROOM

LEVELS = {"red": DANGER, "amber": WARNING, "green": SUCCESS}


class CrmDealBadge(models.AbstractModel):
    """How many people are engaged, of how many it takes, and how sound relations are."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "people"] if rooms.is_on(self.env, ROOM) else codes

    def _select_people(self, leads):
        # sudo: the deal may be read, and with it whether its people are well looked after
        mapped = leads.sudo()._filter_mapped()._origin
        if not mapped:
            return None
        mapped._recompute_recordset(["stakeholder_map_ids"])
        needed = self.env["crm.team"]._get_stakeholder_limits().min_engaged
        return BadgePart(
            {
                "people_engaged": SQL("people.engaged_count"),
                "people_needed": SQL("COALESCE(people_team.stakeholder_min_engaged, %s)", needed),
                "people_health": SQL("people.health"),
            },
            SQL(
                """LEFT JOIN crm_stakeholder_map AS people
                          ON people.lead_id = deal.id AND deal.has_stakeholders
                   LEFT JOIN crm_team AS people_team ON people_team.id = deal.team_id"""
            ),
        )

    def _get_badge_people(self, leads, rows):
        words = {
            "red": self.env._("Relations are at risk"),
            "amber": self.env._("Relations need care"),
            "green": self.env._("Relations are sound"),
        }
        mapped = {lead_id: row for lead_id, row in rows.items() if row.get("people_health")}
        return {lead_id: self._make_people(row, words) for lead_id, row in mapped.items()}

    def _make_people(self, row, words):
        health, engaged, needed = (row[f"people_{n}"] for n in ("health", "engaged", "needed"))
        counts = self.env._(
            "%(engaged)s people engaged, %(needed)s needed", engaged=engaged, needed=needed
        )
        return self._make(
            LEVELS[health],
            f"{engaged}/{needed}",
            f"{words[health]}\n{counts}",
            "fa-users",
            explain="get_stakeholder_sentences",
        )
