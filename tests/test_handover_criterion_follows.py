from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path

from ..exceptions import StageGateError
from .handover_criterion_common import HandoverCriterionCommon

SCRIPT = "crm_playbook/migrations/19.0.1.3.0/post-required_to_win.py"


@tagged("post_install", "-at_install")
class TestHandoverCriterionFollows(HandoverCriterionCommon):
    """The check box of a template makes a criterion on every won stage, which follows template
    and stages."""

    def test_the_check_box_makes_a_criterion_with_the_teams_and_tags_of_the_template(self):
        self.template.write({"team_ids": self.team.ids, "tag_ids": self.tag.ids})
        self.assertFalse(self._get_criteria())
        self.template.with_user(self.manager).is_required = True
        criterion = self._get_criteria()
        self.assertEqual(criterion.stage_id, self.won)
        self.assertEqual(
            (criterion.gate, criterion.kind, criterion.state, criterion.enforcement),
            ("entry", "handover", "active", "block"),
        )
        self.assertEqual(criterion.team_ids, self.team)
        self.assertEqual(criterion.applies_domain, f"[('tag_ids', 'in', [{self.tag.id}])]")
        self.assertFalse(criterion.condition_warning)
        self.assertIn(criterion, self.won.with_user(self.salesman).criterion_ids)

    def test_a_template_that_is_made_or_copied_as_required_has_one(self):
        template = self._new_template(is_required=True, team_ids=self.team.ids)
        self.assertEqual(self._get_criteria(template).team_ids, self.team)
        self.assertEqual(len(self._get_criteria(template.copy())), 1)

    def test_a_template_that_changes_changes_its_criterion(self):
        criterion = self._require(tag_ids=self.tag.ids, team_ids=self.team.ids)
        template = self.template.with_user(self.manager)
        template.write({"tag_ids": [Command.clear()], "team_ids": [Command.set(self.free.ids)]})
        self.assertEqual((criterion.team_ids, criterion.applies_domain), (self.free, "[]"))
        template.name = "Onboarding"
        self.assertEqual(criterion.name, "Handover “Onboarding”")
        self.assertEqual(self._get_criteria(), criterion)

    def test_a_change_that_says_nothing_new_leaves_the_criterion_alone(self):
        criterion = self._require()
        self.patch(type(self.Criterion), "write", lambda *args: self.fail("It was written"))
        self.template.write({"is_required": True, "name": self.template.name, "to_user_id": False})
        self.assertEqual(self._get_criteria(), criterion)

    def test_names_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template.with_context(lang="fr_FR").name = "Mise en service"
        criterion = self._require()
        self.assertEqual(criterion.name, "Handover “Standard”")
        self.assertIn("Mise en service", criterion.with_context(lang="fr_FR").name)

    def test_unticking_archiving_and_deleting_a_template_ends_it(self):
        template = self.template.with_user(self.manager)
        for end, again in (
            ({"is_required": False}, {"is_required": True}),
            ({"active": False}, {"active": True}),
        ):
            self.assertEqual(len(self._require()), 1)
            template.write(end)
            self.assertFalse(self._get_criteria(), end)
            template.write(again)
            self.assertEqual(len(self._get_criteria()), 1, again)
        criterion = self._get_criteria()
        template.unlink()
        self.assertFalse(criterion.exists())
        self.deal.with_user(self.salesman).action_set_won()
        self.assertEqual(self.deal.won_status, "won")

    def test_what_was_waived_keeps_its_name_when_the_template_goes(self):
        criterion = self._require()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Urgent")
        self.template.unlink()
        [waiver] = self.deal.waiver_ids
        self.assertEqual(
            (waiver.criterion_name, waiver.state, waiver.closed_reason),
            ("Handover “Standard”", "closed", "not_asked"),
        )

    def test_won_stages_that_come_and_go(self):
        self._require()
        stages = self.env["crm.stage"].with_user(self.manager)
        signed = stages.create({"name": "Also signed", "is_won": True})
        self.running.with_user(self.manager).is_won = True
        self.assertEqual(self._get_criteria().stage_id, self.won | signed | self.running)
        self.running.with_user(self.manager).is_won = False
        signed.unlink()
        self.assertEqual(self._get_criteria().stage_id, self.won)
        stages.create({"name": "Open"})
        self.assertEqual(self._get_criteria().stage_id, self.won)

    def test_a_stage_that_may_not_become_won_keeps_no_criterion(self):
        self._require()
        self.deal.stage_id = self.running
        stage = self.running.with_user(self.manager)
        try:  # no assertRaises: its savepoint would undo what the caller leaves behind
            stage.is_won = True
        except StageGateError as refusal:
            self.assertIn("Line 4", str(refusal))
        self.assertFalse(self.running.is_won)
        self.assertEqual(self._get_criteria().stage_id, self.won)
        self.assertNotIn((self.running.id, "entry"), self.Criterion._get_gates().criteria)
        self._submit()
        stage.is_won = True
        self.assertEqual(self.deal.won_status, "won")
        self.assertEqual(self._get_criteria().stage_id, self.won | self.running)

    def test_who_may_not_change_stages_and_templates_changes_no_criterion(self):
        criterion = self._require()
        template = self.template.with_user(self.salesman)
        for change in (
            lambda: self.running.with_user(self.salesman).write({"is_won": True}),
            lambda: template.write({"is_required": False}),
            template.unlink,
        ):
            with suppress(AccessError):  # no assertRaises: its savepoint would undo what is left
                change()
                self.fail("It was not refused")
            self.assertEqual(self._get_criteria(), criterion)

    def test_defaults_of_a_client_are_none_of_the_criterion(self):
        self.template.with_context(default_hint="By the way").is_required = True
        self.assertFalse(self._get_criteria().hint)

    def test_an_archived_team_stays_the_one_of_the_criterion(self):
        criterion = self._require(team_ids=self.team.ids)
        self.team.active = False
        self.template.tag_ids = self.tag
        self.assertEqual(criterion.with_context(active_test=False).team_ids, self.team)

    def test_a_tag_that_is_deleted_no_longer_restricts(self):
        other = self.env["crm.tag"].create({"name": "Small"})
        criterion = self._require(tag_ids=(self.tag | other).ids)
        self.tag.with_user(self.manager).unlink()
        self.assertEqual(criterion.applies_domain, f"[('tag_ids', 'in', [{other.id}])]")
        other.with_user(self.manager).unlink()
        self.assertEqual(criterion.applies_domain, "[]")
        self.assertRefused(self.deal.with_user(self.salesman).action_set_won)

    def test_rights_on_templates_are_enough(self):
        """Also where templates of other companies are required, which the user may not read."""
        company = self.env["res.company"].create({"name": "Other company"})
        foreign = {"company_id": company.id, "is_required": True, "tag_ids": self.tag.ids}
        foreign = self._new_template(**foreign)
        group = self.env["res.groups"].create({"name": "Delivery office"})
        for model in ("crm.handover.template", "crm.stage"):
            self.env["ir.model.access"].create(
                {
                    "name": "office",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "group_id": group.id,
                    **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), 1),
                }
            )
        office = new_test_user(self.env, "hand_office", "base.group_user")
        office.group_ids = [Command.link(group.id)]
        with self.assertRaises(AccessError):
            self.Criterion.with_user(office).search([])
        template = self.template.with_user(office)
        template.is_required = True
        stage = self.env["crm.stage"].with_user(office).create({"name": "New", "is_won": True})
        for each in (foreign, self.template):
            self.assertEqual(self._get_criteria(each).stage_id, self.won | stage.sudo())
        stage.unlink()
        template.unlink()
        self.assertEqual(self._get_criteria(foreign).stage_id, self.won)

    # --- by hand -----------------------------------------------------------------------

    def test_what_the_template_says_is_not_changed_by_hand(self):
        criterion = self._require().with_user(self.manager)
        for change in (
            criterion.unlink,
            criterion.action_deactivate,
            lambda: criterion.write({"enforcement": "advise"}),
            lambda: criterion.write({"team_ids": [Command.set(self.free.ids)]}),
            lambda: criterion.sudo().write({"applies_domain": "[('id', '=', 0)]"}),
            lambda: criterion.with_context(handover_following=True).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "follows the handover template “Standard”"):
                change()
        criterion.write({"hint": "Press Hand Over.", "sequence": 3})
        self.assertEqual(criterion.hint, "Press Hand Over.")
        with Form(criterion) as form:
            form.hint = "Press Hand Over on the deal."
        with self.assertRaises(AssertionError):  # read-only in the form
            form.enforcement = "advise"

    def test_no_criterion_gets_a_template_by_hand(self):
        values = {"name": "Mine", "stage_id": self.won.id, "kind": "handover"}
        criteria = self.Criterion.with_user(self.manager)
        criterion = criteria.create(values)
        by_context = criteria.with_context(default_handover_template_id=self.template.id)
        for act in (
            lambda: criteria.create({**values, "handover_template_id": self.template.id}),
            lambda: criterion.write({"handover_template_id": self.template.id}),
            lambda: by_context.create(values),
        ):
            with self.assertRaisesRegex(UserError, "tick Required to Win"):
                act()

    def test_a_copy_is_a_draft_of_its_own(self):
        copy = self._require().with_user(self.manager).copy()
        self.assertFalse(copy.handover_template_id)
        self.assertEqual((copy.kind, copy.state), ("handover", "draft"))
        copy.write({"enforcement": "advise"})
        copy.unlink()

    # --- the update --------------------------------------------------------------------

    def _migrate(self):
        spec = spec_from_file_location("required_to_win", file_path(SCRIPT))
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    def test_the_update_gives_templates_their_criteria_once(self):
        self._require(team_ids=self.team.ids, tag_ids=self.tag.ids)
        archived = self._new_template(is_required=True, active=False)
        # As the version before left it.
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM crm_stage_criterion WHERE handover_template_id IS NOT NULL"
        )
        self.env.invalidate_all()
        self.registry.clear_all_caches()
        self._migrate()
        criterion = self._get_criteria()
        self.assertEqual((criterion.stage_id, criterion.team_ids), (self.won, self.team))
        self.assertIn(str(self.tag.id), criterion.applies_domain)
        self.assertFalse(self._get_criteria(archived))
        criterion.hint = "Press Hand Over."
        self._migrate()
        self.assertEqual(self._get_criteria(), criterion)
        self.assertEqual(criterion.hint, "Press Hand Over.")

    def test_the_update_makes_nothing_where_nothing_is_required(self):
        before = self.Criterion.search_count([])
        self._migrate()
        self.assertEqual(self.Criterion.search_count([]), before)
