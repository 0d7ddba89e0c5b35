from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import MailCase

from ..exceptions import StageGateError
from .gate_common import GateCommon
from .losing import GONE, add_company, archive
from .speaking import speak_french
from .switching import switch_rooms

WAIVE = "crm_playbook.group_gate_waive"


class WaiverCommon(GateCommon, MailCase):
    """A deal that is stopped, a salesperson who asks and a leader who may waive."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()
        self.mine = self.deal.with_user(self.salesman)
        # Nobody else may waive: who is asked is known.
        managers = self.env.ref("sales_team.group_sale_manager")
        others = managers.all_user_ids - self.manager
        others.group_ids -= managers

    def _let_waive(self, user):
        user.group_ids = [Command.link(self.env.ref(WAIVE).id)]

    def _ask(self, deals=None, criteria=None, reason="They sign on Friday", user=None):
        deals = (deals or self.deal).with_user(user or self.salesman)
        deals.action_request_waiver((criteria or self.criterion).ids, reason)
        return self._get_requests(deals)

    def _get_requests(self, deals=None):
        return (deals or self.deal).sudo().waiver_ids.filtered(lambda w: w.state == "requested")

    def _waive(self, deals=None, days=None):
        day = days and Date.today() + timedelta(days=days)
        deals = (deals or self.deal).with_user(self.manager)
        deals.action_waive_criteria(self.criterion.ids, "Friday", day or False)
        return deals.sudo().waiver_ids.filtered(lambda w: w.state == "open")

    def _get_told(self, user, subject):
        messages = self.env["mail.message"].search([("subject", "=", subject)])
        return messages.filtered(lambda m: user.partner_id in m.notified_partner_ids)


@tagged("post_install", "-at_install")
class TestWaiverRequest(WaiverCommon):
    """Whoever is stopped asks for a waiver; nothing is waived until it is given."""

    def test_the_leader_is_asked_by_activity_and_nothing_is_waived(self):
        request = self._ask()
        activity = self.deal.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.summary, "Asked to waive: Phone is known")
        self.assertIn("They sign on Friday", activity.note)
        self.assertEqual(request.asked_by_id, self.salesman)
        self.assertFalse(request.user_id)
        self.assertEqual(self.mine.gate_debt_count, 0)
        self.assertEqual(self.mine.get_gate_status()[0]["state"], "missing")
        self.assertEqual(self.mine._get_waiting(), {})
        self.assertStays(
            self.deal, self.first, lambda: self.mine.write({"stage_id": self.second.id})
        )

    def test_the_activity_is_in_the_language_of_whoever_is_asked(self):
        speak_french(self, self.manager, {"Asked to waive: %s": "Dérogation demandée : %s"})
        self.criterion.with_context(lang="fr_FR").name = "Téléphone"
        self._ask()
        self.assertEqual(self.deal.activity_ids.summary, "Dérogation demandée : Téléphone")

    def test_a_leader_who_may_not_waive_is_not_asked(self):
        self.team.user_id = self.all_leads
        self._ask()
        self.assertEqual(self.deal.activity_ids.user_id, self.manager)

    def test_a_leader_comes_before_others_who_may_waive(self):
        self.team.user_id = self.all_leads
        self._let_waive(self.all_leads)
        self._ask()
        self.assertEqual(self.deal.activity_ids.user_id, self.all_leads)

    def test_what_waits_is_not_asked_for_twice(self):
        request = self._ask()
        self.assertEqual(self._ask(reason="Again"), request)
        self.assertEqual(len(self.deal.activity_ids), 1)
        other = self._new_criterion(name="Customer", field_ids=self._get_field("partner_id").ids)
        requests = self._ask(criteria=self.criterion | other)
        self.assertEqual(requests.criterion_id, self.criterion | other)
        self.assertEqual(len(self.deal.activity_ids), 2)

    def test_it_is_asked_for_again_when_nobody_has_it_any_more(self):
        self._let_waive(self.all_leads)
        take_right = "without the right to waive"
        leaves = {**GONE, take_right: lambda user: setattr(user, "group_ids", keep)}
        keep = [Command.set(self.env.ref("sales_team.group_sale_salesman_all_leads").ids)]
        for name, leave in leaves.items():
            leader = self._new_user(f"gone_{leave.__name__}", "sales_team.group_sale_manager")
            team = self.team.copy({"user_id": leader.id})
            deal = self._new_deal(team_id=team.id)
            self.assertEqual(self._ask(deal).activity_id.user_id, leader)
            leave(leader)
            with self.subTest(name):
                request = self._ask(deal)
                self.assertEqual(len(request), 1)
                self.assertNotEqual(request.activity_id.user_id, leader)
                self.assertEqual((deal.sudo().waiver_ids - request).closed_reason, "renewed")

    def test_it_is_asked_for_again_when_the_activity_was_done(self):
        request = self._ask()
        self.deal.activity_ids.with_user(self.manager).action_feedback()
        again = self._ask()
        self.assertNotEqual(again, request)
        self.assertEqual(self.deal.activity_ids, again.activity_id)

    def test_nobody_who_may_waive_and_open_the_deal(self):
        archive(self.manager)
        with self.assertRaisesRegex(UserError, "Nobody is there to waive anything.*“Deal”"):
            self._ask()
        self._let_waive(self.employee)
        with self.assertRaisesRegex(UserError, "Nobody is there to waive anything.*“Deal”"):
            self._ask()

    def test_who_may_not_change_the_deal_may_not_ask(self):
        colleague = self._new_user("colleague", "sales_team.group_sale_salesman")
        for user in (colleague, self.employee, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._ask(user=user)
        company = add_company(self.manager)
        far = self._new_deal(company_id=company.id, team_id=False, user_id=False)
        with self.assertRaises(AccessError):
            self._ask(far)
        self.assertFalse(self._get_requests(self.deal | far))

    def test_what_does_not_stand_in_the_way_is_refused(self):
        draft = self._new_criterion(state="draft")
        elsewhere = self._new_criterion(team_ids=self.other_team.ids)
        for criterion in (draft, elsewhere):
            with self.assertRaisesRegex(UserError, "does not stand in the way"):
                self._ask(criteria=criterion)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._ask(reason="  ")
        with self.assertRaisesRegex(UserError, "Choose what"):
            self.mine.action_request_waiver([], "Friday")
        self.mine.phone = "1"
        with self.assertRaisesRegex(UserError, "does not stand in the way"):
            self._ask()
        lost = self._new_deal()
        lost.with_user(self.salesman).action_set_lost()
        with self.assertRaisesRegex(UserError, "does not stand in the way"):
            self._ask(lost)
        self.assertFalse(self._get_requests(self.deal | lost))

    def test_a_room_that_is_off_asks_nobody(self):
        request = self._ask()
        switch_rooms(self.env, "icp")
        leader = request.with_user(self.manager)
        calls = (self._ask, leader.action_give, lambda: leader.action_refuse("No"))
        for call in calls:
            with self.assertRaisesRegex(UserError, "switched off"):
                call()
        self.assertEqual(request.state, "requested")

    def test_many_deals_are_asked_for_by_one_message(self):
        deals = self.deal | self._new_deal(name="Second deal")
        with self.mock_mail_gateway():
            requests = self._ask(deals)
        self.assertEqual(len(requests), 2)
        self.assertEqual([len(deal.activity_ids) for deal in deals], [1, 1])
        self.assertEqual(len(self._get_told(self.manager, "You are asked for waivers")), 1)

    def test_a_context_forges_nothing(self):
        forged = {"default_user_id": self.manager.id, "default_state": "open"}
        forged |= {"default_closed_by_id": self.manager.id, "default_answer": "Yes"}
        self._ask(self.deal.with_user(self.salesman).with_context(**forged))
        request = self._get_requests()
        self.assertEqual(len(request), 1)
        self.assertFalse(request.user_id or request.closed_by_id or request.answer)

    # --- what ends a request -------------------------------------------------------------

    def _assert_over(self, request, state, reason=False):
        self.env.invalidate_all()
        self.assertEqual((request.state, request.closed_reason), (state, reason))
        self.assertFalse(request.activity_id)
        self.assertFalse(request.lead_id.activity_ids)

    def test_it_ends_when_the_criterion_is_met(self):
        request = self._ask()
        self.mine.phone = "1"
        self._assert_over(request, "closed", "met")

    def test_it_ends_when_the_deal_is_lost(self):
        request = self._ask()
        self.mine.action_set_lost()
        self._assert_over(request, "closed", "lost")

    def test_it_ends_when_the_criterion_is_switched_off_or_deleted(self):
        request = self._ask()
        self.criterion.with_user(self.manager).action_deactivate()
        self._assert_over(request, "closed", "not_asked")
        self.criterion.with_user(self.manager).action_activate()
        request = self._ask()
        self.criterion.with_user(self.manager).unlink()
        self._assert_over(request, "closed", "not_asked")
        self.assertEqual(request.display_name, "Phone is known")

    def test_it_ends_when_somebody_waives_by_themselves(self):
        request = self._ask()
        self._waive()
        self._assert_over(request, "closed", "waived")
        self.assertEqual(self.mine.gate_debt_count, 1)

    def test_the_night_ends_what_time_has_settled(self):
        request = self._ask()
        self.env.cr.execute("UPDATE crm_lead SET phone = '1' WHERE id = %s", [self.deal.id])
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_gate_waivers").method_direct_trigger()
        self._assert_over(request, "closed", "met")

    def test_merged_requests_are_one(self):
        other = self._new_deal(name="Twin")
        self._ask(self.deal | other)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        deal = (self.deal | other).exists()
        self.assertEqual(
            deal.sudo().waiver_ids.sorted("state").mapped("state"), ["closed", "requested"]
        )
        self.assertEqual(deal.activity_ids, self._get_requests(deal).activity_id)

    def test_a_request_merged_with_a_waiver_is_over(self):
        other = self._new_deal(name="Twin")
        self._ask()
        self._waive(other)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        deal = (self.deal | other).exists()
        self.assertEqual(deal.sudo().waiver_ids.sorted("state").mapped("state"), ["closed", "open"])
        self.assertFalse(deal.activity_ids)

    # --- what the form and the refusal show ----------------------------------------------

    def test_the_panel_says_what_is_asked_for(self):
        self._ask()
        panel = self.mine.get_gate_panel()
        [shown] = panel["requests"]
        self.assertEqual((shown["name"], shown["user"]), ("Phone is known", self.salesman.name))
        self.assertTrue(shown["is_own"])
        self.assertEqual((panel["debts"], panel["can_waive"]), ([], False))
        self.assertFalse(
            self.deal.with_user(self.manager).get_gate_panel()["requests"][0]["is_own"]
        )

    def test_what_a_refused_move_names_can_be_asked_for(self):
        with self.assertRaises(StageGateError) as refusal:
            self.mine.write({"stage_id": self.second.id})
        [deal] = refusal.exception.context["deals"]
        self._ask(criteria=self.criterion.browse(line["criterion_id"] for line in deal["lines"]))
        self.assertTrue(self._get_requests())


@tagged("post_install", "-at_install")
class TestWaiverAnswer(WaiverCommon):
    """Members of the group give or refuse what they are asked for, and the asker is told."""

    def test_given_it_lets_the_deal_pass_and_is_a_debt(self):
        request = self._ask()
        activity = request.activity_id
        day = Date.today() + timedelta(days=9)
        request.with_user(self.manager).action_give(str(day))
        self.assertEqual(
            (request.state, request.user_id, request.date_expiry, request.asked_by_id),
            ("open", self.manager, day, self.salesman),
        )
        self.assertFalse(activity.active)
        self.assertEqual(self.mine.gate_debt_count, 1)
        self.assertEqual(len(self._get_told(self.salesman, "Waiver given")), 1)
        self.assertMoves(
            self.deal, self.second, lambda: self.mine.write({"stage_id": self.second.id})
        )

    def test_the_asker_is_told_in_their_language(self):
        speak_french(self, self.salesman, {"Waiver refused": "Dérogation refusée"})
        self._ask().with_user(self.manager).action_refuse("Call them first")
        message = self._get_told(self.salesman, "Dérogation refusée")
        self.assertIn("Call them first", message.body)

    def test_refused_it_stays_with_its_answer_and_can_be_asked_for_again(self):
        request = self._ask()
        activity = request.activity_id
        request.with_user(self.manager).action_refuse("Call them first")
        self.assertEqual(
            (request.state, request.closed_by_id, request.answer),
            ("refused", self.manager, "Call them first"),
        )
        self.assertFalse(activity.active)
        self.assertEqual(self.mine.gate_debt_count, 0)
        self.assertStays(
            self.deal, self.first, lambda: self.mine.write({"stage_id": self.second.id})
        )
        self.assertTrue(self._ask())

    def test_a_refusal_needs_a_sentence_and_a_day_lies_ahead(self):
        leader = self._ask().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            leader.action_refuse(" ")
        for days in (-1, 0):
            with self.assertRaisesRegex(UserError, "is past"):
                leader.action_give(str(Date.today() + timedelta(days=days)))
        self.assertEqual(leader.state, "requested")

    def test_only_members_who_may_open_the_deal_answer(self):
        self._let_waive(outsider := self._new_user("own", "sales_team.group_sale_salesman"))
        request = self._ask()
        for user in (self.salesman, self.all_leads, outsider, self.employee, self.portal):
            for call in (lambda r: r.action_give(), lambda r: r.action_refuse("No")):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call(request.with_user(user))
        self.assertEqual(request.state, "requested")
        self._let_waive(self.all_leads)
        request.with_user(self.all_leads).action_give()
        self.assertEqual(request.user_id, self.all_leads)

    def test_an_answer_is_given_once(self):
        leader = self._ask().with_user(self.manager)
        leader.action_give()
        with self.assertRaisesRegex(UserError, "waits for no answer"):
            leader.action_refuse("No")
        self.assertEqual(leader.state, "open")

    def test_a_debt_that_ran_out_is_given_anew(self):
        debt = self._waive(days=3)
        debt.sudo().date_expiry = Date.today() - timedelta(days=3)
        request = self._ask()
        request.with_user(self.manager).action_give()
        self.assertEqual((debt.state, debt.closed_reason), ("closed", "renewed"))
        self.assertEqual(self.mine.gate_debt_count, 1)

    def test_of_two_on_one_activity_the_other_still_waits(self):
        other = self._new_criterion(name="Customer", field_ids=self._get_field("partner_id").ids)
        requests = self._ask(criteria=self.criterion | other)
        activity = requests.activity_id
        requests[0].with_user(self.manager).action_give()
        self.assertTrue(activity.active)
        self.assertEqual(activity.summary, f"Asked to waive: {requests[1].display_name}")

    def test_many_are_answered_from_the_list_by_one_message(self):
        requests = self._ask(self.deal | self._new_deal(name="Second deal"))
        wizard = self.env["crm.stage.waiver.answer"].with_user(self.manager)
        wizard = wizard.with_context(
            active_model="crm.stage.waiver", active_ids=requests.ids, default_kind="refuse"
        )
        with Form(wizard) as form:
            form.note = "Not this month"
            self.assertEqual(form.waiver_ids.ids, requests.ids)
        form.record.action_apply()
        self.assertEqual(set(requests.mapped("state")), {"refused"})
        self.assertEqual(len(self._get_told(self.salesman, "Waiver refused")), 1)

    def test_who_asked_and_left_is_not_told(self):
        request = self._ask()
        archive(self.salesman)
        request.with_user(self.manager).action_give()
        self.assertFalse(self._get_told(self.salesman, "Waiver given"))
        self.assertEqual(request.state, "open")
