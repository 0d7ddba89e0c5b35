from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..models.coaching.crm_coaching_note import retention
from .coaching_common import CoachingCommon


@tagged("post_install", "-at_install")
class TestCoachingRetention(CoachingCommon):
    """What goes when, and what stays although something else goes."""

    def setUp(self):
        super().setUp()
        self.notes = self.env["crm.coaching.note"]
        self.notes.search([])._purge()
        self.today = fields.Date.today()

    def _keep(self, months):
        settings = self.env["res.config.settings"].create({"coaching_retention_months": months})
        settings.set_values()
        self.env.invalidate_all()

    def _end_notice(self):
        """Let the period be set long ago."""
        self.env["ir.config_parameter"].set_param(retention.PERIOD_SINCE, "2020-01-01")
        self.env.invalidate_all()

    def _share_old_note(self, months, days=0):
        date = self.today - relativedelta(months=months) - timedelta(days=days)
        return self._share_note(date=date)

    def _purge_nightly(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_coaching_purge").method_direct_trigger()
        self.env.invalidate_all()

    # --- retention ---------------------------------------------------------------------

    def test_notes_are_kept_for_ever_by_default(self):
        note = self._share_old_note(months=240)
        self.assertFalse(self.env.ref("crm_playbook.ir_cron_coaching_purge").active)
        self.assertFalse(self.env.ref("crm_playbook.ir_cron_coaching_remind").active)
        self._purge_nightly()
        self.assertTrue(note.exists())
        self.assertFalse(note.date_expiry or note.is_expiring)
        self.assertFalse(note.search([("is_expiring", "=", True)]))

    def test_what_is_past_the_period_goes_with_all_its_parts(self):
        old, new = self._share_old_note(months=12, days=1), self._share_old_note(months=11)
        old.action_ids.create({"note_id": old.id, "name": "X"})
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": old._name, "res_id": old.id}
        )
        parts = old.action_ids | old.action_ids
        activities = old.sudo().activity_ids
        old.with_user(self.coachee).action_answer(answer="x")
        self._keep(12)
        self.assertTrue(self.env.ref("crm_playbook.ir_cron_coaching_purge").active)
        self._end_notice()
        self._purge_nightly()
        for gone in (old, file, parts, activities):
            self.assertFalse(gone.exists())
        self.assertTrue(new.exists())

    def test_notes_go_on_the_day_that_is_shown_at_the_end_of_a_month(self):
        self._keep(1)
        self._end_notice()
        notes = [self._share_note(date=day) for day in ("2031-01-28", "2031-01-31", "2031-02-01")]
        for today, gone in (("2031-02-27", 0), ("2031-02-28", 2), ("2031-03-01", 3)):
            with freeze_time(today), self.subTest(today):
                for note in notes[gone:]:
                    self.assertGreater(str(note.date_expiry), today)
                self._purge_nightly()
                self.assertEqual([bool(n.exists()) for n in notes], [i >= gone for i in range(3)])

    def test_the_job_goes_on_in_batches(self):
        old = self.notes.browse()
        for _number in range(3):
            old |= self._share_old_note(months=13)
        self._keep(12)
        self._end_notice()
        with patch(f"{retention.__name__}.NOTES_PER_BATCH", 2):
            self._purge_nightly()
        self.assertFalse(old.exists())

    def test_each_sees_what_of_theirs_goes_soon(self):
        soon, later = self._share_old_note(months=12, days=-10), self._share_old_note(months=10)
        self._keep(12)
        self._end_notice()
        self.assertEqual(soon.search([("is_expiring", "=", True)]), soon)
        self.assertEqual(later.search([("is_expiring", "=", False)]), later)
        self.assertEqual((soon.is_expiring, later.is_expiring), (True, False))
        self.assertEqual(soon.date_expiry, soon.date + relativedelta(months=12))
        self.assertFalse(soon.with_user(self.other).search([("is_expiring", "=", True)]))

    def test_the_settings_tell_numbers_per_month_and_nothing_else(self):
        note = self._share_old_note(months=13)
        form = Form(self.env["res.config.settings"])
        form.coaching_retention_months = 12
        month = note.date.strftime("%b %Y")
        self.assertIn(f"{month}: 1", form.coaching_retention_preview)
        self.assertNotIn(self.coachee.name, form.coaching_retention_preview)
        form.coaching_retention_months = 24
        self.assertIn("No note", form.coaching_retention_preview)

    def test_a_new_period_deletes_nothing_before_everybody_could_see_it(self):
        note = self._share_old_note(months=13)
        self._keep(12)
        first = self.today + timedelta(days=retention.NOTICE_DAYS)
        self.assertEqual((note.date_expiry, note.is_expiring), (first, True))
        self.assertEqual(note.search([("is_expiring", "=", True)]), note)
        self._purge_nightly()
        self.assertTrue(note.exists())
        self._keep(12)
        self.assertEqual(note.date_expiry, first, "saving the settings again changes nothing")
        with freeze_time(first):
            self._purge_nightly()
        self.assertFalse(note.exists())

    def test_switching_the_period_off_switches_the_job_off(self):
        self._keep(12)
        self._keep(0)
        self.assertFalse(self.env.ref("crm_playbook.ir_cron_coaching_purge").active)

    # --- deals -------------------------------------------------------------------------

    def test_a_note_outlives_its_deal(self):
        note = self._share_note(lead_id=self.deal.id)
        self.deal.unlink()
        self.env.invalidate_all()
        self.assertTrue(note.exists())
        self.assertEqual((note.lead_id.id, note.lead_name), (False, "Line 4"))
        self.assertEqual(note.search([("lead_name", "=", "Line 4")]), note)

    def test_merged_deals_carry_their_notes_over_in_every_state(self):
        notes = self.notes
        other = self.deal.copy({"name": "Line 5", "user_id": self.coachee.id})
        for write in (self._write_note, self._share_note, self._answer_note, self._close_note):
            notes |= write(lead_id=other.id)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        survivor = (self.deal | other).exists()
        self.env.invalidate_all()
        self.assertEqual(notes.sudo().lead_id, survivor)
        self.assertEqual(
            survivor.with_user(self.coachee).coaching_note_count, 3, "not the draft of the coach"
        )
        self.assertEqual(survivor.with_user(self.manager).coaching_note_count, 0)

    # --- the deal's buttons ------------------------------------------------------------

    def test_a_deal_counts_only_what_its_reader_may_read(self):
        self._share_note(lead_id=self.deal.id)
        self._write_note(lead_id=self.deal.id)
        for user, count in ((self.coach, 2), (self.coachee, 1), (self.manager, 0)):
            deal = self.deal.with_user(user)
            self.assertEqual(deal.coaching_note_count, count)
            self.assertEqual(deal.sudo().coaching_note_count, count)
            action = deal.action_open_coaching()
            found = self.notes.with_user(user).search_count(action["domain"])
            self.assertEqual(found, count)

    def test_one_button_asks_for_coaching(self):
        action = self.deal.with_user(self.coachee).action_coach()
        form = Form(self.notes.with_user(self.coachee).with_context(**action["context"]))
        self.assertEqual((form.coach_id, form.coachee_id), (self.coach, self.coachee))
        form.self_assessment = "I lost them"
        note = form.save()
        note.action_share()
        self.assertTrue(note.is_self_assessment)
        self.assertEqual((note.state, note.lead_id), ("shared", self.deal))

    def test_one_button_coaches_the_salesperson(self):
        action = self.deal.with_user(self.coach).action_coach()
        form = Form(self.notes.with_user(self.coach).with_context(**action["context"]))
        self.assertEqual((form.coach_id, form.coachee_id), (self.coach, self.coachee))
        form.observation = "He talked"
        with form.action_ids.new() as line:
            line.name = "Listen"
        note = form.save()
        self.assertEqual((note.lead_id, note.author_id), (self.deal, self.coach))

    def test_portal_reads_no_number_on_a_deal_shared_with_it(self):
        self.env["ir.model.access"].create(
            {
                "name": "reseller",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        deal = self.deal.with_user(self.portal)
        self.assertEqual(deal.name, "Line 4")
        with self.assertRaises(AccessError):
            deal.read(["coaching_note_count"])
        self.assertNotIn("coaching_note_count", deal.fields_get())

    # --- ways that an administrator could build ----------------------------------------

    def test_no_field_made_by_hand_leads_to_notes(self):
        fields_of_model = self.env["ir.model.fields"].with_user(self.settings)
        values = {
            "name": "x_note_id",
            "ttype": "many2one",
            "relation": "crm.coaching.note",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
        }
        with self.assertRaisesRegex(UserError, "coach and coachee"):
            fields_of_model.create(values)

    def test_no_server_action_is_made_on_notes(self):
        actions = self.env["ir.actions.server"].with_user(self.settings)
        values = {"name": "Spy", "state": "object_write", "update_path": "next_time", "value": "x"}
        note_model = self.env["ir.model"]._get_id("crm.coaching.note")
        with self.assertRaisesRegex(UserError, "private"):
            actions.create({**values, "model_id": note_model})
        partner_model = self.env["ir.model"]._get_id("res.partner")
        action = actions.create({**values, "update_path": "name", "model_id": partner_model})
        with self.assertRaisesRegex(UserError, "private"):
            action.write({"model_id": note_model, "update_path": "next_time"})

    def test_words_that_are_in_use_are_archived_rather_than_deleted(self):
        note = self._share_note(
            gap_ids=[Command.set(self.gap.ids)],
            coach_rating_ids=[Command.create({"skill_id": self.skill.id, "level": 2})],
        )
        for word in (self.skill, self.gap):
            with self.assertRaisesRegex(UserError, "Archive it"):
                word.with_user(self.manager).unlink()
            word.with_user(self.manager).active = False
        self.assertEqual((note.gap_ids.name, note.rating_ids.skill_id.name), ("Budget", "Asks"))
        self.other_skill.unlink()
