from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .coaching_common import CoachingCommon
from .handover_common import HandoverCommon
from .icp_common import IcpCommon
from .overview_common import OverviewMixin
from .review_common import ReviewCommon
from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestOverviewOfIcp(OverviewMixin, IcpCommon):
    def test_win_rate_of_each_tier(self):
        self._publish(([("phone", "!=", False)], 10))
        won = self._new_lead(name="Good", phone="1")
        lost = self._new_lead(name="Bad")
        won.action_set_won()
        lost.action_set_lost()
        tile = self._get_tiles(self.manager)["tier_mix"]
        self.assertEqual(tile["value"], "50 %")
        values = {line["name"]: line["value"] for line in tile["lines"]}
        self.assertEqual(values["A"], "100 %")
        self.assertIn("few cases", tile["lines"][0]["note"])
        self.assertEqual(self._find(tile["action"], self.manager), won | lost)
        first = tile["lines"][0]["action"]
        self.assertEqual(self._find(first, self.manager), won)
        self.assertNotIn("tier_mix", self._get_tiles(self.manager, period="last_year"))


@tagged("post_install", "-at_install")
class TestOverviewOfStakeholders(OverviewMixin, StakeholderCommon):
    def test_deals_that_hang_on_one_person(self):
        self.assertNotIn("single_threaded", self._get_tiles(self.salesman))
        self._add_engaged("Ann", self.buyer_role)
        tile = self._get_tiles(self.salesman)["single_threaded"]
        self.assertEqual((tile["value"], tile["level"]), ("1", "warning"))
        self.assertEqual(self._find(tile["action"], self.salesman), self.deal)
        self._add_engaged("Bob", self.user_role)
        tile = self._get_tiles(self.salesman)["single_threaded"]
        self.assertEqual((tile["value"], tile["level"]), ("0", "success"))

    def test_doubts_about_my_people(self):
        self._add("Ann", self.buyer_role, attitude="champion")
        self.assertTrue(self.deal.stakeholder_doubt_count)
        tile = self._get_tiles(self.salesman)["doubts"]
        self.assertEqual(self._get_names(tile), [self.deal.name])
        self.assertNotIn("doubts", self._get_tiles(self.manager))


@tagged("post_install", "-at_install")
class TestOverviewOfReviews(OverviewMixin, ReviewCommon):
    def test_deals_without_a_next_action(self):
        tile = self._get_tiles(self.salesman)["without_next_action"]
        self.assertEqual(self._find(tile["action"], self.salesman), self.deal)
        self._plan_action()
        self.assertNotIn("without_next_action", self._get_tiles(self.salesman))
        self.assertNotIn("without_next_action", self._get_tiles(self.leader))

    def test_more_than_are_shown_are_counted(self):
        for number in range(6):
            self._new_deal(name=f"Deal {number}")
        tile = self._get_tiles(self.salesman)["without_next_action"]
        self.assertEqual((tile["value"], len(tile["lines"])), ("7", 5))

    def test_next_review(self):
        self._prepare(date=fields.Datetime.now() + timedelta(days=2))
        for user in (self.leader, self.salesman):
            with self.subTest(user.login):
                self.assertEqual(self._get_tiles(user)["next_review"]["value"], "1")
        self.assertNotIn("next_review", self._get_tiles(self.outsider))

    def test_decisions_kept(self):
        review = self._run()
        self._decide(self._line(review), "keep")
        review.action_finish()
        tile = self._get_tiles(self.leader)["decisions_kept"]
        self.assertEqual((tile["value"], self._get_names(tile)), ("100 %", ["Keep"]))
        self.deal.action_set_lost()
        tile = self._get_tiles(self.leader)["decisions_kept"]
        self.assertEqual((tile["value"], tile["lines"][0]["note"]), ("0 %", "0 of 1"))


@tagged("post_install", "-at_install")
class TestOverviewOfCoaching(OverviewMixin, CoachingCommon):
    def test_note_that_waits_for_my_answer(self):
        note = self._share_note()
        tile = self._get_tiles(self.coachee)["notes_to_answer"]
        self.assertEqual(self._find(tile["action"], self.coachee), note)
        for user in (self.coach, self.manager, self.other, self.hr):
            self.assertNotIn("notes_to_answer", self._get_tiles(user))
        note.with_user(self.coachee).action_answer(answer="Next time")
        self.assertNotIn("notes_to_answer", self._get_tiles(self.coachee))


@tagged("post_install", "-at_install")
class TestOverviewOfHandovers(OverviewMixin, HandoverCommon):
    def test_handover_goes_from_one_to_the_other(self):
        handover = self._submit()
        tile = self._get_tiles(self.receiver)["handovers_to_accept"]
        self.assertEqual(self._find(tile["action"], self.receiver), handover)
        self.assertNotIn("handovers_to_accept", self._get_tiles(self.salesman))
        handover.with_user(self.receiver).action_return(["scope_unclear"], "What of invoices?")
        self.assertNotIn("handovers_to_accept", self._get_tiles(self.receiver))
        tile = self._get_tiles(self.salesman)["handovers_returned"]
        self.assertEqual(self._get_names(tile), [handover.name])
        self.assertNotIn("handovers_returned", self._get_tiles(self.other_salesman))

    def test_handover_is_accepted_by_one_click(self):
        handover = self._submit()
        line = self._get_tiles(self.receiver)["handovers_to_accept"]["lines"][0]
        with self.assertRaises(AccessError):
            self._act(line, self.salesman)
        self._act(line, self.receiver)
        self.assertEqual(handover.state, "accepted")

    def test_promises_of_mine(self):
        promise = self._accept().promise_ids
        self.assertNotIn("promises_due", self._get_tiles(self.keeper))  # in years
        promise.sudo()._write({"date_due": fields.Date.today() - timedelta(days=3)})
        self.env.invalidate_all()
        tile = self._get_tiles(self.keeper)["promises_due"]
        self.assertEqual((tile["value"], tile["lines"][0]["level"]), ("1", "danger"))
        self._act(tile["lines"][0], self.keeper)
        self.assertNotIn("promises_due", self._get_tiles(self.keeper))
        self.assertEqual(self._get_tiles(self.manager)["promises_kept"]["value"], "100 %")

    def test_handovers_under_way(self):
        self._accept()
        tile = self._get_tiles(self.manager)["handovers"]
        self.assertEqual((tile["value"], self._get_names(tile)), ("1", ["Accepted"]))
        self.assertIn("handovers", self._get_tiles(self.receiver))
        self.assertNotIn("handovers", self._get_tiles(self.employee))
