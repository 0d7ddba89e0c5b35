from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateKinds(GateCommon):
    """What each kind of criterion asks for, and when it is met."""

    def test_numbers_are_missing_at_zero_and_texts_of_blanks_are_missing(self):
        names = ("expected_revenue", "referred", "description", "tag_ids", "active")
        ids = [self._get_field(name).id for name in names]
        self._new_criterion(field_ids=[Command.set(ids)])
        self.deal.write({"referred": "  ", "description": "<p><br></p>"})
        [line] = self.deal.get_gate_status()
        self.assertEqual(line["fields"], ["expected_revenue", "referred", "description", "tag_ids"])
        tag = self.env["crm.tag"].create({"name": "T"})
        self.deal.write(
            {"expected_revenue": 1, "referred": "A", "description": "<p>b</p>", "tag_ids": tag.ids}
        )
        self.assertEqual(self.deal.get_gate_status()[0]["state"], "met")

    def test_deal_that_is_being_edited_misses_what_the_saved_one_does(self):
        """Saved deals are judged by columns, one in a form field by field."""
        names = ("email_from", "expected_revenue", "date_deadline", "partner_id", "priority")
        names += ("referred", "description", "tag_ids", "active")
        self._new_criterion(field_ids=[Command.set([self._get_field(n).id for n in names])])
        partner = self.env["res.partner"].create({"name": "P"})
        tag = self.env["crm.tag"].create({"name": "T"})
        filled = {"email_from": "a@b.example", "expected_revenue": 1, "date_deadline": "2030-01-01"}
        filled |= {"partner_id": partner.id, "tag_ids": tag.ids, "referred": "A"}
        for values in ({}, {"referred": "  "}, filled):
            self.deal.write(values)
            self.env.invalidate_all()
            edited = self.env["crm.lead"].new(origin=self.deal)
            [saved_line], [line] = self.deal.get_gate_status(), edited.get_gate_panel()["lines"]
            self.assertEqual(line["fields"], saved_line["fields"])
            self.assertEqual(line["missing"], saved_line["missing"])
        self.assertEqual(saved_line["fields"], ["description"])

    def test_condition(self):
        self._new_criterion(kind="condition", domain="[('expected_revenue', '>', 100)]")
        self.assertStays(
            self.deal, self.first, lambda: self.deal.write({"stage_id": self.second.id})
        )
        self.assertMoves(
            self.deal,
            self.second,
            lambda: self.deal.write({"stage_id": self.second.id, "expected_revenue": 200}),
        )

    def test_confirmation_with_the_evidence_it_asks_for(self):
        criterion = self._new_criterion(kind="confirmation", evidence="note")
        deal = self.deal.with_user(self.salesman)
        with self.assertRaises(UserError):
            deal.action_confirm_criterion(criterion.id)
        deal.action_confirm_criterion(criterion.id, note="Said by phone")
        evidence = deal.evidence_ids
        self.assertEqual((evidence.user_id, evidence.note), (self.salesman, "Said by phone"))
        self.assertMoves(deal, self.second, lambda: deal.write({"stage_id": self.second.id}))

    def test_confirmation_with_attachment_and_withdrawal(self):
        criterion = self._new_criterion(kind="confirmation", evidence="attachment")
        with self.assertRaises(UserError):
            self.deal.action_confirm_criterion(criterion.id, note="x")
        attachment = self.env["ir.attachment"].create({"name": "offer", "raw": b"x"})
        self.deal.action_confirm_criterion(criterion.id, attachment_ids=attachment.ids)
        self.assertEqual(self.deal.get_gate_status()[0]["state"], "met")
        self.deal.action_withdraw_confirmation(criterion.id)
        self.assertEqual(self.deal.get_gate_status()[0]["state"], "missing")

    def test_approval_by_the_team_leader(self):
        criterion = self._new_criterion(kind="approval")
        deal = self.deal.with_user(self.salesman)
        deal.action_request_approval([criterion.id])
        deal.action_request_approval([criterion.id])
        self.assertEqual(len(self.deal.activity_ids), 1)
        self.assertEqual(self.deal.activity_ids.user_id, self.manager)
        self.assertEqual(deal.get_gate_status()[0]["state"], "waiting")
        with self.assertRaises(AccessError):
            deal.action_decide_approval(criterion.id, True)
        approver = self.deal.with_user(self.manager)
        with self.assertRaises(UserError):
            approver.action_decide_approval(criterion.id, False)
        approver.action_decide_approval(criterion.id, False, note="Too cheap")
        self.assertEqual(deal.get_gate_status()[0]["state"], "refused")
        self.assertFalse(self.deal.activity_ids)
        deal.action_request_approval([criterion.id])
        approver.action_decide_approval(criterion.id, True)
        self.assertMoves(deal, self.second, lambda: deal.write({"stage_id": self.second.id}))

    def test_approver_who_is_gone_gives_a_sentence(self):
        criterion = self._new_criterion(
            kind="approval", approver="user", approver_id=self.manager.id
        )
        self.manager.active = False
        with self.assertRaisesRegex(UserError, "Nobody"):
            self.deal.action_request_approval([criterion.id])

    def _new_approval_by_group(self):
        group = self.env["res.groups"].create({"name": "Approvers", "user_ids": self.all_leads.ids})
        return self._new_criterion(kind="approval", approver="group", approver_group_id=group.id)

    def test_approval_by_a_member_of_a_group(self):
        criterion = self._new_approval_by_group()
        self.deal.with_user(self.salesman).action_request_approval([criterion.id])
        self.assertEqual(self.deal.activity_ids.user_id, self.all_leads)
        with self.assertRaises(AccessError):
            self.deal.with_user(self.manager).action_decide_approval(criterion.id, True)
        self.deal.with_user(self.all_leads).action_decide_approval(criterion.id, True)
        self.assertEqual(self.deal.get_gate_status()[0]["state"], "met")

    def test_group_that_is_deleted_gives_a_sentence(self):
        criterion = self._new_approval_by_group()
        criterion.approver_group_id.unlink()
        with self.assertRaisesRegex(UserError, "Nobody is there to approve"):
            self.deal.action_request_approval([criterion.id])
        self.assertStays(
            self.deal,
            self.first,
            lambda: self.deal.write({"stage_id": self.second.id}),
            "Not approved",
        )

    def test_approval_by_a_user(self):
        criterion = self._new_criterion(
            kind="approval", approver="user", approver_id=self.all_leads.id
        )
        self.deal.with_user(self.salesman).action_request_approval([criterion.id])
        with self.assertRaises(AccessError):
            self.deal.with_user(self.manager).action_decide_approval(criterion.id, True)
        self.deal.with_user(self.all_leads).action_decide_approval(criterion.id, True)
        self.assertEqual(self.deal.get_gate_status()[0]["state"], "met")

    def test_planned_activity(self):
        self._new_criterion(kind="activity", activity_when="planned")
        self.assertStays(
            self.deal, self.first, lambda: self.deal.write({"stage_id": self.second.id})
        )
        self.deal.activity_schedule("mail.mail_activity_data_call", user_id=self.salesman.id)
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_activity_done_since_the_stage_was_entered(self):
        call = self.env.ref("mail.mail_activity_data_call")
        self._new_criterion(kind="activity", activity_type_id=call.id)
        self.deal.date_last_stage_update = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.deal.activity_schedule("mail.mail_activity_data_todo").action_feedback()
        self.assertStays(
            self.deal, self.first, lambda: self.deal.write({"stage_id": self.second.id})
        )
        self.deal.activity_schedule("mail.mail_activity_data_call").action_feedback()
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_evidence_is_kept_unless_it_is_asked_again(self):
        keep = self._new_criterion(kind="confirmation", name="Keep")
        again = self._new_criterion(kind="confirmation", name="Again", ask_again=True)
        for criterion in (keep, again):
            self.deal.action_confirm_criterion(criterion.id)
        self.deal.evidence_ids.date = fields.Datetime.subtract(fields.Datetime.now(), hours=2)
        self.deal.date_last_stage_update = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        states = {line["name"]: line["state"] for line in self.deal.get_gate_status()}
        self.assertEqual(states, {"Keep": "met", "Again": "missing"})

    def _age_evidence(self, **ago):
        self.deal.evidence_ids.date = fields.Datetime.subtract(fields.Datetime.now(), **ago)

    def _get_states(self, stage=None):
        lines = self.deal.with_user(self.salesman).get_gate_status(stage and stage.id)
        return {line["name"]: line["state"] for line in lines}

    def _get_regressed(self):
        self.deal.invalidate_recordset()
        return [
            line["name"]
            for line in self.deal.with_user(self.salesman).get_gate_panel()["regressed"]
        ]

    def test_evidence_asked_again_holds_after_the_move_it_was_given_for(self):
        leave = self._new_criterion(kind="confirmation", name="Leave", ask_again=True)
        enter = self._new_criterion(
            self.second, gate="entry", kind="confirmation", name="Enter", ask_again=True
        )
        for criterion in (leave, enter):
            self.deal.with_user(self.salesman).action_confirm_criterion(criterion.id)
        self._age_evidence(hours=2)
        self.deal.date_last_stage_update = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.deal.with_user(self.salesman).write({"stage_id": self.second.id})
        self.assertEqual(self._get_regressed(), [])
        self.deal.with_user(self.salesman).write({"stage_id": self.first.id})
        self.assertEqual(self._get_states(), {"Leave": "missing", "Enter": "missing"})

    def test_early_evidence_is_not_lost_by_the_step_between(self):
        kinds = {"kind": "approval", "ask_again": True}
        leave = self._new_criterion(self.second, name="Leave", **kinds)
        enter = self._new_criterion(self.third, gate="entry", name="Enter", **kinds)
        for criterion in (leave, enter):
            self.deal.with_user(self.manager).action_decide_approval(criterion.id, True)
        self._age_evidence(hours=2)
        self.deal.with_user(self.salesman).write({"stage_id": self.second.id})
        self.assertEqual(self._get_states(), {"Leave": "met", "Enter": "met"})
        self.deal.with_user(self.salesman).write({"stage_id": self.third.id})
        self.assertEqual(self._get_regressed(), [])
        self.deal.with_user(self.salesman).write({"stage_id": self.second.id})
        self.assertEqual(self._get_states(), {"Leave": "missing", "Enter": "missing"})
        self.assertEqual(self._get_regressed(), [])

    def test_activity_that_was_done_holds_after_the_move_it_was_done_for(self):
        self._new_criterion(kind="activity", name="Called")
        self._new_criterion(self.second, gate="entry", kind="activity", name="Called too")
        self.deal.date_last_stage_update = fields.Datetime.subtract(fields.Datetime.now(), days=3)
        deal = self.deal.with_user(self.salesman)
        deal.activity_schedule("mail.mail_activity_data_call").action_feedback()
        done = deal.message_ids.filtered("mail_activity_type_id")
        done.sudo().date = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        deal.write({"stage_id": self.third.id})
        self.assertEqual(self._get_regressed(), [])
        deal.write({"stage_id": self.first.id})
        self.assertEqual(set(self._get_states(self.second).values()), {"missing"})

    def _get_verdicts(self, **context):
        """Return what each kind of reader is told, in their own language and company."""
        users = (self.salesman, self.all_leads, self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            line["state"]
            for user in users
            for line in self.deal.with_user(user).with_context(**context).get_gate_status()
        }

    def test_verdict_is_the_same_in_every_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        tag = self.env["crm.tag"].create({"name": "Fair"})
        tag.with_context(lang="fr_FR").name = "Foire"
        self.deal.tag_ids = tag
        self._new_criterion(kind="condition", domain="[('tag_ids.name', '=', 'Fair')]")
        for lang in ("en_US", "fr_FR"):
            self.assertEqual(self._get_verdicts(lang=lang), {"met"}, lang)

    def test_verdict_is_the_same_from_every_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        (self.salesman | self.all_leads | self.manager).company_ids = [Command.link(company.id)]
        customer = self.env["res.partner"].create({"name": "Northwind"})
        customer.with_company(self.env.company).barcode = "B1"
        self.deal.write({"partner_id": customer.id, "company_id": self.env.company.id})
        self._new_criterion(kind="condition", domain="[('partner_id.barcode', '=', 'B1')]")
        for companies in ([self.env.company.id, company.id], [company.id, self.env.company.id]):
            verdicts = self._get_verdicts(allowed_company_ids=companies)
            self.assertEqual(verdicts, {"met"}, companies)

    def test_deal_that_is_reopened_in_a_later_stage_is_judged(self):
        self._new_criterion(kind="activity", name="Called", enforcement="advise")
        deal = self.deal.with_user(self.salesman)
        deal.activity_schedule("mail.mail_activity_data_call").action_feedback()
        deal.action_set_lost()
        deal.write({"active": True, "probability": 40, "stage_id": self.third.id})
        self.assertEqual(deal.sudo().stage_move_ids.sorted("id")[-1].direction, "reopened")
        states = {line["name"]: line["state"] for line in deal.get_gate_status(self.won.id)}
        self.assertNotIn("Called", states)
        self.env["crm.stage.criterion"].search([("name", "=", "Called")]).enforcement = "block"
        self.assertEqual(self._get_regressed(), [])

    def test_newest_evidence_counts_on_each_of_many_deals(self):
        criterion = self._new_criterion(kind="confirmation")
        deals = self.deal | self._new_deal() | self._new_deal()
        deals.action_confirm_criterion(criterion.id)
        deals[1].action_withdraw_confirmation(criterion.id)
        deals[2].action_withdraw_confirmation(criterion.id)
        deals[2].action_confirm_criterion(criterion.id)
        deals.invalidate_recordset()
        self.assertEqual(deals.mapped("gate_missing_count"), [0, 1, 0])
