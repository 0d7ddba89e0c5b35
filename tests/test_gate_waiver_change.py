from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from .losing import add_company
from .speaking import speak_french
from .switching import switch_rooms
from .test_gate_waiver_request import WAIVE, WaiverCommon


@tagged("post_install", "-at_install")
class TestWaiverChange(WaiverCommon):
    """A waiver is withdrawn and extended by whoever gave it and by the group; the owner of the
    deal is told."""

    def _get_day(self, days):
        return Date.today() + timedelta(days=days)

    def test_withdrawn_it_is_asked_for_again_and_its_history_stays(self):
        debt = self._waive()
        debt.with_user(self.manager).action_withdraw()
        self.assertEqual(
            (debt.state, debt.closed_by_id, debt.user_id, debt.reason),
            ("withdrawn", self.manager, self.manager, "Friday"),
        )
        self.assertTrue(debt.date_closed)
        self.assertEqual(self.mine.gate_debt_count, 0)
        self.assertEqual(len(self._get_told(self.salesman, "Waiver withdrawn")), 1)
        self.assertStays(
            self.deal, self.first, lambda: self.mine.write({"stage_id": self.second.id})
        )

    def test_the_warning_that_it_runs_out_goes_with_it(self):
        debt = self._waive(days=3)
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_gate_waivers").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.deal.activity_ids)
        debt.with_user(self.manager).action_withdraw()
        self.assertFalse(self.deal.activity_ids)

    def test_extended_it_waits_longer(self):
        debt = self._waive(days=3)
        debt.with_user(self.manager).action_extend(str(self._get_day(40)))
        self.assertEqual((debt.state, debt.date_expiry), ("open", self._get_day(40)))
        self.assertEqual(len(self._get_told(self.salesman, "Waiver extended")), 1)

    def test_the_owner_is_told_in_their_language(self):
        speak_french(self, self.salesman, {"Waiver extended": "Dérogation prolongée"})
        self._waive().with_user(self.manager).action_extend(str(self._get_day(40)))
        self.assertTrue(self._get_told(self.salesman, "Dérogation prolongée"))

    def test_an_owner_who_does_it_is_not_told(self):
        self.deal.user_id = self.manager
        debt = self._waive().with_user(self.manager)
        debt.action_extend(str(self._get_day(40)))
        debt.action_withdraw()
        subjects = ("Waiver extended", "Waiver withdrawn")
        self.assertFalse(self.env["mail.message"].search([("subject", "in", subjects)]))

    def test_days_that_are_past_and_debts_that_are_over(self):
        debt = self._waive(days=3).with_user(self.manager)
        for days in (-2, 0):
            with self.assertRaisesRegex(UserError, "is past"):
                debt.action_extend(str(self._get_day(days)))
        with self.assertRaisesRegex(UserError, "Say until when"):
            debt.action_extend(False)
        self.assertEqual(debt.date_expiry, self._get_day(3))
        self.mine.phone = "1"
        for call in (debt.action_withdraw, lambda: debt.action_extend(str(self._get_day(9)))):
            with self.assertRaisesRegex(UserError, "no debt any more"):
                call()
        self.assertEqual((debt.state, debt.closed_reason), ("closed", "met"))

    def test_whoever_gave_it_may_do_so_without_the_right(self):
        self._let_waive(self.salesman)
        self.mine.action_waive_criteria(self.criterion.ids, "Friday")
        debt = self.deal.sudo().waiver_ids.with_user(self.salesman)
        self.salesman.group_ids -= self.env.ref(WAIVE)
        debt.action_extend(str(self._get_day(40)))
        debt.action_withdraw()
        self.assertEqual(debt.state, "withdrawn")

    def test_others_may_not(self):
        debt = self._waive()
        company = add_company(self.manager)
        far = self._new_deal(company_id=company.id, team_id=False, user_id=False)
        managers = self.deal.with_user(self.manager).with_context(
            allowed_company_ids=(self.env.company | company).ids
        )
        managers.browse(far.id).action_waive_criteria(self.criterion.ids, "Friday")
        colleague = self._new_user("colleague", "sales_team.group_sale_salesman")
        self._let_waive(colleague)
        users = (self.salesman, self.all_leads, colleague, self.employee, self.portal)
        cases = [(user, debt) for user in users]
        self._let_waive(self.all_leads)
        cases.append((self.all_leads, far.sudo().waiver_ids))
        cases.remove((self.all_leads, debt))
        for user, waiver in cases:
            waiver = waiver.with_user(user)
            for call in (waiver.action_withdraw, lambda w=waiver: w.action_extend("2100-01-01")):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call()
        self.assertEqual(set((debt | far.sudo().waiver_ids).mapped("state")), {"open"})

    def test_who_sees_all_deals_may_not_without_the_right(self):
        debt = self._waive()
        with self.assertRaisesRegex(AccessError, "Only whoever waived"):
            debt.with_user(self.all_leads).action_withdraw()
        self.assertEqual(debt.state, "open")

    def test_a_room_that_is_off_changes_nothing(self):
        debt = self._waive()
        switch_rooms(self.env, "icp")
        for call in (
            debt.with_user(self.manager).action_withdraw,
            lambda: debt.with_user(self.manager).action_extend("2100-01-01"),
        ):
            with self.assertRaisesRegex(UserError, "switched off"):
                call()

    def test_whoever_asked_withdraws_that(self):
        request = self._ask()
        with self.assertRaisesRegex(AccessError, "may withdraw what they asked for"):
            request.with_user(self.manager).action_withdraw()
        request.with_user(self.salesman).action_withdraw()
        self.assertEqual((request.state, request.closed_by_id), ("withdrawn", self.salesman))
        self.assertFalse(self.deal.activity_ids)

    def test_many_from_the_list_are_one_message_per_owner(self):
        deals = self.deal | self._new_deal(name="Second deal")
        debts = self._waive(deals)
        wizard = self.env["crm.stage.waiver.answer"].with_user(self.manager)
        wizard = wizard.with_context(active_model="crm.stage.waiver", active_ids=debts.ids)
        wizard.create({"kind": "extend", "date_expiry": self._get_day(40)}).action_apply()
        self.assertEqual(set(debts.mapped("date_expiry")), {self._get_day(40)})
        debts.with_user(self.manager).action_withdraw()
        self.assertEqual(set(debts.mapped("state")), {"withdrawn"})
        for subject in ("Waiver extended", "Waiver withdrawn"):
            message = self._get_told(self.salesman, subject)
            self.assertEqual(len(message), 1)
            self.assertIn("Second deal", message.body)

    def test_a_row_opens_its_deal(self):
        debt = self._waive()
        action = debt.with_user(self.salesman).action_open_deal()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", self.deal.id))
        with self.assertRaises(AccessError):
            debt.with_user(self.employee).action_open_deal()
