from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_playbook.tests import helpdesk_contract


@tagged("post_install", "-at_install")
class TestContract(helpdesk_contract.HelpdeskContract):
    """The public names of Enterprise's helpdesk keep the contract."""

    agent_group = "helpdesk.group_helpdesk_user"

    def _new_helpdesk_team(self, **values):
        members = values.pop("members")
        stages = self.env["helpdesk.stage"].create(
            [
                {"name": "New", "sequence": 1},
                {"name": "In Progress", "sequence": 2},
                {"name": "Solved", "sequence": 3, "fold": True},
            ]
        )
        return self.env["helpdesk.team"].create(
            {
                "name": "Onboarding",
                "member_ids": [Command.set(members.ids)],
                "stage_ids": [Command.set(stages.ids)],
                **values,
            }
        )

    def _is_ticket_started(self, ticket):
        return ticket.stage_id.name == "In Progress"

    def _is_ticket_closed(self, ticket):
        return ticket.stage_id.fold
