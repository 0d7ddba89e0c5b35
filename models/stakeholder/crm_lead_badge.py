from odoo import api, fields, models
from odoo.tools import SQL

from .crm_stakeholder import SALES_GROUP


class CrmLead(models.Model):
    """The people of a deal on its card."""

    _inherit = "crm.lead"

    stakeholder_badge = fields.Json(
        compute="_compute_stakeholder_badge", compute_sudo=True, groups=SALES_GROUP
    )

    @api.depends("has_stakeholders", "stakeholder_map_ids")
    @api.depends_context("lang")
    def _compute_stakeholder_badge(self):
        leads = self.filtered("has_stakeholders")
        (self - leads).stakeholder_badge = False
        rows = leads._get_badge_rows()
        for lead in leads:
            row = rows.get(lead._origin.id)
            lead.stakeholder_badge = row and self._make_stakeholder_badge(row)

    def _make_stakeholder_badge(self, row):
        """Return what the card shows: ``engaged`` of ``needed`` people, ``people`` on the
        map, ``covered`` of ``roles`` needed, ``health`` and the ``sentences`` behind it."""
        names = {int(key): name for key, name in row["names"].items()}
        return {
            "engaged": row["engaged_count"],
            "needed": row["needed"],
            "people": row["people_count"],
            "covered": row["covered_count"],
            "roles": row["needed_count"],
            "health": row["health"],
            "sentences": [line["text"] for line in self._get_finding_lines(row["findings"], names)],
        }

    def _get_badge_rows(self):
        """Return ``{lead id: map with the names of its people}``, in one query."""
        leads = self._origin
        if not leads:
            return {}
        leads._recompute_recordset(["stakeholder_map_ids"])
        self.env["crm.stakeholder"].flush_model(["name"])
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT map.lead_id, map.people_count, map.engaged_count, map.needed_count,
                       map.covered_count, map.health, map.findings,
                       COALESCE(team.stakeholder_min_engaged, %s) AS needed,
                       (SELECT JSONB_OBJECT_AGG(person.id, person.name)
                          FROM crm_stakeholder AS person
                         WHERE person.lead_id = map.lead_id) AS names
                  FROM crm_stakeholder_map AS map
                  JOIN crm_lead AS lead ON lead.id = map.lead_id
             LEFT JOIN crm_team AS team ON team.id = lead.team_id
                 WHERE map.lead_id = ANY(%s)
                """,
                self.env["crm.team"]._get_stakeholder_limits().min_engaged,
                list(leads.ids),
            )
        )
        return {row["lead_id"]: row for row in rows}

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
