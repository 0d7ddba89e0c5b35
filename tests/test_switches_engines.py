from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from ..tools import rooms
from .coaching_common import CoachingCommon
from .gate_common import GateCommon
from .handover_common import HandoverCommon
from .icp_common import IcpCommon
from .losing import archive
from .review_common import ReviewCommon
from .stakeholder_common import StakeholderCommon
from .stock_common import StockCommon, stock_alone
from .switching import switch_all_off

NOTE = "crm.coaching.note"


class EngineCase:
    """Switching one room off and on again."""

    def _switch(self, room, is_on):
        rooms.switch(self.env, room, is_on)
        self.env.invalidate_all()

    def _is_awake(self, name):
        return self.env.ref(f"crm_playbook.{name}").active


@tagged("post_install", "-at_install")
class TestSwitchIcp(EngineCase, IcpCommon):
    def test_scores_stand_still_while_the_room_is_off_and_follow_when_it_is_on(self):
        self._publish(([("employee_count", ">", 100)], 10))
        self.assertScore(self.lead, 0)
        scores = self.env["crm.icp.score"].search([])
        self._switch("icp", False)
        self.assertFalse(self._is_awake("ir_cron_icp_rescore"))
        self.lead.with_user(self.salesman).sudo().employee_count = 250
        self.env.flush_all()
        self.assertEqual(self.env["crm.icp.score"].search([]), scores)
        self.assertEqual(self.lead.with_user(self.all_leads).get_icp_explanation(), [])
        self._switch("icp", True)
        self.assertTrue(self._is_awake("ir_cron_icp_rescore"))
        self._rescore()
        self.assertScore(self.lead.with_user(self.all_leads), 100)

    def test_nothing_of_the_registry_follows_conditions_while_the_room_is_off(self):
        field = self.env["crm.lead"]._fields["icp_score_ids"]
        self._publish(([("referred", "=", "Ann")], 10))
        self.assertIn("referred", self.env.registry.field_depends[field])
        self._switch("icp", False)
        self.assertNotIn("referred", self.env.registry.field_depends[field])
        self._switch("icp", True)
        self.assertIn("referred", self.env.registry.field_depends[field])

    def test_facts_that_nobody_sees_are_kept_when_deals_are_merged(self):
        other = self._new_lead(name="Line 5", partner_id=self.customer.id, employee_count=70)
        self._switch("icp", False)
        (self.lead | other).with_user(self.manager).merge_opportunity()
        self._switch("icp", True)
        left = (self.lead | other).exists()
        self.assertEqual(left.employee_count, 70)


@tagged("post_install", "-at_install")
class TestSwitchGate(EngineCase, GateCommon, MailCase):
    def test_nothing_is_refused_while_the_room_is_off(self):
        criterion = self._new_criterion()
        deal = self.deal.with_user(self.salesman)
        self.assertStays(deal, self.first, lambda: deal.write({"stage_id": self.second.id}))
        self._switch("gate", False)
        self.assertEqual(deal.get_gate_status(), [])
        self.assertMoves(deal, self.second, lambda: deal.write({"stage_id": self.second.id}))
        self._switch("gate", True)
        self.assertEqual(criterion.state, "active")
        deal.write({"stage_id": self.first.id})
        self.assertStays(deal, self.first, lambda: deal.write({"stage_id": self.second.id}))

    def test_rules_of_stages_and_teams_rest_too(self):
        self.first.back_needs_reason = self.second.back_needs_reason = True
        self.team.lost_reason_required = True
        self.deal.stage_id = self.second
        self._switch("gate", False)
        deal = self.deal.with_user(self.salesman)
        deal.write({"stage_id": self.first.id})
        deal.action_set_lost()
        self.assertEqual(deal.won_status, "lost")

    def test_what_was_tracked_meanwhile_comes_into_the_log_once(self):
        self._new_criterion(enforcement="advise")
        self._switch("gate", False)
        deal = self.deal.with_user(self.salesman).with_context(tracking_disable=False)
        self.flush_tracking()
        deal.write({"stage_id": self.third.id})
        self.flush_tracking()
        self.assertFalse(self.deal.stage_move_ids)
        for _time in range(2):
            self._switch("gate", True)
            self.assertEqual(self.deal.stage_move_ids.to_stage_id, self.third)
            self.assertEqual(len(self.deal.stage_move_ids), 1)
            self._switch("gate", False)

    def test_debts_are_looked_at_again(self):
        criterion = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Next week")
        self.assertTrue(self._is_awake("ir_cron_gate_waivers"))
        self._switch("gate", False)
        self.assertFalse(self._is_awake("ir_cron_gate_waivers"))
        self.deal.phone = "+1 555"
        self.assertEqual(self.deal.waiver_ids.state, "open")
        self._switch("gate", True)
        self.assertTrue(self._is_awake("ir_cron_gate_waivers"))
        self.env["crm.stage.waiver"]._close_met(self.deal)
        self.assertEqual(self.deal.waiver_ids.closed_reason, "met")

    def test_nobody_is_asked_for_an_approval(self):
        criterion = self._new_criterion(kind="approval")
        self._switch("gate", False)
        with self.assertRaisesRegex(UserError, "“Stage Gates” is switched off"):
            self.deal.with_user(self.salesman).action_request_approval(criterion.ids)


