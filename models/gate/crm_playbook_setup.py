from odoo import api, models
from odoo.fields import Command

from ..deal.setup import Step
from .constants import ENTRY, EXIT, ROOM

DRAFT, ACTIVE = "draft", "active"


class CrmPlaybookSetup(models.AbstractModel):
    """Saying what a deal must prove."""

    _inherit = "crm.playbook.setup"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "criteria": Step(ROOM, "crm.stage.criterion", 30)}

    def _get_step_criteria(self):
        title = self.env._("Say What a Deal Must Prove")
        count = self.env["crm.stage.criterion"].search_count([("state", "=", ACTIVE)])
        return self._make_step(
            title,
            self.env._("Whoever moves a deal sees what is missing before the stage changes."),
            4,
            self._make_list(title, "crm.stage.criterion"),
            is_done=count,
            fact=self.env._("Active criteria: %s", count) if count else "",
        )

    def _is_draft_crm_stage_criterion(self, criterion):
        return criterion.state == DRAFT

    def _make_example_criteria(self, industry):
        """Make criteria on the first three stages; on fewer where there are fewer."""
        stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=100)
        # Those of one pipeline: they are for all teams, or for the same ones.
        stages = stages.filtered(lambda stage: stage.team_ids == stages[0].team_ids)[:3]
        rows = getattr(self, f"_ask_{industry}")() if stages else ()
        return self.env["crm.stage.criterion"].create(
            [
                {**values, "stage_id": stages[min(place, len(stages) - 1)].id, "sequence": number}
                for number, (place, values) in enumerate(rows)
            ]
        )

    def _ask_machines(self):
        return [
            (0, self._ask_customer_and_amount()),
            (1, self._ask_problem()),
            (
                1,
                self._ask_confirmation(
                    self.env._("Engineering says that it can be built"),
                    self.env._("Ask before you promise a date; note who said so."),
                ),
            ),
            (2, self._ask_leader(100_000, self.env._("The leader approved offers above 100,000"))),
            (2, self._ask_next_talk()),
        ]

    def _ask_software(self):
        return [
            (0, self._ask_customer_and_amount()),
            (1, self._ask_problem()),
            (
                1,
                self._ask_confirmation(
                    self.env._("They saw it work with their own data"),
                    self.env._("Note who saw it and what they said."),
                ),
            ),
            (2, self._ask_leader(30_000, self.env._("The leader approved an offer above 30,000"))),
            (2, self._ask_next_talk()),
        ]

    def _ask_agency(self):
        return [
            (0, self._ask_customer_and_amount()),
            (
                1,
                self._ask_confirmation(
                    self.env._("The brief is written down and agreed"),
                    self.env._("Note where it lies and who agreed to it."),
                ),
            ),
            (
                1,
                self._ask_confirmation(
                    self.env._("Whoever does the work has estimated the hours"),
                    self.env._("Note who estimated, and how many hours."),
                ),
            ),
            (2, self._ask_leader(20_000, self.env._("The leader approved an offer above 20,000"))),
            (2, self._ask_next_talk()),
        ]

    # --- criteria ----------------------------------------------------------------------

    def _ask_customer_and_amount(self):
        asked = ("partner_id", "expected_revenue")
        fields_ = [self.env["ir.model.fields"]._get("crm.lead", name).id for name in asked]
        return {
            "name": self.env._("We know the customer and the amount"),
            "hint": self.env._("Choose the contact, and fill in what they expect to spend."),
            "gate": EXIT,
            "kind": "fields",
            "field_ids": [Command.set(fields_)],
            "enforcement": "block",
        }

    def _ask_problem(self):
        return self._ask_confirmation(
            self.env._("The customer said the problem in their own words"),
            self.env._("Quote them in the note."),
        )

    def _ask_confirmation(self, name, hint):
        return {
            "name": name,
            "hint": hint,
            "gate": EXIT,
            "kind": "confirmation",
            "evidence": "note",
        }

    def _ask_leader(self, amount, name):
        return {
            "name": name,
            "gate": ENTRY,
            "kind": "approval",
            "approver": "leader",
            "applies_domain": repr([("expected_revenue", ">", amount)]),
        }

    def _ask_next_talk(self):
        return {
            "name": self.env._("The next talk is planned"),
            "gate": EXIT,
            "kind": "activity",
            "activity_when": "planned",
        }
