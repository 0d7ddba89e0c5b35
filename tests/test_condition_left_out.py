import importlib.util
from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .condition_common import CRITERION, ICP, PLACES, REQUIREMENT, ConditionCommon

MIXIN = "odoo.addons.crm_playbook.models.deal.crm_condition_mixin"
MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCRIPT = MIGRATIONS / "19.0.1.3.0" / "end-unreadable_conditions.py"
GOOD = [("partner_id.city", "=", "Graz")]
# Conditions that nobody can save, but a database may hold.
UNUSABLE = (
    [("tag_ids", "child_of", 1)],
    [("no_such_field", "=", 1)],
    [("partner_id.no_such_field.id", "=", 1)],
    [("name.length", ">", 1)],
    [("message_ids.res_id.name", "=", "x")],
    [("user_id.totp_secret", "=like", "A%")],
    [("create_uid.password", "!=", False)],
    [("expected_revenue", ">", "abc")],
    [("id", "<", False)],
    [("name", "any", [])],
    [("partner_id", "any", "x")],
    [("lead_properties.x", "=", 1)],
    [("gate_missing_count", ">", 0)],
    [("create_date", ">", "today +99999999999d")],
    [("expected_revenue", ">", 10**300)],
    "[('name', '=', 'a\\x00')]",
    "[('name', '=', __import__('os').getcwd())]",
    "[(",
    "42",
)


