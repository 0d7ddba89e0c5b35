from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_playbook.tests.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHelpdeskMgmt(DeliveryCommon):
    """What is special about ``helpdesk_mgmt``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helpdesk_team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Onboarding", "user_ids": [Command.set(cls.receiver.ids)]}
        )
        cls.template.helpdesk_team_id = cls.helpdesk_team
        cls.customer.email = "north@example.com"

    def test_name_and_address_of_the_customer_are_filled_in(self):
        ticket = self._hand_over().ticket_id
        self.assertEqual(ticket.partner_email, "north@example.com")
        self.assertNotEqual(ticket.number, "/")
        self.assertEqual(ticket.stage_id, self.helpdesk_team._get_applicable_stages()[:1])

    def test_the_seller_is_not_assigned_though_the_company_assigns_by_itself(self):
        self.env.company.helpdesk_mgmt_ticket_auto_assign = True
        self.helpdesk_team.user_ids = self.salesman
        self.assertFalse(self._hand_over().ticket_id.user_id)

    def test_a_first_stage_that_mails_customers_mails_nobody(self):
        stage = self.helpdesk_team._get_applicable_stages()[:1]
        stage.mail_template_id = self.env.ref("helpdesk_mgmt.closed_ticket_template")
        mails = self.env["mail.mail"].sudo().search([])
        handover = self._new_full_handover().with_context(tracking_disable=False)
        self.assertTrue(self._hand_over(handover).ticket_id)
        self.env.cr.flush()
        written = self.env["mail.mail"].sudo().search([]) - mails
        self.assertNotIn("north@example.com", str(written.mapped("email_to")))
        self.assertNotIn(self.customer, written.recipient_ids)

    def test_without_helpdesk_mgmt_project_the_ticket_names_no_project(self):
        handovers = self.registry["crm.handover"]
        with patch.object(handovers, "_helpdesk_has_projects", lambda handovers: False):
            handover = self._hand_over()
        self.assertTrue(handover.ticket_id)
        self.assertTrue(handover.project_id)

    def test_the_receiver_reads_the_ticket_as_a_follower(self):
        ticket = self._hand_over().ticket_id
        self.assertEqual(ticket.with_user(self.receiver).name, "Onboarding of Northwind")