@tagged("post_install", "-at_install")
class TestSwitchStakeholder(EngineCase, StakeholderCommon):
    def test_people_are_kept_and_nobody_is_told_of_them(self):
        person = self._add("Ann", self.buyer_role)
        self._switch("stakeholder", False)
        self.assertFalse(self._is_awake("ir_cron_stakeholder_refresh"))
        person.partner_id.with_user(self.env.ref("base.user_admin")).active = False
        self.assertFalse(self.deal.activity_ids)
        self.assertEqual(person.with_user(self.salesman).name, "Ann")
        self._switch("stakeholder", True)
        self.assertTrue(self._is_awake("ir_cron_stakeholder_refresh"))

    def test_maps_are_made_of_whoever_came_and_changed_meanwhile(self):
        person = self._add("Ann", self.buyer_role, attitude="champion")
        other = self._new_deal()
        self.assertEqual(self.deal.stakeholder_count, 1)
        self._switch("stakeholder", False)
        person.state = "left"
        self._add("Bob", deal=other)
        self.env.flush_all()
        self._switch("stakeholder", True)
        deals = (self.deal | other).with_user(self.all_leads)
        self.assertEqual(deals.mapped("stakeholder_count"), [0, 1])

    def test_a_contact_that_goes_is_forgotten_all_the_same(self):
        person = self._add("Ann", self.buyer_role)
        self._switch("stakeholder", False)
        person.partner_id.unlink()
        self.assertEqual(person.name, "Former contact")

    def test_people_of_deals_that_are_merged_are_kept(self):
        other = self._new_deal()
        person = self._add("Ann", deal=other)
        self._switch("stakeholder", False)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        self.assertEqual(person.exists().lead_id, (self.deal | other).exists())


@tagged("post_install", "-at_install")
class TestSwitchReview(EngineCase, ReviewCommon):
    def test_reviews_are_neither_prepared_nor_digests_sent(self):
        plan = self.env["crm.deal.review.plan"].create({"team_id": self.team.id, "is_on": True})
        settings = {"next_action_digest": True, "next_action_mark": True}
        self.env["res.config.settings"].create(settings).execute()
        names = ("ir_cron_deal_review", "ir_cron_next_action_digest")
        self.assertTrue(all(map(self._is_awake, names)))
        self._switch("review", False)
        self.assertFalse(any(map(self._is_awake, names)))
        self.env["crm.deal.review.plan"]._cron_review()
        self.env["crm.next.action.digest"]._cron_digest()
        self.assertFalse(plan.review_ids)
        self.assertFalse(self.env["crm.next.action.digest"].search([]))
        self._switch("review", True)
        self.assertTrue(all(map(self._is_awake, names)))

    def test_a_review_waits(self):
        review = self._prepare()
        lines = review.line_ids
        self._switch("review", False)
        with self.assertRaisesRegex(UserError, "“Deal Reviews” is switched off"):
            review.with_user(self.leader).action_start()
        self.deal.date_deadline = fields.Date.today() + timedelta(days=90)
        self.assertFalse(self.env["crm.deadline.move"].search([("lead_id", "=", self.deal.id)]))
        self._switch("review", True)
        review.with_user(self.leader).action_start()
        self.assertEqual(review.line_ids, lines)

    def test_rooms_that_are_off_say_nothing_in_a_review(self):
        before = self._get_signals().keys()
        self.env["crm.stakeholder"].create({"lead_id": self.deal.id, "placeholder_name": "CFO"})
        self.assertEqual(self._get_signals().keys() - before, {"single_threaded"})
        self._switch("stakeholder", False)
        self.assertEqual(self._get_signals().keys(), before)
        facts = self.deal.with_user(self.salesman).get_deal_facts()
        self.assertNotIn("stakeholders", {fact["code"] for fact in facts})


