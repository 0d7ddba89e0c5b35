from odoo import api, models
from odoo.tools import SQL

from ...tools import rooms
from ...tools.any_of import any_of
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
        mapped = leads.sudo()._filter_mapped()
        if not mapped:
            return []
        mapped._recompute_recordset(["stakeholder_map_ids"])
        needed = self.env["crm.team"]._get_stakeholder_limits().min_engaged
        columns = (
            ("varchar", SQL("health")),
            ("int4", SQL("engaged_count")),
            ("int4", SQL("COALESCE(team.stakeholder_min_engaged, %s)", needed)),
        )
        source = SQL(
            """FROM crm_stakeholder_map AS people JOIN crm_lead AS deal ON deal.id = people.lead_id
               LEFT JOIN crm_team AS team ON team.id = %s WHERE people.lead_id = %s""",
            mapped._field_to_sql("deal", "team_id"),
            any_of(mapped._ids),
        )
        return [BadgePart("people", columns, source)]

    def _get_badge_people(self, leads, rows):
        assessed = {lead_id: tuple(row) for lead_id, *row in rows.get("people", ()) if row[0]}
        return self._make_alike(assessed, self._make_people)

    def _make_people(self, health, engaged, needed):
        words = {
            "red": self.env._("Relations are at risk"),
            "amber": self.env._("Relations need care"),
            "green": self.env._("Relations are sound"),
        }
        counts = self.env._(
            "%(engaged)s people engaged, %(needed)s needed", engaged=engaged, needed=needed
        )
        return self._make(
            "people",
            LEVELS[health],
            f"{engaged}/{needed}",
            f"{words[health]}\n{counts}",
            "fa-users",
            explain="get_stakeholder_sentences",
        )
