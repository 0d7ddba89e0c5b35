from odoo import api, models

from ...tools import rooms
from .constants import ROOM

SEVERITIES = {"red": "danger", "amber": "warning"}


class CrmDealFact(models.AbstractModel):
    """What is wrong or doubtful about the people, beside a deal."""

    _inherit = "crm.deal.fact"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "stakeholders"] if rooms.is_on(self.env, ROOM) else codes

    @api.model
    def _get_said_signals(self):
        return super()._get_said_signals() | {"single_threaded"}

    def _get_stakeholders(self, lead):
        if not lead.has_stakeholders:
            return []
        people = self.env["crm.stakeholder"].search([("lead_id", "=", lead.id)])
        findings, doubts = lead._get_map_findings(people)
        found = [self._make_person(self.env._("People"), line) for line in findings]
        return found + [self._make_person(self.env._("Doubt"), line) for line in doubts]

    def _make_person(self, label, line):
        return self._make(label, line["text"], SEVERITIES.get(line["severity"], "neutral"))