@tagged("post_install", "-at_install")
class TestSwitchCoaching(EngineCase, CoachingCommon, MailCase):
    """A company that does not want coaching has nothing of it: nobody sees or gets anything."""

    def _get_todo(self, user):
        """Return on which models somebody has something to do."""
        groups = self.env["res.users"].with_user(user)._get_activity_groups()
        return {group["model"] for group in groups}

    def test_what_is_planned_is_put_away_and_comes_back(self):
        note = self._share_note(action_ids=[Command.create({"name": "Ask"})])
        self.assertIn(NOTE, self._get_todo(self.coachee))
        self._switch("coaching", False)
        self.assertNotIn(NOTE, self._get_todo(self.coachee))
        self.assertEqual(note.sudo().action_ids.state, "planned")
        self._switch("coaching", True)
        self.assertIn(NOTE, self._get_todo(self.coachee))
        note.with_user(self.coachee).action_answer(answer="I will")
        self.assertFalse(note.sudo().request_id.active)
        self._switch("coaching", False)
        self._switch("coaching", True)
        self.assertFalse(note.sudo().request_id.active)

    def test_nobody_is_told_anything(self):
        self._share_note()
        self._switch("coaching", False)
        with self.mock_mail_gateway(), self.mock_mail_app():
            archive(self.coach)
            self.env[NOTE]._cron_remind()
        self.assertFalse(self._new_msgs)
        with self.assertRaisesRegex(UserError, "“Coaching Notes” is switched off"):
            self._open()

    def test_nothing_is_written_and_nothing_is_lost(self):
        note = self._share_note()
        self._switch("coaching", False)
        own = note.with_user(self.coachee)
        for act in (
            lambda: own.action_answer(answer="I will"),
            lambda: own.action_reply("But"),
            lambda: own.write({"self_assessment": "Well"}),
            lambda: (
                self.env["crm.coaching.action"]
                .with_user(self.coachee)
                .create({"note_id": note.id, "name": "Ask"})
            ),
            self._write_note,
        ):
            with self.assertRaisesRegex(UserError, "“Coaching Notes” is switched off"):
                act()
        self.assertTrue(own.observation)
        self.assertFalse(note.with_user(self.coach).reply_ids)
        self._switch("coaching", True)
        own.action_answer(answer="I will")

    def test_the_retention_period_goes_on_and_reminders_do_not(self):
        settings = {"coaching_retention_months": 6, "coaching_reminder_days": 3}
        self.env["res.config.settings"].create(settings).execute()
        self._switch("coaching", False)
        self.assertTrue(self._is_awake("ir_cron_coaching_purge"))
        self.assertFalse(self._is_awake("ir_cron_coaching_remind"))
        self.env["res.config.settings"].create({}).execute()
        self.assertFalse(self._is_awake("ir_cron_coaching_remind"))
        self._switch("coaching", True)
        self.assertTrue(self._is_awake("ir_cron_coaching_remind"))

    def test_actions_of_people_who_came_back_meanwhile_are_planned(self):
        note = self._share_note(action_ids=[Command.create({"name": "Ask"})])
        self._switch("coaching", False)
        self.coachee.action_archive()
        self.coachee.action_unarchive()
        self.assertNotIn(NOTE, self._get_todo(self.coachee))
        self._switch("coaching", True)
        self.assertIn(NOTE, self._get_todo(self.coachee))
        self.assertEqual(note.sudo().action_ids.state, "planned")

    def test_a_deal_shows_no_coaching_to_anybody(self):
        self._share_note(lead_id=self.deal.id)
        self.assertEqual(self.deal.with_user(self.coachee).coaching_note_count, 1)
        self._switch("coaching", False)
        self.assertEqual(self.deal.sudo().coaching_note_count, 0)
        self.assertNotIn("coaching_note_count", self.deal.with_user(self.coachee).fields_get())


