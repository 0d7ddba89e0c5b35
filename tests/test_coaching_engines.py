from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.crm_playbook.models.coaching.private_models import (
    PRIVATE_MODELS,
    get_watched_fields,
)

from .coaching_common import CoachingCommon

NOTE = "crm.coaching.note"
HOOK = "https://example.com/hook"
PRIVATE = "Coaching notes are private"


@tagged("post_install", "-at_install")
class TestCoachingEngines(CoachingCommon):
    """What works on a model that somebody chose, and works elevated, works on no coaching note.
    The administrator of the system, who is no party to a note, sets such things up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note_model = cls.env["ir.model"]._get(NOTE)
        cls.deal_model = cls.env["ir.model"]._get("crm.lead")

    def _as_settings(self, model, **context):
        return self.env[model].with_user(self.settings).with_context(**context)

    @contextmanager
    def _refused(self, sentence=PRIVATE):
        """Expect a refusal, and leave nothing of what was refused."""
        with self.assertRaises(UserError) as refusal:
            yield
        self.assertIn(sentence, str(refusal.exception))

    def _make_action(self, **values):
        return {
            "name": "Spy",
            "model_id": self.note_model.id,
            "state": "webhook",
            "webhook_url": HOOK,
            **values,
        }

    def _old_action(self, **values):
        """Return an action on notes as it was made before such actions were refused."""
        action = self._as_settings("ir.actions.server").create(
            self._make_action(model_id=self.deal_model.id, **values)
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_act_server SET model_id = %s WHERE id = %s", (self.note_model.id, action.id)
        )
        self.env.invalidate_all()
        return action

    def _run_on(self, action, note, user):
        return (
            action.with_user(user)
            .with_context(active_model=NOTE, active_id=note.id, active_ids=note.ids)
            .run()
        )

    # --- actions -----------------------------------------------------------------------

    def test_no_kind_of_action_is_made_on_any_private_model(self):
        actions = self._as_settings("ir.actions.server")
        for state, _label in actions._fields["state"]._description_selection(self.env):
            for model in sorted(PRIVATE_MODELS):
                model_id = self.env["ir.model"]._get_id(model)
                with (
                    self.subTest(state=state, model=model),
                    self._refused(),
                ):
                    actions.create(self._make_action(state=state, model_id=model_id))

    def test_elevated_creation_is_refused_too(self):
        elevated = self._as_settings("ir.actions.server").sudo()
        with self._refused():
            elevated.create(self._make_action())
        parent = {"name": "All", "model_id": self.note_model.id, "state": "multi"}
        with self._refused():
            elevated.create({**parent, "child_ids": [Command.create(self._make_action())]})

    def test_no_key_of_the_context_lets_it_pass(self):
        for key in ("install_mode", "module", "_force_unlink", "coaching_purge", "import_file"):
            actions = self._as_settings("ir.actions.server", **{key: True})
            with self.subTest(key=key), self._refused():
                actions.create(self._make_action())

    def test_usage_and_scheduled_actions_are_no_way_around(self):
        with self._refused():
            self._as_settings("ir.actions.server").create(self._make_action(usage="ir_cron"))
        code = {"name": "Spy", "state": "code", "code": "model.search([])"}
        with self._refused():
            self._as_settings("ir.cron").create({**code, "model_id": self.note_model.id})
        cron = self._as_settings("ir.cron").create({**code, "model_id": self.deal_model.id})
        with self._refused():
            cron.write({"model_id": self.note_model.id})

    def test_no_action_of_another_model_makes_notes(self):
        values = self._make_action(
            model_id=self.deal_model.id, state="object_create", crud_model_id=self.note_model.id
        )
        with self._refused():
            self._as_settings("ir.actions.server").create(values)

    def test_no_action_goes_on_to_a_note_from_its_record(self):
        # No model that others read leads to a note, so a part of one stands for such a model.
        action = self._as_settings("ir.actions.server").new(
            {"model_id": self.env["ir.model"]._get_id("crm.coaching.part"), "state": "object_write"}
        )
        self.assertFalse(action._reaches_coaching())
        action.update_path = "note_id.observation"
        self.assertTrue(action._reaches_coaching())

    def test_what_our_own_scheduled_action_does_cannot_be_changed(self):
        cron = self.env.ref("crm_playbook.ir_cron_coaching_remind").with_user(self.settings)
        for values in (
            {"code": "model.search([])"},
            {"state": "webhook", "webhook_url": HOOK},
            {"webhook_field_ids": [Command.clear()]},
        ):
            with self.subTest(values=values), self._refused():
                cron.write(values)
        cron.write({"name": "Remind", "interval_number": 2, "priority": 7})
        self.assertEqual((cron.name, cron.interval_number), ("Remind", 2))
        with self._refused():
            cron.ir_actions_server_id.copy()

    def test_our_own_scheduled_actions_run(self):
        self.env["ir.config_parameter"].set_param("crm_playbook.coaching_reminder_days", "3")
        note = self._share_note()
        note.sudo().date_shared = "2020-01-01 00:00:00"
        cron = self.env.ref("crm_playbook.ir_cron_coaching_remind")
        with patch.object(IrCron, "_commit_progress", return_value=60):
            cron.ir_actions_server_id.run()
        self.assertTrue(note.sudo().date_reminded)

    def test_action_of_before_does_not_run(self):
        fields = self.env["ir.model.fields"]
        send = self._old_action()
        overwrite = self._old_action()
        self.env.cr.execute(
            """UPDATE ir_act_server SET state = 'object_write', update_path = 'observation',
                      update_field_id = %s, value = 'overwritten' WHERE id = %s""",
            (fields._get(NOTE, "observation").id, overwrite.id),
        )
        self.env.invalidate_all()
        note = self._write_note()
        words = note.observation
        for action in (send, overwrite):
            for user in (self.coach, self.settings):
                with self._refused():
                    self._run_on(action, note, user)
                with self._refused():
                    self._run_on(action.sudo(), note, user)
        self.assertEqual(note.observation, words)
        with self._refused():
            send.write({"webhook_url": f"{HOOK}/2"})
        send.unlink()

    def test_actions_on_other_models_go_on(self):
        action = self._as_settings("ir.actions.server").create(
            self._make_action(
                model_id=self.deal_model.id,
                state="object_write",
                update_path="name",
                value="Renamed",
            )
        )
        action.with_user(self.manager).with_context(
            active_model="crm.lead", active_id=self.deal.id, active_ids=self.deal.ids
        ).run()
        self.assertEqual(self.deal.name, "Renamed")

    # --- everything else that has a model ----------------------------------------------

    def test_every_model_that_says_on_which_model_it_works_refuses_notes(self):
        """Also those of addons next to ours, whatever these are."""
        checked = set()
        for name, model_class in self.env.registry.items():
            model = self.env[name]
            for field in () if model_class._abstract else get_watched_fields(model):
                checked.add(name)
                record = model.sudo().new({field: self.note_model.id})
                with self.subTest(model=name, field=field):
                    if field != "active":
                        with self._refused():
                            record._validate_fields([field])
        self.assertLessEqual(
            {"ir.actions.server", "mail.template", "mail.alias", "sms.template"}, checked
        )

    def test_no_template_and_no_alias_is_made_for_notes(self):
        for model, values in (
            ("mail.template", {"name": "Spy", "model_id": self.note_model.id}),
            ("sms.template", {"name": "Spy", "body": "x", "model_id": self.note_model.id}),
            ("mail.alias", {"alias_name": "spy", "alias_model_id": self.note_model.id}),
            ("fetchmail.server", {"name": "Spy", "object_id": self.note_model.id}),
        ):
            for records in (self._as_settings(model), self._as_settings(model).sudo()):
                with self.subTest(model=model), self._refused():
                    records.create(values)

    def test_no_report_is_made_on_notes(self):
        reports = self._as_settings("ir.actions.report")
        values = {"name": "Spy", "model": NOTE, "report_name": "x.spy"}
        with self._refused():
            reports.create(values)
        report = reports.create({**values, "model": "crm.lead"})
        with self._refused():
            report.model = NOTE

    def test_no_report_of_before_prints_notes_elevated(self):
        note = self._share_note()
        report = self._as_settings("ir.actions.report").create(
            {"name": "Spy", "model": "crm.lead", "report_name": "web.external_layout_standard"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_act_report_xml SET model = %s WHERE id = %s", (NOTE, report.id)
        )
        self.env.invalidate_all()
        with self._refused():
            report.sudo()._render_qweb_html(report.id, note.ids)

    def test_stopped_engine_is_not_let_on_again(self):
        template = self._as_settings("mail.template").create(
            {"name": "Spy", "model_id": self.deal_model.id, "active": False}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_template SET model_id = %s WHERE id = %s",
            (self.note_model.id, template.id),
        )
        self.env.invalidate_all()
        with self._refused():
            template.active = True

    def test_activities_meetings_and_rights_may_be_about_notes(self):
        note = self._write_note()
        note.activity_schedule("mail.mail_activity_data_todo", user_id=self.coach.id)
        self.env["calendar.event"].with_user(self.coach).create(
            {
                "name": "Coaching",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
                "res_model_id": self.note_model.id,
                "res_id": note.id,
            }
        )
        self._as_settings("ir.model.access").create(
            {"name": "More", "model_id": self.note_model.id, "group_id": False}
        )

    # --- the rules ---------------------------------------------------------------------

    def test_rules_of_notes_are_neither_changed_nor_deleted(self):
        rules = self._as_settings("ir.rule", active_test=False).search(
            [("model_id.model", "in", sorted(PRIVATE_MODELS))]
        )
        self.assertTrue(rules)
        for values in (
            {"active": False},
            {"domain_force": "[(1, '=', 1)]"},
            {"perm_read": False},
            {"groups": [Command.link(self.env.ref("base.group_user").id)]},
            {"model_id": self.deal_model.id},
        ):
            with self.subTest(values=values), self._refused("stay as they are"):
                rules[0].write(values)
        for key in ("_force_unlink", "install_mode"):
            with self._refused("stay as they are"):
                rules.with_context(**{key: True}).unlink()
        rules[0].name = "Read by its two people"
        self._as_settings("ir.rule").create(
            {
                "name": "Narrower",
                "model_id": self.note_model.id,
                "domain_force": "[('date', '>', '2020-01-01')]",
            }
        )

    def test_no_mark_of_an_uninstall_deletes_what_was_shared(self):
        note = self._close_note(action_ids=[Command.create({"name": "Ask"})])
        for records in (note, note.action_ids):
            with self.assertRaises(UserError):
                records.with_user(self.coach).with_context(_force_unlink=True).unlink()
        self._open()
        log = self.env["crm.coaching.opening"].search([])
        with self._refused("cannot be changed"):
            log.with_context(_force_unlink=True).unlink()
