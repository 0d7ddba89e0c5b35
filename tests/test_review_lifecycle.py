from odoo.exceptions import UserError
from odoo.tests import tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewLifecycle(ReviewCommon):
    """Nothing that was decided is lost: merged, deleted, archived, without a team."""

    def test_lines_and_pushes_follow_a_merged_deal(self):
        other = self._new_deal(name="Line 5", expected_revenue=5)
        review = self._run()
        self._decide(self._line(review, other), "keep", note="Written down")
        other.date_deadline = self._day(80)
        line = self._line(review, other)
        merged = (self.deal | other).merge_opportunity()
        self.assertEqual(line.lead_id, merged)
        self.assertEqual(line.note, "Written down")
        moves = self.env["crm.deadline.move"].search([("to_date", "=", self._day(80))])
        self.assertEqual(moves.lead_id, merged)

    def test_merged_deals_of_one_review_are_talked_about_once(self):
        other = self._new_deal(name="Line 5")
        review = self._run()
        merged = (self.deal | other).merge_opportunity()
        self.assertEqual(review.line_ids.lead_id, merged)
        self.assertEqual(len(review.line_ids), 1)

    def test_merging_without_any_review_asks_nothing(self):
        self.patch(self.registry["crm.deal.review"], "_is_used", lambda reviews: False)

        def fail(*_args):
            raise AssertionError("asked")

        self.patch(self.registry["crm.lead"], "_merge_reviews", fail)
        (self.deal | self._new_deal()).merge_opportunity()

    def test_a_deleted_deal_stays_by_name(self):
        review = self._run()
        line = self._line(review)
        self.deal.unlink()
        self.assertEqual(line.exists().lead_name, "Line 4")
        self.assertIn(line, line.with_user(self.leader).search([("review_id", "=", review.id)]))
        self.assertIn(line, line.with_user(self.salesman).search([("review_id", "=", review.id)]))
        self.assertFalse(line.with_user(self.colleague).search([("review_id", "=", review.id)]))
        with self.assertRaisesRegex(UserError, "“Line 4” was deleted; there is nothing to decide"):
            self._decide(line)
        review.action_finish()
        self.assertEqual(line.state, "closed")
        self.assertEqual(review.get_meeting()["lines"][0]["name"], "Line 4")

    def test_a_decided_deal_that_is_deleted_before_the_end_holds_up_nothing(self):
        review = self._run()
        self._decide(self._line(review))
        self.deal.unlink()
        review.action_finish()
        self.assertEqual(review.state, "done")

    def test_an_archived_deal_is_not_lost_and_may_be_decided_on(self):
        review = self._run()
        self.deal.active = False
        self._decide(self._line(review), "keep")
        self.assertEqual(self._line(review).state, "decided")

    def test_an_archived_participant_stays_on_the_list(self):
        review = self._run()
        self.salesman.active = False
        self.assertIn(self.salesman, review.with_context(active_test=False).participant_ids)
        review.action_finish()
        self.assertNotIn(self.salesman, self._new_review().participant_ids)

    def test_a_team_is_not_deleted_while_a_review_is_open(self):
        review = self._run()
        with self.assertRaisesRegex(UserError, "“Reviewed” has an open deal review"):
            self.team.unlink()
        review.action_finish()
        self.team.unlink()
        self.assertTrue(review.exists().line_ids)
        self.assertFalse(review.team_id)

    def test_a_review_that_was_held_is_kept(self):
        review = self._run()
        with self.assertRaisesRegex(UserError, "was held and is kept"):
            review.with_user(self.manager).unlink()
        self._prepare().with_user(self.manager).unlink()

    def test_a_step_that_somebody_deletes_leaves_the_decision(self):
        review = self._run()
        line = self._line(review)
        self._decide(line, "keep", step=self._step())
        self.deal.activity_ids.unlink()
        self.assertFalse(line.activity_id)
        self.assertEqual(line.step_summary, "Call the buyer")
        self._decide(line, "keep", step=self._step())
        self.assertEqual(len(self.deal.activity_ids), 1)
