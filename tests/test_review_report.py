from datetime import timedelta

from odoo.tests import tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewReport(ReviewCommon):
    """Were decisions kept, steps done, and deals talked about before they were lost?"""

    def setUp(self):
        super().setUp()
        self._plan_action()  # no signal speaks against this one

    def _decided(self, decision, **values):
        """Return a deal on which a finished review decided."""
        deal = self._new_deal()
        self._plan_action(deal)
        review = self._new_review()
        review.action_add_deals(deal.ids)
        review.action_start()
        self._decide(self._line(review, deal), decision, **values)
        review.action_finish()
        return deal

    def _get_row(self, deal):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["crm.deal.review.report"].search([("lead_id", "=", deal.id)])

    def _is_kept(self, deal):
        return self._get_row(deal).kept

    def test_keep_is_kept_until_the_close_date_moves_on_or_the_deal_is_lost(self):
        deal = self._decided("keep")
        self.assertEqual(self._is_kept(deal), 1)
        deal.date_deadline = self._day(20)
        self.assertEqual(self._is_kept(deal), 1)
        deal.date_deadline = self._day(31)
        self.assertEqual(self._is_kept(deal), 0)
        deal.action_set_won()
        self.assertEqual(self._is_kept(deal), 1)

    def test_a_forecast_is_kept_until_it_is_late_or_moved(self):
        deal = self._decided("forecast", date_deadline=self._day(10))
        self.assertEqual(self._is_kept(deal), 1)
        deal.date_deadline = self._day(11)
        self.assertEqual(self._is_kept(deal), 0)
        deal = self._decided("forecast", date_deadline=self._day(-1))
        self.assertEqual(self._is_kept(deal), 0)

    def test_an_ending_is_kept_while_the_deal_is_lost(self):
        deal = self._decided("lost")
        self.assertEqual(self._is_kept(deal), 1)
        deal.action_unarchive()
        self.assertEqual(self._is_kept(deal), 0)

    def test_help_is_kept_once_the_step_is_done(self):
        deal = self._decided("help", step=self._step())
        row = self._get_row(deal)
        self.assertEqual((row.kept, row.step_done), (0, 0))
        deal.activity_ids.action_feedback()
        row = self._get_row(deal)
        self.assertEqual((row.kept, row.step_done), (1, 1))

    def test_averages_leave_out_what_cannot_be_told(self):
        domain = [("team_id", "=", self.team.id)]
        kept, gone = self._decided("keep"), self._decided("keep")
        self._decided("keep").date_deadline = self._day(99)
        gone.unlink()
        self.env.flush_all()
        [[kept_share, step_share, count]] = self.env["crm.deal.review.report"]._read_group(
            domain, [], ["kept:avg", "step_done:avg", "__count"]
        )
        self.assertEqual((kept_share, count), (0.5, 3))
        self.assertFalse(step_share)
        self.assertTrue(kept)

    def test_deals_that_were_lost_after_and_before_a_review(self):
        deal = self._decided("keep")
        self._get_row(deal).review_id.date -= timedelta(days=1)
        self.assertEqual(self._get_row(deal).lost_later, 0)
        (deal | self.deal).action_set_lost()
        self.assertEqual(self._get_row(deal).lost_later, 1)
        rows = self.env["crm.deal.loss.report"].search([("lead_id", "in", (deal | self.deal).ids)])
        reviewed = {row.lead_id: row.reviewed for row in rows}
        self.assertEqual(reviewed, {deal: 1, self.deal: 0})

    def test_reports_show_what_the_reader_may_read(self):
        foreign = self._decided("keep")
        foreign.user_id = self.colleague
        (foreign | self.deal).action_set_lost()
        self.env.flush_all()
        for model in ("crm.deal.review.report", "crm.deal.loss.report"):
            domain = [("lead_id", "=", foreign.id)]
            self.assertTrue(self.env[model].with_user(self.colleague).search(domain), model)
            self.assertTrue(self.env[model].with_user(self.leader).search(domain), model)
            self.assertFalse(self.env[model].with_user(self.salesman).search(domain), model)