@tagged("post_install", "-at_install")
class TestSwitchHandover(EngineCase, HandoverCommon):
    def test_a_deal_is_won_without_a_handover_and_offers_none(self):
        self._new_template(is_required=True)
        self._switch("handover", False)
        deal = self.deal.with_user(self.salesman)
        deal.action_set_won()
        self.assertEqual(deal.won_status, "won")
        self.assertFalse(deal.get_handover_offer())

    def test_steps_wait_and_clocks_are_looked_at_again(self):
        handover = self._submit(template_id=self._new_template(accept_hours=8).id)
        self.assertTrue(self._is_awake("ir_cron_handover_clock"))
        self._switch("handover", False)
        self.assertFalse(self._is_awake("ir_cron_handover_clock"))
        with self.assertRaisesRegex(UserError, "“Handovers” is switched off"):
            handover.with_user(self.receiver).action_accept()
        self._switch("handover", True)
        self.assertTrue(self._is_awake("ir_cron_handover_clock"))
        handover.with_user(self.receiver).action_accept()

    def test_who_may_read_a_handover_follows_its_deal(self):
        handover = self._new_handover()
        self._switch("handover", False)
        self.deal.with_user(self.manager).write(
            {"user_id": self.other_salesman.id, "name": "Line 5"}
        )
        self.assertTrue(handover.with_user(self.other_salesman).has_access("read"))
        self.assertFalse(handover.with_user(self.salesman).has_access("read"))
        self._switch("handover", True)
        self.assertEqual(handover.sudo().name, "Line 5")

    def test_handovers_of_deals_that_are_merged_are_kept(self):
        other = self._new_deal()
        handover = self._new_handover(other)
        self._switch("handover", False)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        self.assertEqual(handover.sudo().exists().lead_id, (self.deal | other).exists())

    def test_other_rooms_that_are_off_give_nothing_to_a_packet(self):
        self.env["crm.stakeholder"].create({"lead_id": self.deal.id, "partner_id": self.contact.id})
        people = self.deal.with_user(self.salesman)._get_known_people()
        self.assertEqual([person["partner_id"] for person in people], self.contact.ids)
        for room in ("stakeholder", "gate", "icp"):
            self._switch(room, False)
        self.assertEqual(self.deal.with_user(self.salesman)._get_known_people(), [])
        packet = self.env["crm.handover"].with_user(self.salesman)
        self.assertTrue(packet._prepare_prefill(self.deal.with_user(self.salesman)))


@tagged("post_install", "-at_install")
class TestSwitchedOffCosts(StockCommon):
    """Rooms that are off add no query, whatever was written in them."""

    in_use = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_all_off(cls.env)
        cls.seller = cls._new_user("switch_seller", "sales_team.group_sale_salesman_all_leads")

    def _count(self, act):
        for _time in range(2):  # what is kept per process is read the first time
            with self.env.cr.savepoint() as savepoint:
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                act()
                self.env.flush_all()
                count = self.env.cr.sql_log_count - before
                savepoint.rollback()
        return count

    def test_deals_are_made_read_found_and_changed_as_in_stock(self):
        leads = self.env["crm.lead"].with_user(self.seller)
        deals = leads.union(*(self._new_deal() for _number in range(5)))
        acts = {
            "create": lambda: leads.create({"name": "New", "partner_id": self.customer.id}),
            "write": lambda: deals.write({"name": "Line 5", "expected_revenue": 7}),
            "move": lambda: deals.write({"stage_id": self.second.id}),
            "team": lambda: deals.write({"team_id": self.other_team.id}),
            "date": lambda: deals.write({"date_deadline": "2030-01-01"}),
            "win": deals.action_set_won,
            "lose": deals.action_set_lost,
            "read": deals.read,
            "search": lambda: leads.search([("name", "ilike", "Line")]),
            "post": lambda: deals[0].message_post(body="Hello", message_type="comment"),
        }
        counts = {name: self._count(act) for name, act in acts.items()}
        with stock_alone(self.registry):
            acts["win"], acts["lose"] = deals.action_set_won, deals.action_set_lost
            stock = {name: self._count(act) for name, act in acts.items()}
        self.assertEqual(counts, stock)
