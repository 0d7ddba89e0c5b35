from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .kits.badge import BadgeKit
from .review_common import ReviewCommon

MARK_PARAMETER = "crm_playbook.next_action_mark"
FACTOR_PARAMETER = "crm_playbook.stage_age_factor"


@tagged("post_install", "-at_install")
class TestNextActionBadge(BadgeKit, ReviewCommon):
    code, room = "next_action", "review"

    def make_shown(self, deals):
        self.env["ir.config_parameter"].set_param(MARK_PARAMETER, "True")

    # --- the kit itself ----------------------------------------------------------------

    def _plant(self, *badge):
        def get_badges(badges, leads, rows):
            return dict.fromkeys(leads._ids, badges._make(self.code, "danger", *badge))

        self.patch(self.registry["crm.deal.badge"], "_get_badge_next_action", get_badges)

    def test_a_badge_that_is_but_a_colour_fails_the_kit(self):
        self._plant("No Action", "Nothing is planned")
        with self.assertRaises(AssertionError):
            self.test_badge_is_shown_when_there_is_something_to_say()

    def test_a_badge_that_speaks_one_language_fails_the_kit(self):
        self._plant("No Action", "Nothing is planned", "fa-calendar")
        with self.assertRaises(AssertionError):
            self.test_it_is_said_in_the_language_of_the_reader()


@tagged("post_install", "-at_install")
class TestIcpBadge(BadgeKit, ReviewCommon):
    code, room = "icp", "icp"
    changes_registry = True

    def _get_followed(self):
        return {"icp_score_ids": self.env["crm.icp.profile"]._get_dependency_paths()}

    def make_shown(self, deals):
        criterion = {"name": "Large", "domain": "[('employee_count', '>', 5)]", "weight": 10}
        values = {"name": "Makers", "criterion_ids": [Command.create(criterion)]}
        self.env["crm.icp.profile"].create(values).action_publish()
        deals.employee_count = 10


@tagged("post_install", "-at_install")
class TestGateBadge(BadgeKit, ReviewCommon):
    code, room = "gate", "gate"

    def make_shown(self, deals):
        self.env["crm.stage.criterion"].create(
            {
                "stage_id": deals.stage_id.id,
                "name": "Budget is known",
                "gate": "exit",
                "kind": "confirmation",
                "state": "active",
            }
        )


@tagged("post_install", "-at_install")
class TestSlowBadge(BadgeKit, ReviewCommon):
    code, room = "slow", "gate"

    def make_shown(self, deals):
        benchmarks = {(deals.stage_id.id, self.team.id): (48.0, 9)}
        benchmark = self.registry["crm.stage.benchmark"]
        self.patch(benchmark, "_get_benchmarks", lambda model: benchmarks)
        self.env["ir.config_parameter"].set_param(FACTOR_PARAMETER, "2")
        deals.date_last_stage_update = fields.Datetime.now() - timedelta(days=5)


@tagged("post_install", "-at_install")
class TestPeopleBadge(BadgeKit, ReviewCommon):
    code, room = "people", "stakeholder"

    def make_shown(self, deals):
        people = self.registry["crm.stakeholder"]
        self.patch(people, "_refresh_contact", lambda people, lead_ids: [])
        partner = self.env["res.partner"].create({"name": "Ada"})
        self.env["crm.stakeholder"].create(
            [{"lead_id": deal.id, "partner_id": partner.id} for deal in deals]
        )


@tagged("post_install", "-at_install")
class TestHandoverBadge(BadgeKit, ReviewCommon):
    code, room = "handover", "handover"

    def make_shown(self, deals):
        self.env["crm.handover"].create([{"lead_id": deal.id} for deal in deals])
