from odoo.tests import tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewAmounts(ReviewCommon):
    """A deal is worth what it brings once and, where recurring revenues are used, what it
    brings in twelve months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal.user_id = cls.colleague
        cls.monthly, cls.yearly = cls.env["crm.recurring.plan"].create(
            [
                {"name": "Each month", "number_of_months": 1},
                {"name": "Each year", "number_of_months": 12},
            ]
        )
        cls._use_recurring()

    @classmethod
    def _use_recurring(cls, is_used=True):
        settings = cls.env["res.config.settings"].create({"group_use_recurring_revenues": is_used})
        settings.execute()

    def _new_recurring_deal(self, amount=50000, plan=None, **values):
        values = {"name": "Every month", "expected_revenue": 0, **values}
        return self._new_deal(
            recurring_revenue=amount, recurring_plan=(plan or self.monthly).id, **values
        )

    # --- ranking -----------------------------------------------------------------------

    def test_fifty_thousand_a_month_rank_before_one_once(self):
        once = self._new_deal(expected_revenue=1)
        monthly = self._new_recurring_deal()
        review = self._prepare()
        lines = review.line_ids
        self.assertEqual(lines.lead_id.ids, [monthly.id, self.deal.id, once.id])
        self.assertEqual(lines.mapped("amount"), [600000, 1000, 1])
        self.assertEqual(lines.mapped("recurring_amount"), [600000, 0, 0])
        self.assertEqual(lines[0].exposure, 3 * 600000)

    def test_a_year_and_a_month_are_compared(self):
        yearly = self._new_recurring_deal(1300, self.yearly)
        monthly = self._new_recurring_deal(100)
        lines = self._prepare().line_ids
        self.assertEqual(lines.lead_id.ids, [yearly.id, monthly.id, self.deal.id])
        self.assertAlmostEqual(lines[0].amount, 1300, 0)
        self.assertEqual(lines[1].amount, 1200)

    def test_what_comes_once_is_added(self):
        self._new_recurring_deal(100, expected_revenue=500)
        line = self._prepare().line_ids[0]
        self.assertEqual((line.amount, line.recurring_amount), (1700, 1200))
        card = line.with_user(self.leader)._get_card()
        self.assertRegex(card["amount_parts"], r"500.* once and .*100.* a month for 12 months")
        self.assertFalse(self._line(line.review_id)._get_card()["amount_parts"])

    def test_where_nobody_uses_recurring_revenues_what_is_left_of_them_does_not_count(self):
        deal = self._new_recurring_deal(expected_revenue=5)
        self._use_recurring(False)
        lines = self._prepare().line_ids
        self.assertEqual(lines.lead_id.ids, [self.deal.id, deal.id])
        self.assertEqual((lines[1].amount, lines[1].recurring_amount), (5, 0))

    def test_the_rank_does_not_depend_on_who_prepares(self):
        monthly = self._new_recurring_deal()
        for user in (self.leader, self.manager):
            review = self._new_review(user)
            review.action_prepare()
            self.assertEqual(review.sudo().line_ids.lead_id.ids, [monthly.id, self.deal.id])

    def test_recurring_revenue_is_in_the_currency_of_the_review(self):
        own = self.env.company.currency_id
        other = self.env.ref("base.EUR" if own != self.env.ref("base.EUR") else "base.USD")
        other.active = True
        company = self.env["res.company"].create({"name": "Abroad", "currency_id": other.id})
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "rate": 0.1, "company_id": self.env.company.id}
        )
        values = {"company_id": company.id, "user_id": False}
        ranked = self._new_recurring_deal(10, expected_revenue=80, **values)
        line = self._line(self._prepare().sudo(), ranked)
        self.assertEqual((line.amount, line.recurring_amount), (2000, 1200))
        added = self._new_recurring_deal(10, expected_revenue=80, **values)
        self._plan_action(added)
        review = self._prepare()
        self.assertFalse(self._line(review.sudo(), added))
        manager = review.with_user(self.manager)
        self.manager.company_ids += company
        manager.with_context(allowed_company_ids=(self.env.company | company).ids).action_add_deals(
            added.ids
        )
        line = self._line(review.sudo(), added)
        self.assertEqual((line.amount, line.recurring_amount), (2000, 1200))

    # --- the signal --------------------------------------------------------------------

    def _review(self, deal):
        """Talk about a deal, and decide to keep it."""
        self._plan_action(deal)
        review = self._new_review()
        review.action_add_deals(deal.ids)
        review.action_start()
        self._decide(self._line(review, deal))

    def test_a_large_change_of_what_recurs_is_a_signal(self):
        deal = self._new_recurring_deal(100)
        self._review(deal)
        self.assertEqual(self._get_signals(deal), {})
        deal.recurring_revenue = 40
        self.assertEqual(
            self._get_signals(deal)["amount"],
            "The amount, with 12 months of recurring revenue, went from 1,200 to 480, by 60%.",
        )

    def test_a_deal_that_comes_to_recur_is_a_signal(self):
        deal = self._new_deal(name="Changed")
        self._review(deal)
        deal.write({"recurring_revenue": 50000, "recurring_plan": self.monthly.id})
        self.assertIn("from 1,000 to 601,000", self._get_signals(deal)["amount"])

    def test_a_change_that_was_tracked_is_a_signal(self):
        deal = self._new_recurring_deal(100).with_context(tracking_disable=False)
        self._plan_action(deal)
        self.cr.precommit.run()
        deal.recurring_revenue = 200
        self.env.flush_all()
        self.cr.precommit.run()
        self.assertIn("from 1,200 to 2,400", self._get_signals(deal)["amount"])
        self._use_recurring(False)
        self.assertNotIn("amount", self._get_signals(deal))

    def test_a_review_before_recurring_revenue_was_noted_tells_what_comes_once(self):
        deal = self._new_recurring_deal(100, expected_revenue=1000)
        self._review(deal)
        line = self.env["crm.deal.review.line"].search([("lead_id", "=", deal.id)])
        facts = dict(line.facts)
        facts.pop("recurring_revenue_monthly")
        line.facts = facts
        self.assertNotIn("amount", self._get_signals(deal))
        deal.expected_revenue = 3000
        self.assertIn("from 2,200 to 4,200", self._get_signals(deal)["amount"])

    # --- the report --------------------------------------------------------------------

    def test_lost_deals_are_told_by_the_same_amount(self):
        deal = self._new_recurring_deal(100, expected_revenue=500)
        deal.action_set_lost()
        self.env.flush_all()
        [row] = self.env["crm.deal.loss.report"].search([("lead_id", "=", deal.id)])
        self.assertEqual(row.with_user(self.manager).amount, 1700)