@tagged("post_install", "-at_install")
class TestConditionLeftOut(ConditionCommon):
    """Conditions in a database that cannot be used, or not any more."""

    def setUp(self):
        super().setUp()
        self.criterion = self._save(CRITERION, "domain", GOOD, hint="Ask them")
        self.asked = self._save(CRITERION, "applies_domain", GOOD, kind="confirmation")
        self.requirement = self._save(REQUIREMENT, "applies_domain", GOOD)
        self.scored = self._save(ICP, "domain", GOOD, weight=60)
        self._save(ICP, "domain", [("name", "!=", False)], name="Named", weight=40)
        self.profile.with_user(self.manager).action_publish()
        self.records = (self.criterion, self.asked, self.requirement, self.scored)
        self.env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "partner_id": self.customer.id}
        )

    def _force_everywhere(self, condition):
        fnames = (fname for _model, fname in PLACES)
        self._force(condition, *zip(self.records, fnames, strict=True))

    def assertAllLeftOut(self):
        self.assertServerGoesOn()
        deal = self.deal.with_user(self.salesman)
        deal.name = "Line 6"
        self.env["crm.stakeholder.map"]._assess(self.deal)
        self.assertFalse(deal.get_gate_status())
        deal.stage_id = self.second
        deal.stage_id = self.first
        self.assertFalse(deal.missing_role_ids)
        self.assertEqual(deal.icp_score, 100)
        self.assertEqual([line["name"] for line in deal.get_icp_explanation()], ["Named"])

    def test_what_is_used_is_not_said_to_be_left_out(self):
        states = [line["state"] for line in self.deal.with_user(self.salesman).get_gate_status()]
        self.assertEqual(states, ["met", "missing"])
        self.assertEqual(self.deal.missing_role_ids, self.role)
        for record in (*self.records, self.profile):
            self.assertFalse(record.condition_warning)

    @mute_logger(MIXIN)
    def test_unusable_conditions_are_left_out_and_all_else_goes_on(self):
        for condition in UNUSABLE:
            with self.subTest(condition=condition):
                self._force_everywhere(condition)
                self.assertAllLeftOut()

    def test_managers_are_told_on_the_record_and_in_the_log(self):
        with self.assertLogs(MIXIN, "WARNING") as log:
            self._force_everywhere([("tag_ids", "child_of", 1)])
            self.assertAllLeftOut()
        for record, (model, fname) in zip(self.records, PLACES, strict=True):
            shown = record.with_user(self.manager)
            for text in (shown.condition_warning, "\n".join(log.output)):
                self.assertIn("tag_ids child_of 1", text)
                self.assertIn(record._fields[fname].string, text)
            self.assertTrue(any(f"{model} {record.id} " in line for line in log.output))
            found = shown.search([("condition_warning", "!=", False)])
            self.assertIn(record, found)
            self.assertNotIn(record, shown.search([("condition_warning", "=", False)]))
        self.assertIn("tag_ids child_of 1", self.profile.with_user(self.manager).condition_warning)

    def test_managers_mend_a_condition_in_its_form(self):
        self._force_everywhere([("tag_ids", "child_of", 1)])
        for record, (_model, fname) in list(zip(self.records, PLACES, strict=True))[:3]:
            with Form(record.with_user(self.manager)) as form:
                self.assertTrue(form.condition_warning)
                form[fname] = str(GOOD)
            self.assertFalse(record.condition_warning)
        self.assertEqual(self.deal.missing_role_ids, self.role)

    def test_managers_mend_a_profile_in_a_new_version(self):
        self._force([("tag_ids", "child_of", 1)], (self.scored, "domain"))
        profile = self.profile.with_user(self.manager)
        draft = profile.browse(profile.action_new_version()["res_id"])
        self.assertIn("tag_ids child_of 1", draft.condition_warning)
        for action in (draft.action_publish, draft.action_simulate):
            with self.assertRaisesRegex(ValidationError, "tag_ids child_of 1"):
                action()
        draft.criterion_ids[0].domain = str(GOOD)
        draft.action_publish()
        self.assertEqual(len(self.deal.get_icp_explanation()), 2)

    def test_criterion_that_is_left_out_is_not_tried(self):
        self._force([("tag_ids", "child_of", 1)], (self.criterion, "domain"))
        with self.assertRaisesRegex(ValidationError, "tag_ids child_of 1"):
            self.criterion.with_user(self.manager).action_try()

    def test_field_that_cannot_be_judged_is_not_asked_for(self):
        names = ("gate_missing_count", "lead_properties", "phone")
        fields = [self.env["ir.model.fields"]._get("crm.lead", name) for name in names]
        filled = self._save(CRITERION, "domain", [], kind="fields", field_ids=fields[2].ids)
        self.assertFalse(filled.condition_warning)
        for field in fields[:2]:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s VALUES (%s, %s)",
                    SQL.identifier(filled._fields["field_ids"].relation),
                    filled.id,
                    field.id,
                )
            )
        self._force([], (filled, "applies_domain"))
        self.assertEqual(filled._get_terms().field_names, ("phone",))
        self.assertIn(fields[0].field_description, filled.with_user(self.manager).condition_warning)
        self.assertServerGoesOn()

    def test_condition_of_another_kind_of_criterion_is_not_looked_at(self):
        self._force([("no_such_field", "=", 1)], (self.asked, "domain"))
        self._force(GOOD, (self.asked, "applies_domain"))
        self.assertFalse(self.asked.condition_warning)
        self.assertEqual(self.deal.get_gate_status()[1]["state"], "missing")
        with self.assertRaisesRegex(ValidationError, "no_such_field"):
            self.asked.with_user(self.manager).kind = "condition"

    @mute_logger(MIXIN)
    def test_rooms_that_look_at_each_other_in_a_circle_go_on(self):
        self._force([("icp_score", ">", 5)], (self.requirement, "applies_domain"))
        self._force([("missing_role_ids", "!=", False)], (self.scored, "domain"))
        self.assertTrue(self.requirement.condition_warning and self.scored.condition_warning)
        self.assertServerGoesOn()
        self.deal.with_user(self.salesman).partner_id = False
        self.assertFalse(self.deal.missing_role_ids)

    # --- fields that go or change their name ----------------------------------------------

    @mute_logger(MIXIN)
    def test_field_that_is_renamed_or_deleted_leaves_its_conditions_out(self):
        field = self._new_field("x_size")
        self._force_everywhere([("x_size", ">=", 0)])
        self.assertFalse(self.requirement.condition_warning)
        field.name = "x_length"
        self.assertAllLeftOut()
        field.name = "x_size"
        self.assertFalse(self.scored.condition_warning)
        field.unlink()
        self.assertAllLeftOut()
        self._new_field("x_size", ttype="char")
        self.assertAllLeftOut()
        self.assertIn("x_size >= 0", self.scored.with_user(self.manager).condition_warning)

    @mute_logger(MIXIN)
    def test_model_that_is_deleted_leaves_its_conditions_out(self):
        machine = self.env["ir.model"].create({"name": "Machine", "model": "x_machine"})
        self._new_field("x_machine_id", ttype="many2one", relation="x_machine")
        self._force_everywhere([("x_machine_id.x_name", "=", False)])
        self.assertFalse(self.requirement.condition_warning)
        machine.unlink()
        self.assertAllLeftOut()

    def _new_field(self, name, ttype="integer", **values):
        lead = self.env["ir.model"]._get_id("crm.lead")
        return self.env["ir.model.fields"].create(
            {"name": name, "model_id": lead, "ttype": ttype, **values}
        )

    # --- an update ----------------------------------------------------------------------------

    def _update(self, version="19.0.1.1.0"):
        spec = importlib.util.spec_from_file_location("hold_conditions", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.cr, version)
        self.env.invalidate_all()

    @mute_logger(MIXIN)
    def test_update_holds_back_what_its_writer_may_not_read(self):
        path = "partner_id.channel_ids.name"
        self._force_everywhere([(path, "ilike", "board")])
        for version in (None, "19.0.1.2.0"):  # installed anew, or looked at before
            self._update(version=version)
            self.assertFalse(self.requirement.condition_held)
        self._update()
        for record, (_model, fname) in zip(self.records, PLACES, strict=True):
            self.assertTrue(record.condition_held)
            self.assertIn(path, record[fname])
            self.assertIn(path, record.with_user(self.manager).condition_warning)
        self.assertAllLeftOut()
        self._update()
        self.assertTrue(self.requirement.condition_held)

    def test_update_holds_back_nothing_else(self):
        self._force([("message_ids.body", "!=", False)], (self.criterion, "domain"))
        installed = self.env[REQUIREMENT].create(
            {"role_id": self.role.id, "applies_domain": "[('partner_id.channel_ids', '=', False)]"}
        )
        self._update()
        for record in (*self.records, installed):
            self.assertFalse(record.condition_held or record.condition_warning)

    @mute_logger(MIXIN)
    def test_held_conditions_are_released_by_who_may_read_them(self):
        self._force_everywhere([("partner_id.channel_ids.name", "!=", False)])
        self._update()
        admin = new_test_user(
            self.env, "cond_admin", groups="base.group_system,sales_team.group_sale_manager"
        )
        for record in self.records[:3]:
            mine = record.with_user(self.manager)
            for release in (
                mine.action_check_conditions,
                lambda mine=mine: mine.write({"condition_held": False}),
            ):
                with self.assertRaises(ValidationError) as refusal:
                    release()
                self.assertIn("channel_ids", str(refusal.exception))
            self.assertTrue(record.condition_held)
            record.with_user(admin).action_check_conditions()
            self.assertFalse(record.condition_held or record.condition_warning)
        with self.assertRaisesRegex(UserError, "new version"):
            self.scored.with_user(admin).action_check_conditions()
        draft = self.profile.with_user(admin).action_new_version()["res_id"]
        self.profile.browse(draft).with_user(admin).action_publish()

    def test_import_refuses_in_the_same_sentence(self):
        names = ["role_id/.id", "applies_domain"]
        row = [str(self.role.id), "[('tag_ids', 'child_of', 1)]"]
        result = self.env[REQUIREMENT].with_user(self.manager).load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("tag_ids child_of 1", result["messages"][0]["message"])

    def test_writing_a_held_condition_anew_releases_it(self):
        self._force([("partner_id.channel_ids.name", "!=", False)], (self.criterion, "domain"))
        self._update()
        self.criterion.with_user(self.manager).domain = str(GOOD)
        self.assertFalse(self.criterion.condition_held)


