from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.crm_playbook.tests.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHelpdeskMgmtProject(DeliveryCommon):
    """With ``helpdesk_mgmt_project``, which installs itself where there is a helpdesk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._new_user("hand_agent", "helpdesk_mgmt.group_helpdesk_manager")
        cls.helpdesk_team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Onboarding", "user_ids": [Command.set((cls.receiver | cls.agent).ids)]}
        )
        cls.template.helpdesk_team_id = cls.helpdesk_team

    def test_it_is_there(self):
        module = self.env["ir.module.module"]._get("helpdesk_mgmt_project")
        self.assertEqual(module.state, "installed")

    def test_the_ticket_names_the_project_of_the_handover(self):
        handover = self._hand_over()
        self.assertTrue(handover.project_id)
        self.assertEqual(handover.ticket_id.project_id, handover.project_id)

    def test_without_a_project_the_ticket_names_none(self):
        handover = self._hand_over(project_mode="none")
        self.assertTrue(handover.ticket_id)
        self.assertFalse(handover.ticket_id.project_id)

    def test_the_project_counts_the_ticket_for_its_manager(self):
        handover = self._hand_over()
        self.project_manager.group_ids += self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
        project = handover.project_id.with_user(self.project_manager)
        self.assertEqual(project.sudo().ticket_count, 1)
        buttons = [button["action"] for button in project._get_stat_buttons()]
        self.assertIn("action_open_helpdesk_tickets", buttons)
        action = project.action_open_helpdesk_tickets()
        tickets = self.env["helpdesk.ticket"].search(action["domain"])
        self.assertEqual(tickets, handover.ticket_id)

    def test_people_of_the_helpdesk_without_rights_on_projects_work_on_the_ticket(self):
        ticket = self._hand_over().ticket_id.with_user(self.agent)
        with Form(ticket) as form:
            form.name = "Onboarding begins"
        self.assertEqual(ticket.name, "Onboarding begins")

    def test_a_deleted_project_leaves_ticket_and_handover(self):
        handover = self._hand_over()
        ticket, project = handover.ticket_id, handover.project_id
        project.update_ids.unlink()
        project.task_ids.unlink()
        project.unlink()
        self.assertTrue(ticket.exists())
        self.assertEqual(handover.ticket_id, ticket)
        self.assertFalse(ticket.project_id)
