from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewLeading(ReviewCommon):
    """Who leads a review, who takes part, and what it is called."""

    def _make_by_clock(self, **values):
        """Return the review that the scheduled action prepares for the team."""
        plan = self.env["crm.deal.review.plan"].create(
            {"team_id": self.team.id, "is_on": True, **values}
        )
        plan._create_review(plan.date_next)
        return plan.review_ids

    # --- without a leader --------------------------------------------------------------

    def test_without_a_leader_a_member_starts_it_and_leads_it(self):
        self.team.user_id = False
        review = self._make_by_clock()
        self.assertFalse(review.user_id)
        self.assertEqual(review.participant_ids, self.salesman | self.colleague)
        own = review.with_user(self.salesman)
        self.assertTrue(own.can_lead)
        own.action_start()
        self.assertEqual(review.state, "running")
        self.assertEqual(review.user_id, self.salesman)
        own.action_finish()
        self.assertEqual(review.state, "done")

    def test_without_a_leader_a_member_calls_it_off(self):
        self.team.user_id = False
        review = self._make_by_clock()
        review.with_user(self.colleague).action_cancel()
        self.assertEqual(review.state, "cancelled")

    def test_once_somebody_leads_it_nobody_else_does(self):
        self.team.user_id = False
        review = self._make_by_clock()
        review.with_user(self.salesman).action_start()
        self.assertFalse(review.with_user(self.colleague).can_lead)
        with self.assertRaises(AccessError):
            review.with_user(self.colleague).action_finish()

    def test_somebody_outside_of_the_team_does_not_start_it(self):
        self.team.user_id = False
        review = self._make_by_clock(participant_ids=[Command.set(self.outsider.ids)])
        self.assertIn(self.outsider, review.participant_ids)
        with self.assertRaisesRegex(AccessError, "Only the member of the team who leads"):
            review.with_user(self.outsider).action_start()

    def test_a_leader_who_has_left_keeps_nobody_from_starting(self):
        review = self._make_by_clock()
        self.assertEqual(review.user_id, self.leader)
        with self.assertRaises(AccessError):
            review.with_user(self.salesman).action_start()
        self.leader.active = False
        review.with_user(self.salesman).action_start()
        self.assertEqual(review.user_id, self.salesman)

    def test_whoever_makes_it_leads_it_but_the_system_does_not(self):
        self.assertEqual(self._new_review(self.salesman).user_id, self.salesman)
        reviews = self.env["crm.deal.review"].with_user(self.env.ref("base.user_root"))
        review = reviews.create({"team_id": self.team.id})
        self.assertFalse(review.user_id)
        self.assertNotIn(self.env.ref("base.user_root"), review.participant_ids)

    # --- participants ------------------------------------------------------------------

    def test_owners_of_listed_deals_take_part(self):
        self._new_deal(user_id=self.outsider.id)
        gone = self._new_user("review_gone", "sales_team.group_sale_salesman")
        self._new_deal(user_id=gone.id)
        self._new_deal(user_id=self.employee.id)
        gone.active = False
        review = self._new_review()
        self.assertNotIn(self.outsider, review.participant_ids)
        review.action_prepare()
        people = self.leader | self.salesman | self.colleague | self.outsider
        self.assertEqual(review.with_context(active_test=False).participant_ids, people)
        self.assertEqual(review.with_user(self.outsider).get_meeting()["id"], review.id)

    def test_the_owner_of_a_deal_that_is_added_takes_part(self):
        deal = self._new_deal(user_id=self.outsider.id, team_id=self.other_team.id)
        review = self._prepare()
        self.assertNotIn(self.outsider, review.participant_ids)
        review.with_user(self.leader).action_add_deals(deal.ids)
        self.assertIn(self.outsider, review.participant_ids)

    def test_an_owner_who_does_not_work_in_the_company_takes_no_part(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        review = self._new_review()
        review.sudo().company_id = company
        review.sudo()._invite_owners(self.outsider)
        self.assertNotIn(self.outsider, review.sudo().participant_ids)

    # --- names -------------------------------------------------------------------------

    def test_the_name_follows_the_team_and_the_date_in_the_form(self):
        form = Form(self.env["crm.deal.review"].with_user(self.manager))
        form.team_id = self.team
        form.date = "2026-03-02 09:00:00"
        self.assertEqual(form.name, "Reviewed · 2 Mar 2026")
        form.team_id = self.other_team
        self.assertEqual(form.name, "Others · 2 Mar 2026")
        form.date = "2026-03-09 09:00:00"
        self.assertEqual(form.name, "Others · 9 Mar 2026")
        review = form.save()
        self.assertEqual(review.name, "Others · 9 Mar 2026")
        with Form(review) as form:
            form.team_id = self.team
        self.assertEqual(review.name, "Reviewed · 9 Mar 2026")
        review.date = "2026-03-10 09:00:00"
        self.assertEqual(review.name, "Reviewed · 10 Mar 2026")

    def test_a_name_of_ones_own_stays(self):
        form = Form(self.env["crm.deal.review"].with_user(self.manager))
        form.name = "Before the fair"
        form.team_id = self.other_team
        form.date = "2026-03-09 09:00:00"
        self.assertEqual(form.name, "Before the fair")
        review = form.save()
        review.write({"team_id": self.team.id, "date": "2026-03-10 09:00:00"})
        self.assertEqual(review.name, "Before the fair")
        with Form(review) as form:
            form.name = False
            form.date = "2026-03-11 09:00:00"
        self.assertEqual(review.name, "Reviewed · 11 Mar 2026")

    def test_a_review_that_was_held_keeps_its_name(self):
        review = self._run(date="2026-03-02 09:00:00")
        review.action_finish()
        self.team.unlink()
        review.sudo().date = "2026-03-05 09:00:00"
        self.assertEqual(review.name, "Reviewed · 2 Mar 2026")

    def test_the_day_of_a_name_is_that_of_the_leader_of_the_team(self):
        # Monday evening in Auckland, Sunday night in Los Angeles.
        self.leader.tz, self.manager.tz = "Pacific/Auckland", "America/Los_Angeles"
        review = self._new_review(self.manager, date="2026-03-02 07:00:00")
        self.assertEqual(review.name, "Reviewed · 2 Mar 2026")
        self.leader.tz = "America/Los_Angeles"
        review = self._new_review(self.manager, date="2026-03-02 07:00:00")
        self.assertEqual(review.name, "Reviewed · 1 Mar 2026")

    def test_the_day_of_the_last_review_is_that_of_its_people_for_every_reader(self):
        self.leader.tz, self.salesman.tz = "Pacific/Auckland", "America/Los_Angeles"
        review = self._run(date="2026-03-02 19:00:00")
        review.action_finish()
        deal = self.deal.with_user(self.salesman)
        self.assertIn("03/03/2026", self._get_signals(deal)["unfinished"])
        facts = {fact["code"]: fact["text"] for fact in deal.get_deal_facts()}
        self.assertIn("03/03/2026", facts["last_review"])

    def test_pushes_of_one_day_of_whoever_makes_them_are_one(self):
        self._new_review()
        self._plan_action()
        self.salesman.tz = "America/Los_Angeles"
        deal = self.deal.with_user(self.salesman)
        # From 15:00 to 23:30 where they live: midnight in UTC lies between.
        moments = ("2026-03-02 23:00:00", "2026-03-03 01:00:00", "2026-03-03 07:30:00")
        for number, moment in enumerate(moments):
            deal.date_deadline = self._day(40 + number)
            move = self.env["crm.deadline.move"].search([("lead_id", "=", deal.id)], limit=1)
            move.sudo().date = moment
        self.env.flush_all()
        self.assertNotIn("pushed", self._get_signals(deal))
        move.sudo().date = "2026-03-03 08:30:00"
        self.env.flush_all()
        self.assertIn("pushed 2 times", self._get_signals(deal)["pushed"])

    # --- progress ----------------------------------------------------------------------

    def test_deals_without_a_decision_are_said_to_have_none(self):
        deals = [self._new_deal() for _number in range(5)]
        review = self._run()
        for deal in deals[:2]:
            self._decide(self._line(review, deal))
        deals[4].action_set_won()
        counts = ["line_count", "decided_count", "open_count"]
        self.assertEqual([review[name] for name in counts], [6, 2, 4])
        review.action_finish()
        review.invalidate_recordset()
        self.assertEqual([review[name] for name in counts], [6, 2, 3])
