from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .coaching_common import SECRET, CoachingCommon


@tagged("post_install", "-at_install")
class TestCoachingException(CoachingCommon):
    """Openings by exception, their log, and what happens when people leave."""

    def _finds(self, note, user):
        return bool(note.with_user(user).search([("id", "=", note.id)]))

    # --- openings ----------------------------------------------------------------------

    def test_no_group_implies_the_exception_group(self):
        group = self.env.ref("crm_playbook.group_coaching_exception")
        self.assertFalse(self.env["res.groups"].search([("implied_ids", "in", group.ids)]))
        for user in (self.env.ref("base.user_admin"), self.settings, self.manager):
            self.assertFalse(user.has_group("crm_playbook.group_coaching_exception"))

    def test_an_opening_needs_a_reason_and_shared_notes(self):
        self._write_note()
        for reason in (" ", "Why"):
            with self.assertRaises(UserError):
                self._open(reason=reason)
        self._share_note(date="2026-01-10")
        with self.assertRaisesRegex(UserError, "no shared notes"):
            self._open(date_from="2026-02-01")
        self.assertEqual(self._open(date_to="2026-02-01").note_count, 1)

    def test_an_opening_reads_shared_notes_of_one_person_and_period_for_a_day(self):
        old, note, draft = (
            self._share_note(date="2026-01-10"),
            self._share_note(),
            self._write_note(),
        )
        foreign = self._share_note(coachee=self.other)
        opening = self._open(date_from=fields.Date.today())
        self.assertTrue(self._finds(note, self.hr))
        for closed in (old, draft, foreign):
            self.assertFalse(self._finds(closed, self.hr))
        later = self._share_note()
        self.assertFalse(self._finds(later, self.hr))
        with freeze_time(opening.date_end + timedelta(minutes=1)):
            self.env.invalidate_all()
            self.assertFalse(self._finds(note, self.hr))
            with self.assertRaises(AccessError):
                note.with_user(self.hr).read(["observation"])
        self.assertEqual(opening.date_end - opening.date, timedelta(hours=24))

    def test_whoever_opened_notes_reads_them_in_the_form_without_selling(self):
        note = self._share_note(
            lead_id=self.deal.id,
            gap_ids=[Command.set(self.gap.ids)],
            coach_rating_ids=[Command.create({"skill_id": self.skill.id, "level": 2})],
            action_ids=[Command.create({"name": "X"})],
        )
        self._open()
        form = Form(note.with_user(self.hr))
        self.assertIn(SECRET, form.observation)
        self.assertEqual((len(form.coach_rating_ids), len(form.action_ids)), (1, 1))

    def test_an_opening_is_for_reading_and_for_members_of_the_group(self):
        note = self._share_note()
        self._open()
        for change in (
            lambda opened: opened.write({"next_time": "x"}),
            lambda opened: opened.action_reply(text="x"),
            lambda opened: opened.action_add_skills(),
            lambda opened: opened.unlink(),
        ):
            with self.assertRaises(AccessError):
                change(note.with_user(self.hr))
        second = self._new_user(
            "coaching_hr2", "base.group_user,crm_playbook.group_coaching_exception"
        )
        self.assertFalse(self._finds(note, second))
        self.hr.group_ids -= self.env.ref("crm_playbook.group_coaching_exception")
        with self.assertRaises(AccessError):
            self._finds(note, self.hr)

    def test_only_the_group_opens(self):
        self._share_note()
        for user in (self.manager, self.settings, self.coach, self.employee):
            with self.assertRaises(AccessError):
                self._open(user=user)
            with self.assertRaises(AccessError):
                self.env["crm.coaching.note"].with_user(user)._open_by_exception(self.coachee, "x")
        with self.assertRaisesRegex(UserError, "no exception"):
            self._open(coachee_id=self.hr.id)

    def test_people_of_other_companies_are_not_opened(self):
        note = self._share_note()
        other = self.env["res.company"].create({"name": "Other"})
        self.coachee.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaisesRegex(AccessError, "none of your companies"):
            self._open()
        self.assertFalse(self._finds(note, self.hr))

    def test_both_people_are_told_without_content(self):
        self._share_note()
        opening = self._open(reason="A complaint of a customer")
        told = self.env["mail.message"].search([], limit=1)
        self.assertEqual(told.notified_partner_ids, (self.coach | self.coachee).partner_id)
        self.assertFalse(told.model)
        for text in (SECRET, opening.reason):
            self.assertNotIn(text, told.body + told.subject)

    # --- the log -----------------------------------------------------------------------

    def test_the_log_is_read_by_those_concerned(self):
        self._share_note()
        opening = self._open()
        self.assertEqual(opening.coach_ids, self.coach)
        self.assertEqual((opening.user_id, opening.coachee_id), (self.hr, self.coachee))
        readers = self.hr | self.coach | self.coachee
        for user in readers | self.other | self.manager | self.settings:
            found = opening.with_user(user).search([("id", "=", opening.id)])
            self.assertEqual(bool(found), user in readers, user.login)
        with self.assertRaises(AccessError):
            opening.with_user(self.employee).search([])

    def test_the_log_does_not_change_for_anybody(self):
        note = self._share_note()
        opening = self._open()
        values = {"reason": "Forged", "kind": "opened", "coachee_id": self.coachee.id}
        forged = opening.with_context(coaching_log=True, active_test=False)
        for rows in (opening.with_user(self.hr), opening.with_user(self.settings), opening, forged):
            for change in (
                lambda rows=rows: rows.write({"reason": "Forged"}),
                lambda rows=rows: rows.unlink(),
                lambda rows=rows: rows.create(values),
            ):
                with self.assertRaises(UserError):
                    change()
        for user in (self.coach, self.env.user):
            for command in (Command.clear(), Command.unlink(opening.id), Command.link(opening.id)):
                with self.assertRaises(UserError):
                    note.with_user(user).write({"opening_ids": [command]})
        self.assertEqual(opening.note_ids, note)

    def test_the_log_is_no_way_to_notes(self):
        self._share_note()
        opening = self._open()
        log = opening.with_user(self.hr)
        with freeze_time(opening.date_end + timedelta(minutes=1)):
            self.env.invalidate_all()
            self.assertFalse(log.search([("note_ids.observation", "ilike", SECRET)]))
            self.assertFalse(log.note_ids)

    # --- people who leave --------------------------------------------------------------

    def test_people_with_coaching_are_archived_rather_than_deleted(self):
        self._answer_note()
        self._open()
        for user in (self.coach, self.coachee, self.hr):
            with self.assertRaisesRegex(UserError, "Archive"):
                user.unlink()
        self.coachee.active = False
        self.other.unlink()

    def _hand_over(self, user, to_coach=None, **values):
        return (
            self.env["crm.coaching.succession"]
            .with_user(user)
            .create(
                {
                    "from_coach_id": self.coach.id,
                    "to_coach_id": (to_coach or self.other).id,
                    "reason": "New team",
                    **values,
                }
            )
            .action_hand_over()
        )

    def test_a_coach_hands_shared_notes_over(self):
        note, draft = self._share_note(), self._write_note()
        activities = note.sudo().activity_ids
        self._hand_over(self.coach)
        self.env.invalidate_all()
        self.assertTrue(self._finds(note, self.other))
        self.assertFalse(self._finds(note, self.coach))
        self.assertTrue(self._finds(draft, self.coach))
        self.assertFalse(self._finds(draft, self.other))
        self.assertEqual(activities.user_id, self.coachee)
        row = self.env["crm.coaching.opening"].search([], limit=1)
        self.assertEqual(
            (row.kind, row.user_id, row.to_coach_id), ("handed_over", self.coach, self.other)
        )
        told = self.env["mail.message"].search([], limit=1)
        self.assertEqual(told.notified_partner_ids, (self.other | self.coachee).partner_id)
        note.with_user(self.coachee).action_answer(answer="Hello")
        note.with_user(self.other).action_close()

    def test_requests_to_the_old_coach_go_to_the_new_one(self):
        own = self.env["crm.coaching.note"].with_user(self.coachee)
        note = own.create(
            {"coach_id": self.coach.id, "coachee_id": self.coachee.id, "self_assessment": "x"}
        )
        note.action_share()
        self._hand_over(self.coach)
        self.assertEqual(note.sudo().activity_ids.user_id, self.other)
        self.assertFalse(
            self.env["mail.activity"].with_user(self.coach).search([("res_model", "=", note._name)])
        )

    def test_others_hand_over_only_for_coaches_who_left_and_only_as_the_exception_group(self):
        note = self._share_note()
        for user in (self.manager, self.settings, self.coachee):
            with self.assertRaises(AccessError):
                self._hand_over(user)
        with self.assertRaisesRegex(UserError, "still here"):
            self._hand_over(self.hr)
        self.coach.active = False
        self._hand_over(self.hr)
        self.assertTrue(self._finds(note, self.other))
        self.assertFalse(self._finds(note, self.hr))

    def test_nobody_becomes_their_own_coach(self):
        self._share_note()
        with self.assertRaisesRegex(UserError, "nothing to hand over"):
            self._hand_over(self.coach, to_coach=self.coachee)
        with self.assertRaisesRegex(UserError, "cannot be a coach"):
            self._hand_over(self.coach, to_coach=self.portal)

    def test_only_chosen_people_are_handed_over(self):
        note, other = self._share_note(), self._share_note(coachee=self.manager)
        self._hand_over(self.coach, coachee_ids=[Command.set(self.coachee.ids)])
        self.assertTrue(self._finds(note, self.other))
        self.assertTrue(self._finds(other, self.coach))
