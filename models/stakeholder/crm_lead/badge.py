from odoo import api, fields, models

from ..constants import ROOM_GROUP

# Two maps that are alike in these need not be looked at anew.
REVISION_COLUMNS = ("engaged_count", "people_count", "covered_count", "needed_count", "health")


class CrmLead(models.Model):
    """The people of a deal on its card, and when its form looks at them anew."""

    _inherit = "crm.lead"

    stakeholder_revision = fields.Char(
        compute="_compute_stakeholder_revision", compute_sudo=True, groups=ROOM_GROUP
    )

    @api.model
    def _get_badge_dependencies(self):
        return (*super()._get_badge_dependencies(), "has_stakeholders", "stakeholder_map_ids")

    @api.model
    def _get_badge_columns(self):
        return (*super()._get_badge_columns(), "has_stakeholders")

    @api.depends("has_stakeholders", "stakeholder_map_ids")
    def _compute_stakeholder_revision(self):
        """Another one for another map: the map of a form follows what saving changed."""
        self.stakeholder_revision = False
        leads = self._filter_mapped()
        rows = leads._get_map_rows(REVISION_COLUMNS)
        for lead in leads:
            row = rows.get(lead._origin.id, {})
            lead.stakeholder_revision = "/".join(str(row.get(name)) for name in REVISION_COLUMNS)

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
