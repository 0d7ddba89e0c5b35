from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .kits.fact import FactKit
from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestNextActionFact(FactKit, ReviewCommon):
    code = "next_action"
    is_always_shown = True

    def make_shown(self, deal):
        self._plan_action(deal, user_id=self.salesman.id)

    # --- the kit itself ----------------------------------------------------------------

    def _plant(self, get_fact):
        self.patch(self.registry["crm.deal.fact"], "_get_next_action", get_fact)

    def test_a_fact_without_a_text_fails_the_kit(self):
        self._plant(lambda facts, lead: [facts._make("Next action", "")])
        with self.assertRaises(AssertionError):
            self.test_fact_is_shown_when_there_is_something_to_say()

    def test_a_fact_that_speaks_one_language_fails_the_kit(self):
        self._plant(lambda facts, lead: [facts._make("Next action", "Call")])
        with self.assertRaises(AssertionError):
            self.test_it_is_said_in_the_language_of_the_reader()


@tagged("post_install", "-at_install")
class TestCloseDateFact(FactKit, ReviewCommon):
    code = "close_date"
    is_always_shown = True

    def make_shown(self, deal):
        deal.date_deadline = self._day(3)


@tagged("post_install", "-at_install")
class TestSignalsFact(FactKit, ReviewCommon):
    code = "signals"

    def make_shown(self, deal):
        review = self._run()
        review.action_finish()


@tagged("post_install", "-at_install")
class TestLastReviewFact(FactKit, ReviewCommon):
    code = "last_review"

    def make_shown(self, deal):
        self._run().action_finish()


@tagged("post_install", "-at_install")
class TestIcpScoreFact(FactKit, ReviewCommon):
    code, room = "icp_score", "icp"
    changes_registry = True

    def _get_followed(self):
        return {"icp_score_ids": self.env["crm.icp.profile"]._get_dependency_paths()}

    def make_shown(self, deal):
        criterion = {"name": "Large", "domain": "[('employee_count', '>', 5)]", "weight": 10}
        values = {"name": "Makers", "criterion_ids": [Command.create(criterion)]}
        self.env["crm.icp.profile"].create(values).action_publish()
        deal.employee_count = 10


class GateFact(FactKit):
    room = "gate"

    def _ask(self, deal):
        return self.env["crm.stage.criterion"].create(
            {
                "stage_id": deal.stage_id.id,
                "name": "Budget is known",
                "gate": "exit",
                "kind": "confirmation",
                "state": "active",
            }
        )


@tagged("post_install", "-at_install")
class TestGateDebtsFact(GateFact, ReviewCommon):
    code = "gate_debts"

    def make_shown(self, deal):
        criterion = self._ask(deal)
        deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Later")


@tagged("post_install", "-at_install")
class TestGateMissingFact(GateFact, ReviewCommon):
    code = "gate_missing"

    def make_shown(self, deal):
        self._ask(deal)


@tagged("post_install", "-at_install")
class TestStageAgeFact(GateFact, ReviewCommon):
    code = "stage_age"

    def make_shown(self, deal):
        benchmarks = {(deal.stage_id.id, self.team.id): (48.0, 9)}
        benchmark = self.registry["crm.stage.benchmark"]
        self.patch(benchmark, "_get_benchmarks", lambda model: benchmarks)
        self.env["ir.config_parameter"].set_param("crm_playbook.stage_age_factor", "2")
        deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=5)


@tagged("post_install", "-at_install")
class TestStakeholdersFact(FactKit, ReviewCommon):
    code, room = "stakeholders", "stakeholder"

    def make_shown(self, deal):
        people = self.registry["crm.stakeholder"]
        self.patch(people, "_refresh_contact", lambda people, lead_ids: [])
        partner = self.env["res.partner"].create({"name": "Ada"})
        values = {"lead_id": deal.id, "partner_id": partner.id}
        self.env["crm.stakeholder"].with_user(self.salesman).create(values)
