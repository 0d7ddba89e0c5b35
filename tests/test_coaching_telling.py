from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .coaching_common import SALES, CoachingCommon
from .losing import GONE, archive, make_portal, take_sales_right
from .speaking import speak_french


@tagged("post_install", "-at_install")
class TestCoachingTelling(CoachingCommon, MailCase):
    """Whoever may not open a note is neither asked nor reminded nor planned for."""

    def _leaving(self, leave):
        return self._new_user(f"gone_{leave.__name__}", SALES)

    def _get_activities(self, user):
        return self.env["mail.activity"].search([("user_id", "=", user.id)])

    def _remind(self):
        self.env["ir.config_parameter"].set_param("crm_playbook.coaching_reminder_days", 3)
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_coaching_remind").method_direct_trigger()
        self.env.invalidate_all()

    def test_nobody_who_is_gone_is_asked_or_planned_for(self):
        for leave in GONE.values():
            coachee = self._leaving(leave)
            note = self._write_note(
                coachee=coachee, action_ids=[Command.create({"name": "Ask first"})]
            )
            leave(coachee)
            note.action_share()
            with self.subTest(leave.__name__):
                self.assertEqual(note.state, "shared")
                self.assertEqual(note.action_ids.state, "proposed")
                self.assertFalse(self._get_activities(coachee))

    def test_nobody_who_is_gone_is_reminded(self):
        notes = self._share_note()
        for leave in GONE.values():
            coachee = self._leaving(leave)
            notes |= self._share_note(coachee=coachee)
            self.assertTrue(self._get_activities(coachee))
            leave(coachee)
        notes.sudo().date_shared = Datetime.now() - timedelta(days=4)
        self._remind()
        for note in notes.sudo():
            told = self._get_activities(note.coachee_id).mapped("summary")
            is_there = note.coachee_id == self.coachee
            self.assertEqual(
                told,
                ["Reminder: a coaching note waits for your answer"] * is_there,
                note.coachee_id,
            )
        self.assertTrue(all(notes.sudo().mapped("date_reminded")))

    def test_no_action_is_put_on_a_deal_that_the_coachee_may_not_open(self):
        self.deal.write({"user_id": self.other.id, "team_id": self.team.id})
        note = self._write_note(
            lead_id=self.deal.id, action_ids=[Command.create({"name": "Call", "on_deal": True})]
        )
        with self.assertRaisesRegex(UserError, "may not open it"):
            note.action_share()

    def test_an_exception_is_told_to_those_who_work_here(self):
        for leave in (archive, make_portal):
            coach = self._leaving(leave)
            note = self._write_note(coach=coach)
            note.action_share()
            leave(coach)
        with self.mock_mail_gateway():
            self._open()
        message = self.env["mail.message"].search(
            [("subject", "like", "opened by exception")], limit=1
        )
        self.assertEqual(message.notified_partner_ids, self.coachee.partner_id)

    def test_coaching_is_handed_over_to_somebody_who_can_open_notes(self):
        self._share_note()
        successor = self._leaving(take_sales_right)
        take_sales_right(successor)
        succession = self.env["crm.coaching.succession"].with_user(self.coach)
        dialog = succession.create({"to_coach_id": successor.id, "reason": "Moved"})
        with self.assertRaisesRegex(UserError, "cannot be a coach"):
            dialog.action_hand_over()

    # --- one of the two leaves ---------------------------------------------------------

    def _get_subjects(self, user):
        partner = user.partner_id
        Message = self.env["mail.message"]
        return Message.search([("notified_partner_ids", "in", partner.ids)]).mapped("subject")

    def test_the_other_one_is_told_once_who_left_and_nothing_of_the_notes(self):
        for leave in (archive, make_portal):
            coach, coachee = self._leaving(leave), self.coachee
            for _note in range(2):
                self._share_note(coach=coach)
            with self.mock_mail_gateway():
                leave(coach)
            subjects = self._get_subjects(coachee)
            self.assertEqual(subjects.count(f"{coach.name} does not coach you any more"), 1)
        leaver = self._new_user("gone_coachee", SALES)
        self._share_note(coachee=leaver)
        with self.mock_mail_gateway():
            archive(leaver)
        self.assertEqual(self._get_subjects(self.coach), [f"{leaver.name} is not coached any more"])

    def test_nobody_is_told_of_drafts_and_closed_notes(self):
        self._write_note()
        self._close_note()
        with self.mock_mail_gateway():
            archive(self.coach)
        self.assertFalse([s for s in self._get_subjects(self.coachee) if "coach" in (s or "")])

    # --- in the language of the reader -------------------------------------------------

    def test_who_is_asked_and_reminded_reads_their_language(self):
        terms = {
            "A coaching note waits for your answer": "Une note attend",
            "Reminder: a coaching note waits for your answer": "Rappel : une note attend",
            "Next step": "Prochaine étape",
        }
        speak_french(self, self.coachee, terms)
        note = self._write_note(action_ids=[Command.create({"name": "Ask first"})])
        note.action_share()
        told = self._get_activities(self.coachee)
        self.assertEqual(set(told.mapped("summary")), {"Une note attend", "Prochaine étape"})
        note.sudo().date_shared = Datetime.now() - timedelta(days=4)
        self._remind()
        told = self._get_activities(self.coachee)
        self.assertIn("Rappel : une note attend", told.mapped("summary"))

    def test_an_exception_is_told_to_each_in_their_language(self):
        title = "Coaching notes were opened by exception"
        speak_french(self, self.coachee, {title: "Notes ouvertes"})
        self._share_note()
        with self.mock_mail_gateway():
            self._open()
        for subject, user in (("Notes ouvertes", self.coachee), (title, self.coach)):
            message = self.env["mail.message"].search([("subject", "=", subject)], limit=1)
            self.assertEqual(message.notified_partner_ids, user.partner_id)
