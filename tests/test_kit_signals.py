from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .kits.signal import SignalKit
from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestNoNextActionSignal(SignalKit, ReviewCommon):
    code = "no_next_action"

    def make_spoken(self, deals):
        deals.activity_ids.unlink()

    # --- the kit itself ----------------------------------------------------------------

    def _plant(self, name, method):
        self.patch(self.registry["crm.deal.signal"], f"{name}_no_next_action", method)

    def test_a_signal_that_always_speaks_fails_the_kit(self):
        self._plant(
            "_find", lambda *args: SQL("SELECT id AS lead_id, '{}'::jsonb AS evidence FROM deal")
        )
        for test in (
            self.test_it_is_silent_until_there_is_something_to_say,
            self.test_a_deal_is_not_spoken_of_for_another_one,
        ):
            with self.assertRaises(AssertionError):
                test()

    def test_a_signal_that_speaks_one_language_fails_the_kit(self):
        self._plant("_say", lambda *args: "Nothing is planned.")
        with self.assertRaises(AssertionError):
            self.test_it_says_so_in_the_language_of_the_reader()

    def test_a_signal_without_a_name_fails_the_kit(self):
        about = {"name": "", "unit": "", "threshold": 0, "weight": 3}
        self._plant("_describe", lambda *args: about)
        with self.assertRaises(AssertionError):
            self.test_signal_is_described_to_every_reader()


@tagged("post_install", "-at_install")
class TestOverdueSignal(SignalKit, ReviewCommon):
    code = "overdue"

    def make_spoken(self, deals):
        for deal in deals:
            self._plan_action(deal, days=-3)


@tagged("post_install", "-at_install")
class TestPastSignal(SignalKit, ReviewCommon):
    code = "past"

    def make_spoken(self, deals):
        deals.date_deadline = self._day(-2)


@tagged("post_install", "-at_install")
class TestPushedSignal(SignalKit, ReviewCommon):
    code = "pushed"

    def make_spoken(self, deals):
        """Pushed on two days."""
        self._new_review()  # close dates are followed from the first one on
        for days in (40, 60):
            deals.date_deadline = self._day(days)
        moves = self.env["crm.deadline.move"].search([("lead_id", "in", deals.ids)], order="id")
        moves[: len(deals)].date = fields.Datetime.now() - timedelta(days=3)


class ReviewedSignal(SignalKit):
    """Something that is compared with the last review."""

    def _look_at(self, deals):
        review = self._new_review()
        review.action_add_deals(deals.ids)
        review.action_start()
        review.action_finish()


@tagged("post_install", "-at_install")
class TestAmountSignal(ReviewedSignal, ReviewCommon):
    code = "amount"

    def make_spoken(self, deals):
        self._look_at(deals)
        deals.expected_revenue = 2000


@tagged("post_install", "-at_install")
class TestUnfinishedSignal(ReviewedSignal, ReviewCommon):
    code = "unfinished"

    def make_spoken(self, deals):
        self._look_at(deals)


@tagged("post_install", "-at_install")
class TestScoreFallenSignal(ReviewedSignal, ReviewCommon):
    code, room = "score_fallen", "icp"
    changes_registry = True

    def _get_followed(self):
        return {"icp_score_ids": self.env["crm.icp.profile"]._get_dependency_paths()}

    def setUp(self):
        super().setUp()
        criterion = {"name": "Large", "domain": "[('employee_count', '>', 5)]", "weight": 10}
        values = {"name": "Makers", "criterion_ids": [Command.create(criterion)]}
        self.env["crm.icp.profile"].create(values).action_publish()

    def make_silent(self, deals):
        deals.employee_count = 10

    def make_spoken(self, deals):
        self._look_at(deals)
        deals.employee_count = 1


@tagged("post_install", "-at_install")
class TestStageAgeSignal(SignalKit, ReviewCommon):
    code, room = "stage_age", "gate"

    def setUp(self):
        super().setUp()
        benchmarks = {(self.deal.stage_id.id, self.team.id): (48.0, 9)}
        benchmark = self.registry["crm.stage.benchmark"]
        self.patch(benchmark, "_get_benchmarks", lambda model: benchmarks)

    def make_spoken(self, deals):
        deals.date_last_stage_update = fields.Datetime.now() - timedelta(days=5)


@tagged("post_install", "-at_install")
class TestGateDebtsSignal(SignalKit, ReviewCommon):
    code, room = "gate_debts", "gate"

    def make_spoken(self, deals):
        criterion = self.env["crm.stage.criterion"].create(
            {
                "stage_id": self.deal.stage_id.id,
                "name": "Budget is known",
                "gate": "exit",
                "kind": "confirmation",
                "state": "active",
            }
        )
        deals.with_user(self.manager).action_waive_criteria(criterion.ids, "Later")


class PeopleSignal(SignalKit):
    room = "stakeholder"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.registry["crm.stakeholder"]
        cls.classPatch(people, "_refresh_contact", lambda people, lead_ids: [])
        cls.role = cls.env["crm.stakeholder.role"].create({"name": "Payer", "is_decisive": True})

    def make_spoken(self, deals):
        partner = self.env["res.partner"].create({"name": "Ada"})
        who = {"partner_id": partner.id, "role_ids": self.role.ids}
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        people.create([{"lead_id": deal.id, **who} for deal in deals])


@tagged("post_install", "-at_install")
class TestSingleThreadedSignal(PeopleSignal, ReviewCommon):
    code = "single_threaded"


@tagged("post_install", "-at_install")
class TestSilentDecisionMakerSignal(PeopleSignal, ReviewCommon):
    code = "silent_decision_maker"