@tagged("post_install", "-at_install")
class TestConditionJudged(ConditionCommon):
    """The same answer for everybody, kept up to date."""

    def test_followers_are_followed(self):
        self._save(REQUIREMENT, "applies_domain", [("message_follower_ids", "!=", False)])
        deal = self.deal
        deal.message_unsubscribe(deal.message_partner_ids.ids)
        self.env["crm.stakeholder"].create({"lead_id": deal.id, "partner_id": self.customer.id})
        self.assertFalse(deal.missing_role_ids)
        deal.message_subscribe(self.customer.ids)
        self.assertEqual(deal.missing_role_ids, self.role)
        deal.message_unsubscribe(self.customer.ids)
        self.assertFalse(deal.missing_role_ids)

    def test_what_is_above_a_category_is_followed(self):
        top, other, mid, leaf = self.env["res.partner.category"].create(
            [{"name": name} for name in ("Top", "Other", "Mid", "Leaf")]
        )
        low = self.env["res.partner.category"].create({"name": "Low", "parent_id": leaf.id})
        leaf.parent_id, mid.parent_id = mid, top
        self.customer.category_id = low
        self._save(REQUIREMENT, "applies_domain", [("partner_id.category_id", "child_of", top.id)])
        self.env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "partner_id": self.customer.id}
        )
        self.assertEqual(self.deal.missing_role_ids, self.role)
        mid.parent_id = other
        self.assertFalse(self.deal.missing_role_ids)

    def test_tag_that_is_deleted_is_followed(self):
        tag = self.env["crm.tag"].create({"name": "Large"})
        self.deal.tag_ids = tag
        self._save(REQUIREMENT, "applies_domain", [("tag_ids.name", "=", "Large")])
        self.env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "partner_id": self.customer.id}
        )
        self.assertEqual(self.deal.missing_role_ids, self.role)
        tag.unlink()
        self.assertFalse(self.deal.missing_role_ids)

    def test_verdict_does_not_depend_on_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.first.with_context(lang="fr_FR").name = "Trouvé"
        self._save(CRITERION, "domain", [("stage_id.name", "=", "Found")])
        for lang in ("en_US", "fr_FR"):
            self.salesman.lang = lang
            deal = self.deal.with_user(self.salesman).with_context(lang=lang)
            self.assertEqual(deal.get_gate_status()[0]["state"], "met")

    def test_verdict_does_not_depend_on_the_company_of_the_reader(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.salesman.company_ids += other
        field = self.env["res.partner"]._fields["barcode"]
        self.assertTrue(field.company_dependent)
        self.customer.with_company(other).barcode = "5"
        deals = self.deal | self._new_deal(company_id=other.id)
        self.deal.company_id = self.env.company
        criterion = self._save(CRITERION, "domain", [("partner_id.barcode", "=", "5")])
        for companies in (self.env.company | other, other | self.env.company):
            asked = deals.with_user(self.salesman).with_context(allowed_company_ids=companies.ids)
            verdicts = (
                self.env[CRITERION].with_env(asked.env)._judge(dict.fromkeys(asked, criterion.ids))
            )
            states = [verdicts[deal.id][criterion.id]["state"] for deal in deals]
            self.assertEqual(states, ["missing", "met"])

    def test_a_form_is_judged_by_what_is_typed(self):
        self._save(
            CRITERION,
            "domain",
            ["&", ("partner_id.city", "=", "Graz"), ("tag_ids.name", "=", "Large")],
        )
        tag = self.env["crm.tag"].create({"name": "Large"})
        edited = self.env["crm.lead"].with_user(self.salesman).new(origin=self.deal)
        self.assertEqual(edited.get_gate_panel()["lines"][0]["state"], "missing")
        edited.tag_ids = tag
        self.assertEqual(edited.get_gate_status()[0]["state"], "met")
        edited.partner_id = False
        self.assertEqual(edited.get_gate_status()[0]["state"], "missing")
        self.deal.tag_ids = [Command.link(tag.id)]
        self.assertEqual(self.deal.get_gate_status()[0]["state"], "met")
