from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewPreparing(ReviewCommon):
    """A review picks the deals that need it, the worst first, and says why."""

    def test_deals_are_ranked_by_risk_times_amount(self):
        small, large = (
            self._new_deal(expected_revenue=100, date_deadline=self._day(-9)),
            self._new_deal(expected_revenue=9000),
        )
        calm = self._new_deal(expected_revenue=90000)
        self._plan_action(calm)
        review = self._prepare()
        self.assertEqual(review.state, "prepared")
        self.assertEqual(review.line_ids.lead_id.ids, [large.id, self.deal.id, small.id])
        self.assertEqual(review.line_ids.mapped("rank"), [1, 2, 3])
        self.assertEqual(review.line_ids.mapped("risk"), [3, 3, 6])
        self.assertEqual(review.line_ids.mapped("exposure"), [27000, 3000, 600])

    def test_the_weights_shown_add_up_to_the_risk(self):
        self.deal.date_deadline = self._day(-9)
        line = self._prepare().line_ids
        found = self.env["crm.deal.signal"]._explain(line.signals)
        self.assertEqual(sum(reason["weight"] for reason in found), line.risk)
        self.assertEqual([reason["code"] for reason in found], ["no_next_action", "past"])
        self.assertIn("Nothing is planned.", line.reasons)
        self.assertIn("9 days ago", line.reasons)

    def test_only_open_opportunities_of_the_team_are_picked(self):
        self._new_deal(team_id=self.other_team.id)
        self._new_deal(type="lead")
        self._new_deal().action_set_lost()
        self._new_deal().action_set_won()
        self.assertEqual(self._prepare().line_ids.lead_id, self.deal)

    def test_no_more_deals_are_picked_than_asked_for(self):
        deals = [self._new_deal(expected_revenue=1000 + n) for n in range(5)]
        review = self._prepare(deal_limit=2)
        self.assertEqual(review.line_ids.lead_id.ids, [deals[4].id, deals[3].id])
        for limit in (0, 201):
            with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
                review.deal_limit = limit
                self.env.flush_all()

    def test_a_team_without_open_deals_has_an_empty_review(self):
        review = self._prepare(team_id=self.other_team.id)
        self.assertEqual(review.state, "prepared")
        self.assertFalse(review.line_ids)

    def test_amounts_are_compared_in_the_currency_of_the_review(self):
        own = self.env.company.currency_id
        euro, dollar = self.env.ref("base.EUR"), self.env.ref("base.USD")
        foreign = dollar if own == euro else euro
        foreign.active = True
        company = self.env["res.company"].create({"name": "Abroad", "currency_id": foreign.id})
        self.env["res.currency.rate"].create(
            {"currency_id": foreign.id, "rate": 0.1, "company_id": self.env.company.id}
        )
        abroad = self._new_deal(company_id=company.id, user_id=False, expected_revenue=500)
        review = self._prepare()
        self.assertEqual(review.currency_id, own)
        self.assertEqual(review.sudo().line_ids.lead_id.ids, [abroad.id, self.deal.id])
        self.assertEqual(review.sudo().line_ids[0].amount, 5000)

    def test_a_team_of_a_company_reviews_no_deals_of_others(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        self.team.company_id = self.env.company
        self._new_deal(company_id=company.id, user_id=False, team_id=False).sudo()
        review = self._prepare()
        self.assertEqual(review.company_id, self.env.company)
        self.assertEqual(review.line_ids.lead_id, self.deal)

    def test_the_facts_of_the_day_are_kept(self):
        review = self._prepare()
        self.deal.write({"expected_revenue": 5, "date_deadline": self._day(99)})
        facts = review.line_ids.facts
        self.assertEqual(facts["expected_revenue"], 1000)
        self.assertEqual(facts["date_deadline"], str(self._day(30)))
        self.assertIn("icp_score", facts)

    def test_prepared_again_what_was_added_by_hand_stays(self):
        calm = self._new_deal(name="Calm")
        self._plan_action(calm)
        review = self._prepare()
        review.action_add_deals(calm.ids)
        self._plan_action()
        review.action_prepare()
        self.assertEqual(review.line_ids.lead_id, calm)
        self.assertTrue(review.line_ids.is_manual)
        self.assertFalse(review.line_ids.signals)

    def test_a_deal_is_added_once_and_only_by_whoever_may_read_it(self):
        review = self._prepare()
        review.with_user(self.salesman).action_add_deals(self.deal.ids)
        self.assertEqual(len(review.line_ids), 1)
        foreign = self._new_deal(user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            review.with_user(self.salesman).action_add_deals(foreign.ids)

    def test_a_deal_is_put_on_the_list_of_the_next_review_of_its_team(self):
        self._plan_action()
        deal = self.deal.with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "no open deal review of “Reviewed”"):
            deal.action_add_to_review()
        later = self._new_review(date="2099-01-02 09:00:00")
        first = self._new_review(date="2099-01-01 09:00:00")
        self.assertEqual(deal.action_add_to_review()["res_id"], first.id)
        self.assertEqual(first.line_ids.lead_id, self.deal)
        self.assertFalse(later.line_ids)

    def test_the_participants_follow_the_team(self):
        review = self._new_review()
        self.other_team.member_ids = self.outsider
        review.team_id = self.other_team
        self.assertEqual(review.participant_ids, self.leader | self.outsider)

    def test_deals_left_unfinished_come_back_beyond_the_limit(self):
        first = self._run()
        first.action_finish()
        self.assertEqual(first.line_ids.state, "carried")
        self._plan_action()
        large = self._new_deal(expected_revenue=10**6)
        review = self._prepare(deal_limit=1)
        self.assertEqual(review.line_ids.lead_id, large | self.deal)
        self.assertIn("did not get to a decision", self._line(review).reasons)

    def test_decided_deals_come_back_only_when_they_need_it(self):
        review = self._run()
        self._decide(self._line(review), "keep", step=self._step())
        review.action_finish()
        self.assertFalse(self._prepare().line_ids)

    def test_only_who_leads_prepares(self):
        review = self._new_review()
        for user in (self.salesman, self.colleague):
            with self.assertRaisesRegex(AccessError, "Only the member of the team who leads"):
                review.with_user(user).action_prepare()
        for user in (self.leader, self.manager):
            review.with_user(user).action_prepare()
        self._new_review(self.salesman).action_prepare()

    def test_nobody_reviews_the_deals_of_a_team_that_is_not_theirs(self):
        review = self._new_review(self.outsider)
        with self.assertRaisesRegex(AccessError, "Only the member of the team who leads"):
            review.action_prepare()

    def test_a_review_without_a_team_asks_for_one(self):
        review = self._new_review()
        review.sudo().team_id = False
        with self.assertRaisesRegex(UserError, "Choose the team"):
            review.action_prepare()

    def test_a_review_that_is_over_is_not_prepared_again(self):
        review = self._run()
        with self.assertRaisesRegex(UserError, "is running; this cannot be done any more"):
            review.action_prepare()
        review.action_finish()
        with self.assertRaisesRegex(UserError, "is done"):
            review.action_cancel()

    def test_a_name_is_made_of_team_and_day(self):
        review = self._new_review(date="2026-03-02 09:00:00")
        self.assertEqual(review.name, "Reviewed · 2 Mar 2026")
        self.assertEqual(review.participant_ids, self.leader | self.salesman | self.colleague)
