from odoo import models
from odoo.tools import format_date

from ....tools.arguments import checked, form_values
from ..constants import GOING_ON, WAIVE_GROUP
from .crossing import PASSING


class CrmLead(models.Model):
    """What the form of a deal shows of its gates."""

    _inherit = "crm.lead"

    @checked(values=form_values("crm.lead"))
    def get_gate_panel(self, values=None):
        """Say what the form of this deal shows of its gates, with what is edited there.

        :param dict values: what is edited and not saved yet, by field name, of relations the ids;
            without a record those of a new deal
        :return: False where no gate asks for anything, else a dict of ``stage``, ``next_stage``,
            ``next_stage_id``, ``lines`` and ``regressed`` (dicts as of :meth:`get_gate_status`,
            with ``can_decide``), ``debts``, ``requests`` (waivers that are asked for),
            ``can_waive``, and ``watched``: the names of the fields of which a change may change
            the answer
        :raise AccessError: for users who may not read the deal, or with ``values`` not edit it,
            or are outside of Sales
        """
        self._check_may_be_told()
        deal = self._get_draft(values)
        gates = self.env["crm.stage.criterion"]._get_gates()
        if not gates.criteria:
            return False
        watched = self._get_form_names(self.env["crm.stage.criterion"]._get_watched_names())
        return {**deal._make_gate_panel(gates), "watched": watched}

    def _make_gate_panel(self, gates):
        ids, target_id = self._get_next_gates()
        passed = self._get_passed_criteria(gates)
        verdicts = self._judge_one((*ids, *passed))
        regressed = self._get_gate_lines(passed, verdicts)
        # sudo: the name of the next stage
        target = self.env["crm.stage"].sudo().browse(target_id or [])
        waivers = self._get_gate_waivers()
        return {
            "stage": self.stage_id.name or "",
            "next_stage": target.name or "",
            "next_stage_id": target_id,
            "lines": self._mark_decidable(self._get_gate_lines(ids, verdicts)),
            "regressed": self._mark_decidable(
                [line for line in regressed if line["state"] not in PASSING]
            ),
            "debts": waivers["open"],
            "requests": waivers["requested"],
            "can_waive": self.env.user.has_group(WAIVE_GROUP),
        }

    def _mark_decidable(self, lines):
        """Return lines that say whether the current user may approve or refuse them, whether
        or not somebody was asked."""
        # sudo: who approves is part of the configuration
        Criterion = self.env["crm.stage.criterion"].sudo()
        return [
            {
                **line,
                "can_decide": line["kind"] == "approval"
                and line["state"] != "met"
                and self.env.user in self._get_approvers(Criterion.browse(line["criterion_id"])),
            }
            for line in lines
        ]

    def _get_gate_debts(self):
        return self._get_gate_waivers()["open"]

    def _get_gate_waivers(self):
        """Return ``{state: what is shown}`` of debts and of waivers that are asked for."""
        # sudo: whoever works on the deal sees what it owes
        waivers = self.env["crm.stage.waiver"].sudo()
        waivers = waivers.search([("lead_id", "in", self._origin.ids), ("state", "in", GOING_ON)])
        shown = {state: [] for state in GOING_ON}
        # sudo: as above, with the names in the language of the reader
        for waiver in waivers.with_env(self.env).sudo():
            who = waiver.asked_by_id if waiver.state == "requested" else waiver.user_id
            shown[waiver.state].append(
                {
                    "id": waiver.id,
                    "criterion_id": waiver.criterion_id.id,
                    "name": waiver.criterion_id.name,
                    "reason": waiver.reason,
                    "user": who.name or "",
                    "is_own": who == self.env.user,
                    "date_expiry": format_date(self.env, waiver.date_expiry),
                    "is_expired": waiver.is_expired,
                }
            )
        return shown

    def _get_passed_criteria(self, gates):
        """Return the ids of the blocking criteria of the gates behind this deal."""
        stage_id, team_id = self.stage_id._origin.id, self.team_id._origin.id
        if self.type != "opportunity" or not stage_id:
            return ()
        ids = self.env["crm.stage.criterion"]._get_crossed(team_id, False, stage_id, gates)
        return tuple(criterion_id for criterion_id in ids if criterion_id in gates.blocking)
