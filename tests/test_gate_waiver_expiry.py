from datetime import timedelta

from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .gate_common import GateCommon
from .losing import GONE
from .speaking import speak_french


@tagged("post_install", "-at_install")
class TestGateWaiverExpiry(GateCommon, MailCase):
    """Whoever owns a deal hears once that one of its waivers runs out."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()
        self.today = Date.today()

    def _waive(self, days, deal=None, criterion=None):
        deal, criterion = deal or self.deal, criterion or self.criterion
        day = days is not None and str(self.today + timedelta(days=days))
        deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Friday", day)
        return deal.sudo().waiver_ids.filtered(lambda waiver: waiver.state == "open")

    def _pass_night(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_gate_waivers").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_owner_is_told_once_in_their_language(self):
        speak_french(self, self.salesman, {"Waiver runs out: %s": "Dérogation : %s"})
        self.criterion.with_context(lang="fr_FR").name = "Téléphone"
        self._waive(3)
        for _night in range(2):
            self._pass_night()
        activity = self.deal.activity_ids
        self.assertEqual(activity.user_id, self.salesman)
        self.assertEqual(activity.summary, "Dérogation : Téléphone")
        activity.with_user(self.salesman).action_feedback()
        self._pass_night()
        self.assertFalse(self.deal.activity_ids)

    def test_what_runs_out_later_or_never_is_not_told(self):
        self._waive(30)
        self._waive(None, self._new_deal())
        self._pass_night()
        self.assertFalse(self.env["mail.activity"].search([("summary", "like", "Waiver")]))

    def test_who_is_gone_is_not_told_and_the_leader_is(self):
        for name, leave in GONE.items():
            owner = self._new_user(f"gone_{leave.__name__}", "sales_team.group_sale_salesman")
            deal = self._new_deal(user_id=owner.id)
            self._waive(3, deal)
            leave(owner)
            self._pass_night()
            with self.subTest(name):
                self.assertEqual(deal.activity_ids.user_id, self.manager)

    def test_one_activity_for_a_deal_and_one_mail_for_many(self):
        other = self._new_criterion(name="Amount", field_ids=self._get_field("partner_id").ids)
        deals = self.deal | self._new_deal(name="Second deal")
        for deal in deals:
            self._waive(3, deal)
            self._waive(4, deal, other)
        with self.mock_mail_gateway():
            self._pass_night()
        self.assertEqual([len(deal.activity_ids) for deal in deals], [1, 1])
        message = self.env["mail.message"].search([("subject", "=", "Waivers run out")])
        self.assertEqual(message.notified_partner_ids, self.salesman.partner_id)

    def test_it_is_taken_back_when_the_debt_is_paid_or_may_wait_longer(self):
        self._waive(3)
        self._pass_night()
        self.assertTrue(self.deal.activity_ids)
        self._waive(40)
        self.assertFalse(self.deal.activity_ids)
        waiver = self._waive(3)
        self._pass_night()
        waiver.date_expiry = self.today + timedelta(days=40)
        self.assertFalse(self.deal.activity_ids)
        self._waive(3)
        self._pass_night()
        self.assertTrue(self.deal.activity_ids)
        self.deal.with_user(self.salesman).phone = "1"
        self.assertFalse(self.deal.activity_ids)

    def test_of_two_the_one_that_stays_is_still_told(self):
        other = self._new_criterion(name="Customer", field_ids=self._get_field("partner_id").ids)
        self._waive(3)
        self._waive(3, criterion=other)
        self._pass_night()
        self.deal.with_user(self.salesman).phone = "1"
        self.assertEqual(self.deal.activity_ids.summary, "Waiver runs out: Customer")

    def test_lost_deals_are_silent(self):
        self._waive(3)
        self.deal.with_user(self.salesman).action_set_lost()
        self._pass_night()
        self.assertFalse(self.deal.activity_ids)

    def test_no_client_ties_an_activity_of_others_to_a_waiver(self):
        activity = self.deal.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        deal = self.deal.with_user(self.manager)
        deal = deal.with_context(default_activity_id=activity.id, default_is_told=True)
        deal.action_waive_criteria(self.criterion.ids, "Friday")
        self.deal.with_user(self.salesman).phone = "1"
        self.assertEqual(self.deal.sudo().waiver_ids.state, "closed")
        self.assertTrue(activity.exists())
