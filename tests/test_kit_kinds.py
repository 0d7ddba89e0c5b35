from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .gate_common import GateCommon
from .kits.kind import KindKit


@tagged("post_install", "-at_install")
class TestFieldsKind(KindKit, GateCommon):
    code = "fields"

    def prepare_criterion(self):
        return {"field_ids": self._get_field("phone").ids}

    def make_met(self, criterion, deals):
        deals.phone = "+43 1 2345"

    def make_unmet(self, criterion, deals):
        deals.phone = False

    # --- the kit itself ----------------------------------------------------------------

    def _plant(self, find_missing):
        self.patch(self.registry["crm.stage.criterion"], "_find_missing_fields", find_missing)

    def test_a_kind_that_refuses_nothing_fails_the_kit(self):
        self._plant(lambda criteria, asked: {})
        with self.assertRaises(AssertionError):
            self.test_unmet_it_refuses_with_a_sentence_and_met_it_lets_pass()

    def test_a_kind_without_a_sentence_fails_the_kit(self):
        self._plant(
            lambda criteria, asked: {
                (criterion.id, lead.id): {"state": "missing", "missing": [" "]}
                for criterion, leads in asked.items()
                for lead in leads
            }
        )
        with self.assertRaises(AssertionError):
            self.test_unmet_it_refuses_with_a_sentence_and_met_it_lets_pass()

    def test_a_kind_that_asks_for_each_deal_fails_the_kit(self):
        def find_missing(criteria, asked):
            for leads in asked.values():
                for _lead in leads:
                    criteria.env.cr.execute("SELECT 1")
            return original(criteria, asked)

        original = self.registry["crm.stage.criterion"]._find_missing_fields
        self._plant(find_missing)
        with self.assertRaises(AssertionError):
            self.test_few_deals_and_many_take_as_many_queries()

    def test_a_kind_that_goes_by_the_language_fails_the_kit(self):
        original = self.registry["crm.stage.criterion"]._find_missing_fields
        self._plant(lambda c, asked: {} if c.env.lang == "fr_FR" else original(c, asked))
        with self.assertRaises(AssertionError):
            self.test_verdict_is_the_same_in_every_language_and_company()


@tagged("post_install", "-at_install")
class TestConditionKind(KindKit, GateCommon):
    code = "condition"

    def prepare_criterion(self):
        return {"domain": "[('expected_revenue', '>', 100)]"}

    def make_met(self, criterion, deals):
        deals.expected_revenue = 200

    def make_unmet(self, criterion, deals):
        deals.expected_revenue = 50


@tagged("post_install", "-at_install")
class TestConfirmationKind(KindKit, GateCommon):
    code = "confirmation"

    def prepare_criterion(self):
        return {"evidence": "note"}

    def make_met(self, criterion, deals):
        deals.with_user(self.salesman).action_confirm_criterion(criterion.id, note="Said so")

    def make_unmet(self, criterion, deals):
        deals.with_user(self.salesman).action_withdraw_confirmation(criterion.id)


@tagged("post_install", "-at_install")
class TestApprovalKind(KindKit, GateCommon):
    code = "approval"

    def prepare_criterion(self):
        return {"approver": "user", "approver_id": self.manager.id}

    def make_met(self, criterion, deals):
        deals.with_user(self.manager).action_decide_approval(criterion.id, True)

    def make_unmet(self, criterion, deals):
        deals.with_user(self.manager).action_decide_approval(criterion.id, False, note="No")


@tagged("post_install", "-at_install")
class TestPlannedActivityKind(KindKit, GateCommon):
    code = "activity"

    def prepare_criterion(self):
        return {"activity_when": "planned"}

    def make_met(self, criterion, deals):
        for deal in deals:
            deal.activity_schedule("mail.mail_activity_data_call", user_id=self.salesman.id)

    def make_unmet(self, criterion, deals):
        deals.activity_ids.unlink()


@tagged("post_install", "-at_install")
class TestDoneActivityKind(KindKit, GateCommon):
    code = "activity"

    def prepare_criterion(self):
        return {"activity_when": "done"}

    def make_met(self, criterion, deals):
        deals.date_last_stage_update = fields.Datetime.now() - timedelta(days=1)
        for deal in deals:
            deal.activity_schedule("mail.mail_activity_data_call").action_feedback()

    def make_unmet(self, criterion, deals):
        deals.message_ids.filtered("mail_activity_type_id").unlink()


@tagged("post_install", "-at_install")
class TestRolesKind(KindKit, GateCommon):
    code, room = "roles", "stakeholder"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["crm.stakeholder.role"].create({"name": "Payer"})

    def prepare_criterion(self):
        return {"role_ids": self.role.ids}

    def make_met(self, criterion, deals):
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        who = {"partner_id": self.customer.id, "role_ids": self.role.ids}
        people.create([{"lead_id": deal.id, **who} for deal in deals])

    def make_unmet(self, criterion, deals):
        deals.stakeholder_ids.with_user(self.salesman).action_mark_left()


@tagged("post_install", "-at_install")
class TestHandoverKind(KindKit, GateCommon):
    code, room = "handover", "handover"

    def prepare_criterion(self):
        self.env["crm.handover.template"].search([]).active = False
        return {}

    def make_met(self, criterion, deals):
        packet = {"to_user_id": self.employee.id}
        handovers = self.env["crm.handover"].with_user(self.salesman)
        handovers.create([{"lead_id": deal.id, **packet} for deal in deals]).action_submit()

    def make_unmet(self, criterion, deals):
        handovers = deals.handover_id.with_user(self.employee)
        handovers.action_return(["scope_unclear"], "Which lines?")
