from odoo import api, models
from odoo.tools import SQL

from ....tools.badge import Badge
from ..constants import ROOM_GROUP

BADGE_COLUMNS = ("engaged", "needed", "people", "covered", "roles", "health")


class CrmLead(models.Model):
    """The people of a deal on its card."""

    _inherit = "crm.lead"

    stakeholder_badge = Badge(
        compute="_compute_stakeholder_badge", compute_sudo=True, groups=ROOM_GROUP
    )

    @api.model
    def _get_badge_dependencies(self):
        return (*super()._get_badge_dependencies(), "has_stakeholders", "stakeholder_map_ids")

    @api.model
    def _get_badge_columns(self):
        return (*super()._get_badge_columns(), "has_stakeholders")

    @api.depends("has_stakeholders", "stakeholder_map_ids")
    def _compute_stakeholder_badge(self):
        """What the card shows: ``engaged`` of ``needed`` people, ``people`` on the map,
        ``covered`` of ``roles`` needed, and ``health``."""
        leads = self._filter_mapped()
        (self - leads).stakeholder_badge = False
        rows = leads._get_badge_rows()
        alike = {}
        for lead in leads:
            alike.setdefault(rows.get(lead._origin.id), []).append(lead.id)
        for row, ids in alike.items():
            badge = row and dict(zip(BADGE_COLUMNS, row, strict=True))
            self.browse(ids).stakeholder_badge = badge

    def _get_badge_rows(self):
        """Return ``{lead id: tuple of BADGE_COLUMNS}``, in one query."""
        leads = self._origin
        if not leads:
            return {}
        leads._recompute_recordset(["stakeholder_map_ids"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT map.lead_id, map.engaged_count,
                       COALESCE(team.stakeholder_min_engaged, %s), map.people_count,
                       map.covered_count, map.needed_count, map.health
                  FROM crm_stakeholder_map AS map
                  JOIN crm_lead AS lead ON lead.id = map.lead_id
             LEFT JOIN crm_team AS team ON team.id = lead.team_id
                 WHERE map.lead_id = ANY(%s)
                """,
                self.env["crm.team"]._get_stakeholder_limits().min_engaged,
                list(leads.ids),
            )
        )
        return {row[0]: row[1:] for row in rows}

    def get_stakeholder_sentences(self):
        """Say why the people of this deal are as they are.

        :return: list of sentences in the language of the reader, findings and doubts, the
            worst first
        """
        self.ensure_one()
        self.check_access("read")
        people = self.env["crm.stakeholder"].search([("lead_id", "=", self.id)])
        findings, doubts = self._get_map_findings(people)
        return [line["text"] for line in findings + doubts]

    @api.model
    def _get_finding_lines(self, findings, names):
        """Return findings with their sentences, in the language of the reader.

        :param dict names: ``{stakeholder id: name}``
        :return: list of dicts of ``code``, ``severity``, ``text``, ``stakeholder_ids``
        """
        Finding = self.env["crm.stakeholder.finding"]
        lines = [
            {
                "code": finding["code"],
                "severity": finding["severity"],
                "text": Finding._get_sentence(finding, names),
                "stakeholder_ids": finding["stakeholder_ids"],
            }
            for finding in findings
        ]
        return [line for line in lines if line["text"]]
