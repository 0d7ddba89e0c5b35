from odoo.tests import HttpCase, tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewTour(HttpCase, ReviewCommon):
    def test_a_review_is_prepared_held_and_finished(self):
        first = self._new_deal(name="Line 9", expected_revenue=9000)
        last = self._new_deal(name="Line 1", expected_revenue=10)
        self.team.lost_reason_required = True
        review = self._new_review(name="Weekly")
        self.start_tour("/odoo", "crm_playbook_deal_review", login="review_leader")
        self.assertEqual(review.state, "done")
        self.assertEqual(first.activity_ids.summary, "Visit the plant")
        self.assertEqual(first.activity_ids.user_id, self.salesman)
        self.assertEqual(self.deal.won_status, "lost")
        self.assertEqual(self.deal.lost_reason_id, self.reason)
        self.assertEqual(self._line(review, last).state, "carried")
