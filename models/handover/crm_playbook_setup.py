from odoo import api, models
from odoo.fields import Command

from ..deal.setup import Step
from .constants import ROOM


class CrmPlaybookSetup(models.AbstractModel):
    """Saying what a handover carries."""

    _inherit = "crm.playbook.setup"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "handover": Step(ROOM, "crm.handover.template", 80)}

    def _get_step_handover(self):
        title = self.env._("Say What a Handover Carries")
        count = self.env["crm.handover.template"].search_count([])
        return self._make_step(
            title,
            self.env._("Whoever has to keep a promise knows it before the customer asks."),
            2,
            self._make_list(title, "crm.handover.template"),
            is_done=count,
            fact=self.env._("Templates: %s", count) if count else "",
        )

    def _is_draft_crm_handover_template(self, template):
        return not template.active

    def _make_example_handover(self, industry):
        name, hours, steps = getattr(self, f"_hand_over_{industry}")()
        return self.env["crm.handover.template"].create(
            {
                "name": name,
                "active": False,
                "company_id": self._get_company().id,
                "min_completeness": 80,
                "accept_hours": hours,
                "kickoff_hours": 5 * hours,
                "task_ids": [
                    Command.create({"name": step, "day_offset": days, "is_milestone": is_milestone})
                    for step, days, is_milestone in steps
                ],
            }
        )

    def _hand_over_machines(self):
        return (
            self.env._("Machine Handover"),
            16,
            [
                (self.env._("Confirm the layout with the customer"), 5, False),
                (self.env._("Design is released"), 30, True),
                (self.env._("Plan the acceptance at our plant"), 60, False),
                (self.env._("Machine is accepted"), 120, True),
            ],
        )

    def _hand_over_software(self):
        return (
            self.env._("Onboarding"),
            8,
            [
                (self.env._("Set up access for the first users"), 2, False),
                (self.env._("Load the customer's data"), 7, False),
                (self.env._("First value is reached"), 21, True),
                (self.env._("Look back with the sponsor"), 45, False),
            ],
        )

    def _hand_over_agency(self):
        return (
            self.env._("Project Handover"),
            8,
            [
                (self.env._("Go through the brief with the team"), 1, False),
                (self.env._("First draft is shown"), 10, True),
                (self.env._("Ask how it was for the client"), 30, False),
            ],
        )
