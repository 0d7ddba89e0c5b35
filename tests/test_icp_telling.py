from datetime import timedelta

from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .icp_common import IcpCommon
from .losing import GONE
from .speaking import speak_french


@tagged("post_install", "-at_install")
class TestIcpTelling(IcpCommon, MailCase):
    """A second look is planned for who may open the lead: its owner, else who marked it."""

    def setUp(self):
        super().setUp()
        profile = self._new_profile(
            ([("employee_count", ">", 10)], 10), ([("name", "ilike", "line")], None)
        )
        profile.criterion_ids[1].look_again_days = 90
        profile.action_publish()
        self._rescore()

    def test_the_owner_looks_again(self):
        lead = self._new_lead(name="Line 5", user_id=self.salesman.id)
        lead.with_user(self.manager).action_icp_mark_lost()
        self.assertEqual(lead.activity_ids.user_id, self.salesman)

    def test_no_owner_who_is_gone_looks_again(self):
        for leave in GONE.values():
            owner = self._new_user(f"gone_{leave.__name__}", "sales_team.group_sale_salesman")
            lead = self._new_lead(name="Line 6", user_id=owner.id)
            leave(owner)
            lead.with_user(self.manager).action_icp_mark_lost()
            with self.subTest(leave.__name__):
                self.assertEqual(lead.won_status, "lost")
                self.assertEqual(lead.activity_ids.user_id, self.manager)

    def test_calling_twice_plans_one_look(self):
        lead = self._new_lead(name="Line 7", user_id=self.salesman.id)
        for _time in range(2):
            lead.with_user(self.manager).action_icp_mark_lost()
        self.assertEqual(len(lead.activity_ids), 1)

    def test_a_lead_that_comes_back_and_is_lost_again_has_one_look(self):
        lead = self._new_lead(name="Line 8", user_id=self.salesman.id)
        lead.with_user(self.manager).action_icp_mark_lost()
        lead.with_user(self.manager).action_unarchive()
        lead.with_user(self.manager).action_icp_mark_lost()
        self.assertEqual((lead.won_status, len(lead.activity_ids)), ("lost", 1))

    def test_the_owner_reads_it_in_their_language(self):
        speak_french(self, self.salesman, {"Look again: %s": "Revoir : %s"})
        lead = self._new_lead(name="Line 9", user_id=self.salesman.id)
        lead.with_user(self.manager).action_icp_mark_lost()
        self.assertIn("Revoir", lead.activity_ids.summary)
        self.assertEqual(lead.activity_ids.date_deadline, Date.today() + timedelta(days=90))

    def test_many_leads_are_told_by_one_mail(self):
        leads = self.env["crm.lead"]
        for number in range(3):
            leads |= self._new_lead(name=f"Line {number}", user_id=self.salesman.id)
        partner = self.salesman.partner_id
        with self.mock_mail_gateway():
            leads.with_user(self.manager).action_icp_mark_lost()
        message = self.env["mail.message"].search([("notified_partner_ids", "in", partner.ids)])
        self.assertEqual(len(message), 1)
        self.assertTrue(all(lead.name in message.body for lead in leads))
        self.assertEqual(leads.activity_ids.user_id, self.salesman)
