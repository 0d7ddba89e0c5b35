from odoo import api, models

from ...tools import rooms
from .constants import ROOM


class CrmDealFact(models.AbstractModel):
    """What the gates say beside a deal: debts, what is missing, the age in the stage."""

    _inherit = "crm.deal.fact"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        own = ("gate_debts", "gate_missing", "stage_age")
        return [*codes, *own] if rooms.is_on(self.env, ROOM) else codes

    @api.model
    def _get_said_signals(self):
        return super()._get_said_signals() | {"stage_age", "gate_debts"}

    def _get_gate_debts(self, lead):
        return [
            self._make(
                self.env._("Gate debt"),
                self.env._("%(name)s: %(reason)s", name=debt["name"], reason=debt["reason"]),
                "danger" if debt["is_expired"] else "warning",
            )
            for debt in lead._get_gate_debts()
        ]

    def _get_gate_missing(self, lead):
        missing = [
            line["name"]
            for line in lead.get_gate_status()
            if line["state"] not in ("met", "waived")
        ]
        label = self.env._("Missing for the next stage")
        return [self._make(label, ", ".join(missing), "warning")] if missing else []

    def _get_stage_age(self, lead):
        if not lead.stage_age_note:
            return []
        severity = "warning" if lead.is_stage_slow else "neutral"
        return [self._make(self.env._("Age in stage"), lead.stage_age_note, severity)]
