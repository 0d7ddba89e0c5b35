from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_playbook.tests import helpdesk_contract


@tagged("post_install", "-at_install")
class TestContract(helpdesk_contract.HelpdeskContract):
    """``helpdesk_mgmt`` keeps the contract."""

    agent_group = "helpdesk_mgmt.group_helpdesk_user"

    def _new_helpdesk_team(self, **values):
        members = values.pop("members")
        values.setdefault("company_id", False)
        return self.env["helpdesk.ticket.team"].create(
            {"name": "Onboarding", "user_ids": [Command.set(members.ids)], **values}
        )

    def _is_ticket_started(self, ticket):
        return not ticket.unattended and not ticket.closed

    def _is_ticket_closed(self, ticket):
        return ticket.closed
