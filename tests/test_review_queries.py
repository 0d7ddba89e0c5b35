import re

from odoo.tests import tagged

from .review_common import ReviewCommon
from .statement_recorder import StatementRecorder

TABLES = re.compile(r"(FROM|JOIN|INTO|UPDATE) \W?(crm_deal_|crm_deadline_|crm_next_action)")
MOST_QUERIES = 40


@tagged("post_install", "-at_install")
class TestReviewQueries(StatementRecorder, ReviewCommon):
    """Unused it costs nothing; preparing costs the same for few deals and for many."""

    def _record(self, function):
        """Return the statements of a second call that touch a table of this room."""
        statements = self._record_statements(function)
        return [statement for statement in statements if TABLES.search(statement)]

    def _new_deals(self, count):
        return self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {n}",
                    "type": "opportunity",
                    "team_id": self.team.id,
                    "user_id": self.salesman.id,
                    "expected_revenue": n,
                }
                for n in range(count)
            ]
        )

    # --- unused ------------------------------------------------------------------------

    def test_unused_room_is_not_asked(self):
        self.patch(self.registry["crm.deal.review"], "_is_used", lambda reviews: False)
        deals = self._new_deals(3)
        days = iter(range(10, 90))
        for function in (
            lambda: self._new_deals(100),
            lambda: deals.write({"date_deadline": self._day(next(days))}),
            lambda: deals.write({"expected_revenue": 5}),
            lambda: deals.web_read({"name": {}, "has_next_action": {}}),
            lambda: self.env["crm.lead"].search([("name", "like", "Deal")]),
        ):
            self.assertEqual(self._record(function), [])

    # --- used --------------------------------------------------------------------------

    def test_moving_close_dates_of_many_deals_costs_a_constant_number(self):
        self._new_review()
        days = iter(range(10, 90))

        def move(deals):
            deals.write({"date_deadline": self._day(next(days))})

        deals = self._new_deals(50)
        one = self._record(lambda: move(deals[:1]))
        self.assertEqual(len(one), 1)
        self.assertEqual(len(self._record(lambda: move(deals))), 1)

    def test_preparing_costs_the_same_for_few_deals_and_for_many(self):
        def prepare():
            review.action_prepare()

        review = self._new_review(deal_limit=10)
        self._new_deals(20)
        self._count_once(prepare)
        few = self._count_once(prepare)
        self._new_deals(200)
        many = self._count_once(prepare)
        self.assertLess(many, MOST_QUERIES)
        self.assertLessEqual(many, few)

    def test_a_list_of_deals_tells_next_actions_without_a_query_per_deal(self):
        deals = self._new_deals(80)
        for deal in deals[:40]:
            self._plan_action(deal)
        specification = {"name": {}, "activity_state": {}, "has_next_action": {}}
        few = self._count_once(lambda: deals[:2].web_read(specification))
        self.assertEqual(self._count_once(lambda: deals.web_read(specification)), few)
        # The mark reads what cards hold anyway.
        self.env["ir.config_parameter"].set_param("crm_playbook.next_action_mark", "True")
        plain = {"name": {}, "activity_state": {}, "won_status": {}}
        marked = {**plain, "playbook_badges": {}}
        self._count_once(lambda: deals.web_read(marked))  # settings are read once per process
        self.assertEqual(
            self._count_once(lambda: deals.web_read(marked)),
            self._count_once(lambda: deals.web_read(plain)),
        )

    def test_a_meeting_of_many_deals_is_opened_with_few_queries(self):
        self._new_deals(60)
        review = self._prepare(deal_limit=50)
        small = self._prepare(deal_limit=5)
        one = self._count_once(small.get_meeting)
        self.assertLessEqual(self._count_once(review.get_meeting), one + 2)
