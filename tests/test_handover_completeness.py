from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverCompleteness(HandoverCommon):
    """What a packet must contain, in percent and in words."""

    def _get_part(self, code):
        return self.env["crm.handover.part"].search([("code", "=", code)])

    def _new_asking(self, *codes, **values):
        """Return a template that asks for these parts."""
        parts = self.env["crm.handover.part"].search([("code", "in", codes)])
        return self._new_template(part_ids=[Command.set(parts.ids)], **values)

    def test_every_part_has_its_method(self):
        for part in self.env["crm.handover.part"].search([]):
            self.assertTrue(hasattr(self.env["crm.handover"], f"_is_{part.code}_filled"))

    def test_each_part_is_missing_until_it_is_filled(self):
        packet = self._prepare_packet()
        document = self.env["ir.attachment"].create({"name": "Offer", "raw": b"x"})
        for code, vals in (
            ("receiver", {"to_user_id": self.receiver.id}),
            ("problem", {"problem": packet["problem"]}),
            ("why_now", {"why_now": packet["why_now"]}),
            ("outcome", {"outcome": packet["outcome"]}),
            ("success", {"success_ids": packet["success_ids"]}),
            ("scope_in", {"scope_in": packet["scope_in"]}),
            ("scope_out", {"scope_out": packet["scope_out"]}),
            ("promises", {"promise_ids": packet["promise_ids"]}),
            ("promises", {"no_promises": True}),
            ("risks", {"risk_ids": [Command.create({"name": "Late"})]}),
            ("terms", {"commercial_terms": packet["commercial_terms"]}),
            ("timeline", {"date_kickoff": "2030-01-01", "date_golive": "2030-02-01"}),
            ("people", {"contact_ids": packet["contact_ids"]}),
            ("documents", {"document_ids": [Command.link(document.id)]}),
        ):
            handover = self._new_handover(
                self._new_deal(), to_user_id=False, template_id=self._new_asking(code).id
            )
            handover = handover.with_user(self.env.user)
            self.assertEqual(handover.completeness, 0, code)
            self.assertEqual(handover.missing_part_ids, self._get_part(code))
            handover.write(vals)
            self.assertEqual(handover.completeness, 100, code)
            self.assertFalse(handover.missing_part_ids)

    def test_texts_of_blanks_are_missing(self):
        template = self._new_asking("problem")
        self.assertEqual(
            self._new_handover(template_id=template.id, problem=" \n ").completeness, 0
        )

    def test_each_promise_needs_an_owner_and_a_day(self):
        template = self._new_asking("promise_owners")
        handover = self._new_handover(template_id=template.id)
        self.assertEqual(handover.completeness, 100)
        promise = self._prepare_promise(owner_id=False)
        handover.promise_ids = [Command.create(promise)]
        self.assertEqual(handover.completeness, 0)
        handover.promise_ids.owner_id = self.keeper
        self.assertEqual(handover.completeness, 100)

    def test_percent_is_the_share_of_what_is_asked(self):
        template = self._new_asking("problem", "outcome", "scope_in")
        handover = self._new_handover(template_id=template.id, problem="x", outcome="x")
        self.assertEqual(handover.completeness, 66)
        handover.scope_out = "Does not count"
        self.assertEqual(handover.completeness, 66)

    def test_without_a_template_the_usual_parts_are_asked_for(self):
        handover = self._new_handover()
        usual = self.env["crm.handover.part"].search([("is_default", "=", True)])
        self.assertEqual(handover._get_parts(), usual)
        self.assertTrue(0 < handover.completeness < 100)

    def test_a_packet_below_the_minimum_is_refused_with_what_is_missing(self):
        template = self._new_asking("problem", "outcome", "scope_in", min_completeness=60)
        handover = self._new_handover(template_id=template.id, problem="x")
        with self.assertRaisesRegex(UserError, "33 %.*60 %.*Expected Outcome, In Scope"):
            handover.action_submit()
        self.assertEqual(handover.state, "draft")
        handover.outcome = "x"
        handover.action_submit()
        self.assertEqual(handover.state, "submitted")

    def test_nobody_gets_round_the_minimum_by_another_template(self):
        ours = self._new_asking("problem", name="Ours", min_completeness=100)
        other_team = self.env["crm.team"].create({"name": "Other"})
        lax = self._new_template(name="Lax", team_ids=other_team.ids, part_ids=[Command.clear()])
        handover = self._new_handover(template_id=ours.id)
        for template in (lax, lax.browse()):
            handover.template_id = template
            with self.assertRaisesRegex(UserError, "meant for its deal: Ours"):
                handover.action_submit()
        handover.with_user(self.manager).action_submit()
        self.assertEqual(handover.state, "submitted")

    def test_a_template_that_asks_for_more_judges_what_is_still_being_filled(self):
        template = self._new_asking("problem")
        draft = self._new_handover(template_id=template.id, problem="x")
        submitted = self._new_handover(self._new_deal(), template_id=template.id, problem="x")
        submitted.action_submit()
        template.part_ids |= self._get_part("outcome")
        self.assertEqual(draft.completeness, 50)
        self.assertEqual(submitted.completeness, 100)

    def test_the_percent_follows_the_form(self):
        with Form(self._new_handover(), view="crm_playbook.crm_handover_view_form") as form:
            before = form.completeness
            form.problem = "x"
            self.assertGreater(form.completeness, before)

    def test_a_bridge_that_is_gone_asks_for_nothing(self):
        part = self.env["crm.handover.part"].create({"name": "Ticket", "code": "ticket"})
        template = self._new_template(part_ids=[Command.set(part.ids)])
        self.assertEqual(self._new_handover(template_id=template.id).completeness, 100)

    # --- templates ---------------------------------------------------------------------

    def test_the_first_template_that_fits_is_taken(self):
        tag = self.env["crm.tag"].create({"name": "Large"})
        other_team = self.env["crm.team"].create({"name": "Other"})
        self._new_template(name="Other", team_ids=other_team.ids, sequence=1)
        tagged_ = self._new_template(name="Large", tag_ids=tag.ids, sequence=2)
        ours = self._new_template(
            name="Ours", team_ids=self.team.ids, sequence=3, to_user_id=self.keeper.id
        )
        anybody = self._new_template(name="Any", sequence=4)
        find = self.env["crm.handover.template"]._get_for_lead
        self.assertEqual(find(self.deal), ours)
        self.assertEqual(find(self._new_deal(tag_ids=tag.ids)), tagged_)
        self.assertEqual(find(self._new_deal(team_id=False, user_id=False)), anybody)
        handover = self.env["crm.handover"].with_user(self.salesman)
        handover = handover.create({"lead_id": self.deal.id})
        self.assertEqual((handover.template_id, handover.to_user_id), (ours, self.keeper))

    def test_a_template_of_another_company_does_not_fit(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._new_template(company_id=other.id)
        deal = self._new_deal(company_id=self.env.company.id)
        self.assertFalse(self.env["crm.handover.template"]._get_for_lead(deal))

    def test_a_template_whose_last_team_is_deleted_is_archived(self):
        team, kept = self.env["crm.team"].create([{"name": "Going"}, {"name": "Staying"}])
        alone = self._new_template(team_ids=team.ids)
        shared = self._new_template(team_ids=(team | kept).ids)
        team.unlink()
        self.assertFalse(alone.active)
        self.assertTrue(shared.active)

    def test_a_packet_outlives_its_template(self):
        template = self._new_asking("problem", accept_hours=8)
        draft = self._new_handover(template_id=template.id, problem="x")
        submitted = self._new_handover(self._new_deal(), template_id=template.id, problem="x")
        submitted.action_submit()
        deadline = submitted.accept_deadline
        template.unlink()
        self.assertLess(draft.completeness, 100)
        self.assertEqual((submitted.completeness, submitted.accept_deadline), (100, deadline))
        submitted.with_user(self.receiver).action_accept()
        self.assertFalse(submitted.kickoff_deadline)

    def test_a_project_that_is_no_template_is_refused(self):
        project = self.env["project.project"].create({"name": "Common"})
        with self.assertRaisesRegex(ValidationError, "Common"):
            self._new_template(project_template_id=project.id)
