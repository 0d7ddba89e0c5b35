from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .coaching_common import SECRET, CoachingCommon

OWN_TABLES = (
    "crm_coaching_note",
    "crm_coaching_rating",
    "crm_coaching_action",
    "crm_coaching_reply",
    "crm_coaching_opening",
    "crm_coaching_answer",
)


@tagged("post_install", "-at_install")
class TestCoachingActivity(CoachingCommon):
    """Actions and requests to answer are ordinary activities that say nothing."""

    def _get_activities(self, record):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", record._name), ("res_id", "=", record.id)])
        )

    def _share_with_action(self, **values):
        return self._share_note(
            lead_id=self.deal.id, action_ids=[Command.create({"name": SECRET, **values})]
        )

    # --- requests ----------------------------------------------------------------------

    def test_sharing_asks_the_other_one_and_an_answer_settles_it(self):
        note = self._share_note()
        request = self._get_activities(note)
        self.assertEqual(request.user_id, self.coachee)
        self.assertNotIn(SECRET, request.summary + request.res_name + str(request.note))
        note.with_user(self.coachee).action_answer(answer="Yes")
        self.assertFalse(request.active)

    def test_days_are_those_of_the_coachee(self):
        self.coachee.tz = "Pacific/Auckland"
        with freeze_time("2030-02-09 20:00:00"):  # the 10th in Auckland
            note = self._share_note(
                lead_id=self.deal.id, action_ids=[Command.create({"name": "Call"})]
            )
            request = note.sudo().request_id
            self.assertEqual(request.date_deadline, date(2030, 2, 17))
            action = note.action_ids
            action.with_user(self.coachee).action_mark_done()
            self.assertEqual(action.date_done, date(2030, 2, 10))

    def test_a_reminder_comes_once_and_only_when_the_settings_say_so(self):
        note = self._share_note()
        note.sudo().date_shared -= timedelta(days=4)
        request = self._get_activities(note)
        self._remind()
        self.assertFalse(note.date_reminded)
        self._set_parameter("coaching_reminder_days", 3)
        self._remind()
        today = fields.Date.today()
        self.assertEqual((note.date_reminded, request.date_deadline), (today, today))
        self.assertEqual(self._get_activities(note), request)
        request.unlink()
        self._remind()
        self.assertFalse(self._get_activities(note))

    def test_a_request_that_was_deleted_is_made_again_by_the_reminder(self):
        note = self._share_note()
        note.sudo().date_shared -= timedelta(days=4)
        self._get_activities(note).unlink()
        self._set_parameter("coaching_reminder_days", 3)
        self._remind()
        self.assertEqual(self._get_activities(note).user_id, self.coachee)

    def test_answered_and_fresh_notes_are_not_reminded_of(self):
        answered, fresh = self._answer_note(), self._share_note()
        answered.sudo().date_shared -= timedelta(days=9)
        self._set_parameter("coaching_reminder_days", 3)
        self._remind()
        self.assertFalse((answered | fresh).filtered("date_reminded"))

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_coaching_remind").method_direct_trigger()
        self.env.invalidate_all()

    def _set_parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(f"crm_playbook.{name}", value)

    # --- actions -----------------------------------------------------------------------

    def test_actions_are_planned_when_the_note_is_shared(self):
        note = self._write_note(action_ids=[Command.create({"name": SECRET})])
        action = note.action_ids
        self.assertEqual(action.state, "proposed")
        self.assertFalse(self._get_activities(note))
        note.action_share()
        self.assertEqual(action.state, "planned")
        activity = self._get_activities(note) - note.sudo().request_id
        self.assertEqual(activity.user_id, self.coachee)
        self.assertNotIn(SECRET, activity.summary)
        agreed = action.with_user(self.coachee).create(
            {"note_id": note.id, "name": "Mine", "public_name": "Call back"}
        )
        self.assertEqual(agreed.sudo().activity_id.summary, "Call back")

    def test_on_the_deal_only_what_was_written_to_be_seen(self):
        note = self._share_with_action(on_deal=True)
        activity = self._get_activities(self.deal)
        self.assertEqual((activity.user_id, activity.create_uid), (self.coachee, self.coach))
        self.assertEqual((activity.summary, activity.note), ("Next step", False))
        before = self.deal.message_ids
        activity.with_user(self.coachee).action_feedback(feedback="Done it")
        posted = self.deal.message_ids - before
        self.assertEqual(len(posted), 1)
        self.assertNotIn(SECRET, posted.body)
        self.assertEqual(
            (note.action_ids.state, note.action_ids.date_done), ("done", fields.Date.today())
        )

    def test_an_action_cannot_be_put_on_a_deal_that_there_is_not(self):
        with self.assertRaisesRegex(UserError, "the note has none"):
            self._share_note(action_ids=[Command.create({"name": "X", "on_deal": True})])

    def test_the_coachee_says_when_an_action_is_done(self):
        note = self._share_with_action()
        with self.assertRaisesRegex(UserError, "The coachee says"):
            note.action_ids.action_mark_done()
        note.action_ids.with_user(self.coachee).action_mark_done()
        self.assertEqual(note.action_ids.state, "done")
        self._get_activities(note).unlink()
        self.assertEqual(note.action_ids.state, "done")

    def test_an_action_is_put_off_and_dropped_with_its_activity(self):
        note = self._share_with_action()
        action, later = note.action_ids, fields.Date.today() + timedelta(days=30)
        activity = action.sudo().activity_id
        action.with_user(self.coachee).date_deadline = later
        self.assertEqual(activity.date_deadline, later)
        activity.with_user(self.coachee).unlink()
        self.assertEqual(action.state, "dropped")
        other = action.create({"note_id": note.id, "name": "Y"})
        planned = other.sudo().activity_id
        other.unlink()
        self.assertFalse(planned.exists())

    def test_the_state_of_an_action_is_not_set_by_hand(self):
        note = self._share_with_action()
        for values in (
            {"date_done": "2026-01-01"},
            {"is_scheduled": False},
            {"activity_id": False},
            {"public_name": "Too late"},
        ):
            with self.assertRaises(UserError):
                note.action_ids.write(values)

    def test_activities_of_a_note_are_for_its_two_people(self):
        note = self._write_note()
        activities = self.env["mail.activity"].with_user(self.coach)
        values = {"res_model_id": self.env["ir.model"]._get_id(note._name), "res_id": note.id}
        for user in (self.coachee, self.manager):
            with self.assertRaisesRegex(UserError, "coach and coachee"):
                activities.create({**values, "user_id": user.id})
        note.action_share()
        activities.create({**values, "user_id": self.coachee.id})
        with self.assertRaisesRegex(UserError, "coach and coachee"):
            activities.create({**values, "user_id": self.manager.id})

    # --- what is left behind elsewhere -------------------------------------------------

    def test_nothing_of_a_note_is_in_any_other_table(self):
        note = self._share_with_action(on_deal=True)
        note.action_ids.create({"note_id": note.id, "name": f"{SECRET} two"})
        note.with_user(self.coachee).action_answer(answer=SECRET)
        note.action_reply(text=SECRET)
        note.action_ids.with_user(self.coachee).action_mark_done()
        note.action_close()
        self._open()
        self.env.flush_all()
        self.assertEqual(self._find_text(SECRET), set())

    def _find_text(self, text):
        """Return the columns of other models that hold a text."""
        columns = self.env.execute_query(
            SQL(
                """SELECT table_name, column_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type IN
                          ('text', 'character varying', 'jsonb') AND NOT table_name IN %s""",
                OWN_TABLES,
            )
        )
        return {
            f"{table}.{column}"
            for table, column in columns
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{text}%",
                )
            )
        }

    def test_a_note_has_no_messages_and_no_followers(self):
        note = self._close_note()
        for model in ("mail.message", "mail.followers"):
            name = "model" if model == "mail.message" else "res_model"
            self.assertFalse(self.env[model].search([(name, "=", note._name)]))

    def test_the_name_of_a_note_says_nothing_to_others(self):
        note = self._share_note()
        self.assertIn("Coaching Note of", note.display_name)
        self.assertEqual(note.with_user(self.manager).sudo().display_name, "Coaching Note")
        with self.assertRaises(AccessError) as refusal:
            note.with_user(self.settings).with_context(lang="en_US").read(["observation"])
        self.assertNotIn(self.coachee.name, str(refusal.exception))

    # --- people who leave --------------------------------------------------------------

    def test_a_coachee_who_comes_back_has_what_was_planned(self):
        note = self._share_note(
            lead_id=self.deal.id,
            action_ids=[
                Command.create({"name": SECRET}),
                Command.create({"name": "Call", "on_deal": True, "public_name": "Call back"}),
                Command.create({"name": "Done"}),
                Command.create({"name": "Given up"}),
            ],
        )
        kept, on_deal, done, dropped = note.action_ids
        done.with_user(self.coachee).action_mark_done()
        dropped.sudo().activity_id.with_user(self.coachee).unlink()
        admin = self._new_user(
            "coaching_admin", "base.group_erp_manager,sales_team.group_sale_manager"
        )
        users = self.coachee.with_user(admin)
        users.action_archive()
        self.env.invalidate_all()
        self.assertEqual(
            note.action_ids.mapped("state"), ["proposed", "proposed", "done", "dropped"]
        )
        users.action_unarchive()
        self.env.invalidate_all()
        self.assertEqual(note.action_ids.mapped("state"), ["planned", "planned", "done", "dropped"])
        activity = kept.sudo().activity_id
        self.assertEqual((activity.user_id, activity.res_model), (self.coachee, note._name))
        self.assertEqual(activity.date_deadline, kept.date_deadline)
        self.assertNotIn(SECRET, activity.summary)
        public = on_deal.sudo().activity_id
        self.assertEqual((public.res_id, public.summary), (self.deal.id, "Call back"))
        kept.with_user(self.coachee).action_mark_done()
        self.assertEqual(kept.state, "done")

    def test_what_lies_on_a_deal_that_moved_on_waits(self):
        note = self._share_with_action(on_deal=True)
        self.coachee.action_archive()
        self.deal.user_id = self.other
        self.coachee.write({"active": True})
        self.env.invalidate_all()
        self.assertEqual(note.action_ids.state, "proposed")
        self.assertFalse(note.action_ids.sudo().activity_id)
        self.assertTrue(self.coachee.active)
