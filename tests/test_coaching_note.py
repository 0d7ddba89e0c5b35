from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coaching_common import CoachingCommon


@tagged("post_install", "-at_install")
class TestCoachingNote(CoachingCommon):
    """From draft to closed, and who may change what on the way."""

    def _as_coachee(self, note):
        return note.with_user(self.coachee)

    @contextmanager
    def assertBroken(self, constraint):
        with (
            self.assertRaisesRegex(IntegrityError, constraint),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield

    # --- the round ---------------------------------------------------------------------

    def test_a_note_goes_from_draft_to_closed(self):
        note = self._write_note(lead_id=self.deal.id)
        self.assertEqual((note.state, note.author_id, note.coach_id), ("draft", *[self.coach] * 2))
        note.action_share()
        self.assertEqual((note.state, note.team_id), ("shared", self.team))
        self._as_coachee(note).action_answer(answer="I see it now")
        self.assertEqual(note.state, "answered")
        self.assertEqual(note.reply_ids.mapped("body"), ["I see it now"])
        self.assertEqual(note.reply_ids.user_id, self.coachee)
        note.action_close()
        self.assertEqual(note.state, "closed")
        self.assertTrue(note.date_shared and note.date_answered and note.date_closed)

    def test_a_self_assessment_asks_the_coach(self):
        own = self.env["crm.coaching.note"].with_user(self.coachee)
        note = own.with_context(default_coachee_id=self.coachee.id).create(
            {"self_assessment": "I lost them at the price"}
        )
        self.assertTrue(note.is_self_assessment)
        self.assertFalse(note.coach_id)
        with self.assertRaisesRegex(UserError, "Choose a coach"):
            note.action_share()
        note.coach_id = self.coach
        note.action_share()
        self.assertEqual(note.sudo().activity_ids.user_id, self.coach)
        with self.assertRaisesRegex(UserError, "other one"):
            note.action_answer(answer="Me again")
        coached = note.with_user(self.coach)
        with self.assertRaisesRegex(UserError, "answer first"):
            coached.action_answer()
        coached.observation = "You named it before the value"
        coached.action_answer()
        self.assertEqual(note.state, "answered")
        coached.action_close()

    def test_a_note_needs_content_to_be_shared_and_text_to_be_answered(self):
        note = self._write_note(observation=False)
        with self.assertRaisesRegex(UserError, "what happened"):
            note.action_share()
        note.missed_question = "The budget"
        note.action_share()
        for text in (None, "", "  "):
            with self.assertRaisesRegex(UserError, "answer first"):
                self._as_coachee(note).action_answer(answer=text)

    def test_states_are_reached_in_order_and_by_whose_turn_it_is(self):
        note = self._share_note()
        with self.assertRaisesRegex(UserError, "while it is Draft"):
            note.action_share()
        with self.assertRaisesRegex(UserError, "while it is Answered"):
            note.action_close()
        with self.assertRaisesRegex(UserError, "other one"):
            note.action_answer(answer="Me again")
        self._as_coachee(note).action_answer(answer="Yes")
        with self.assertRaisesRegex(UserError, "other one"):
            self._as_coachee(note).action_close()

    def test_replies_go_on_until_the_note_is_closed(self):
        note = self._share_note()
        note.action_reply(text="One thing more")
        self._as_coachee(note).action_answer(answer="Yes")
        self._as_coachee(note).action_reply(text="And another")
        self.assertEqual(note.reply_ids.mapped("body"), ["One thing more", "Yes", "And another"])
        with self.assertRaisesRegex(UserError, "reply first"):
            note.action_reply(text=" ")
        note.action_close()
        with self.assertRaises(UserError):
            note.action_reply(text="Too late")
        draft = self._write_note()
        with self.assertRaises(UserError):
            draft.action_reply(text="To myself")

    def test_the_dialog_answers_first_and_replies_then(self):
        note = self._share_note()
        dialog = self.env["crm.coaching.answer"].with_user(self.coachee)
        for text in ("Yes", "And"):
            answer = dialog.create({"note_id": note.id, "text": text})
            answer.action_send()
            self.assertNotEqual(answer.text, text)
        self.assertEqual(note.state, "answered")
        self.assertEqual(note.reply_ids.mapped("body"), ["Yes", "And"])

    # --- who may change what -----------------------------------------------------------

    def test_each_writes_their_own_part(self):
        draft = self._write_note()
        with self.assertRaisesRegex(UserError, "Only the coachee"):
            draft.self_assessment = "As you"
        note = self._share_note()
        note.next_time = "Ask for the budget"
        for name, value in (
            ("observation", "It went well"),
            ("gap_ids", [Command.set(self.gap.ids)]),
            ("next_time", False),
        ):
            with self.assertRaises(UserError) if value else self.assertRaises(AssertionError):
                self._as_coachee(note).write({name: value})
                self.assertTrue(value, "an empty value changes nothing")
        for name, value in (("occasion", "call"), ("lead_id", self.deal.id)):
            with self.assertRaisesRegex(UserError, "Only the author"):
                self._as_coachee(note).write({name: value})
        with self.assertRaisesRegex(UserError, "once the note is shared"):
            note.coachee_id = self.other

    def test_what_was_answered_to_stays_as_it_is(self):
        for note in (self._answer_note(), self._close_note()):
            for user in (self.coach, self.coachee):
                for name in ("observation", "self_assessment", "occasion", "coach_id"):
                    value = self.other.id if name == "coach_id" else "call"
                    with self.assertRaisesRegex(UserError, "stays as it is"):
                        note.with_user(user).write({name: value})

    def test_what_the_system_keeps_is_not_set_by_hand(self):
        note = self._share_note()
        for values in (
            {"state": "closed"},
            {"author_id": self.other.id},
            {"date_answered": "2026-01-01 10:00:00"},
            {"team_id": False},
            {"lead_name": "X"},
        ):
            with self.assertRaisesRegex(UserError, "by hand"):
                note.write(values)
        with self.assertRaisesRegex(UserError, "by hand"):
            self._write_note(state="answered")
        notes = self.env["crm.coaching.note"].with_user(self.coach)
        forged = notes.with_context(default_state="closed", default_author_id=self.other.id)
        note = forged.create({"coachee_id": self.coachee.id})
        self.assertEqual((note.state, note.author_id), ("draft", self.coach))

    def test_a_note_is_written_by_one_of_its_two_people(self):
        notes = self.env["crm.coaching.note"].with_user(self.other)
        with self.assertRaises(AccessError):
            notes.create({"coach_id": self.coach.id, "coachee_id": self.coachee.id})
        with self.assertBroken("two_people"):
            notes.create({"coach_id": self.other.id, "coachee_id": self.other.id})

    def test_a_note_points_only_at_what_its_writer_may_read(self):
        self.coach.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.coach.group_ids += self.env.ref("sales_team.group_sale_salesman")
        foreign = self.env["crm.lead"].create(
            {"name": "Foreign", "type": "opportunity", "user_id": self.other.id}
        )
        with self.assertRaises(AccessError):
            self._write_note(lead_id=foreign.id)
        note = self._write_note()
        with self.assertRaises(AccessError):
            note.lead_id = foreign
        message = foreign.message_post(body="x", subtype_xmlid="mail.mt_note")
        with self.assertRaises(AccessError):
            note.message_id = message
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "crm.lead", "res_id": foreign.id}
        )
        with self.assertRaises(AccessError):
            note.attachment_ids = file

    def test_drafts_are_deleted_by_their_author_and_nothing_else_is(self):
        draft = self._write_note()
        draft.unlink()
        self.assertFalse(draft.exists())
        for note in (self._share_note(), self._answer_note(), self._close_note()):
            for user in (self.coach, self.coachee, self.env.user):
                with self.assertRaisesRegex(UserError, "retention"):
                    note.with_user(user).sudo(user == self.env.user).unlink()

    def test_a_note_is_not_duplicated(self):
        with self.assertRaisesRegex(UserError, "duplicated"):
            self._share_note().copy()

    # --- ratings -----------------------------------------------------------------------

    def test_each_rates_for_themselves(self):
        note = self._share_note()
        note.write({"coach_rating_ids": [Command.create({"skill_id": self.skill.id, "level": 2})]})
        self._as_coachee(note).write(
            {"own_rating_ids": [Command.create({"skill_id": self.skill.id, "level": 4})]}
        )
        levels = {rating.rated_by: rating.level for rating in note.rating_ids}
        self.assertEqual(levels, {"coach": 2, "own": 4})
        ratings = {rating.rated_by: rating for rating in note.rating_ids}
        for user, rating in ((self.coachee, ratings["coach"]), (self.coach, ratings["own"])):
            for change in (
                lambda row: row.write({"level": 5}),
                lambda row: row.write({"rated_by": "own" if row.rated_by == "coach" else "coach"}),
                lambda row: row.unlink(),
            ):
                with self.assertRaises(UserError):
                    change(rating.with_user(user))
        rows = self.env["crm.coaching.rating"].with_user(self.coachee)
        with self.assertRaises(UserError):
            rows.create(
                {
                    "note_id": note.id,
                    "skill_id": self.other_skill.id,
                    "rated_by": "coach",
                    "level": 5,
                }
            )

    def test_ratings_of_the_coach_stay_once_answered_and_own_ones_until_closed(self):
        note = self._write_note()
        rating = self.env["crm.coaching.rating"].with_user(self.coach)
        rating = rating.create({"note_id": note.id, "skill_id": self.skill.id, "level": 2})
        note.action_share()
        own = rating.with_user(self.coachee).create(
            {"note_id": note.id, "skill_id": self.skill.id, "level": 3}
        )
        self.assertEqual((rating.rated_by, own.rated_by), ("coach", "own"))
        self._as_coachee(note).action_answer(answer="Yes")
        with self.assertRaisesRegex(UserError, "stays as it is"):
            rating.level = 5
        own.level = 4
        note.action_close()
        with self.assertRaisesRegex(UserError, "closed"):
            own.level = 5

    def test_levels_go_from_one_to_five_and_a_skill_is_rated_once(self):
        note = self._write_note()
        rows = self.env["crm.coaching.rating"].with_user(self.coach)
        for level in (6, -1):
            with self.assertBroken("level_range"):
                rows.create({"note_id": note.id, "skill_id": self.skill.id, "level": level})
        rows.create({"note_id": note.id, "skill_id": self.skill.id, "level": 1})
        with self.assertBroken("once"):
            rows.create({"note_id": note.id, "skill_id": self.skill.id, "level": 1})

    def test_the_scorecard_of_the_occasion_says_what_to_rate(self):
        self.env["crm.coaching.scorecard"].search([]).active = False
        general, calls = self.env["crm.coaching.scorecard"].create(
            [
                {"name": "Always", "skill_ids": [Command.set(self.skill.ids)]},
                {
                    "name": "Calls",
                    "occasion": "call",
                    "skill_ids": [Command.set((self.skill | self.other_skill).ids)],
                },
            ]
        )
        for occasion, card in (("call", calls), ("meeting", general)):
            note = self._write_note(occasion=occasion)
            note.action_add_skills()
            note.action_add_skills()
            self.assertEqual(note.coach_rating_ids.skill_id, card.skill_ids)
            self.assertEqual(note.own_rating_ids.ids, [])
        note.coach_rating_ids.level = 3
        note.action_share()
        self._as_coachee(note).action_add_skills()
        self.assertEqual(note.own_rating_ids.skill_id, self.skill)
        self._as_coachee(note).action_answer(answer="Yes")
        note.action_close()
        self.assertEqual(note.rating_ids.mapped("level"), [3])

    def test_messages_are_chosen_by_what_they_say_as_far_as_one_may_read_them(self):
        message = self.deal.message_post(
            body="Which forms do you need?", subtype_xmlid="mail.mt_note"
        )
        spec = {"message_id": {"fields": {"display_name": {}}, "context": {"coaching_evidence": 1}}}
        note = self._share_note(lead_id=self.deal.id, message_id=message.id)
        self.assertIn("Which forms", note.web_read(spec)[0]["message_id"]["display_name"])
        self.deal.user_id = self.other
        self.env.flush_all()
        self.env.invalidate_all()
        coachee = self._as_coachee(note)
        self.assertNotIn("forms", str(coachee.web_read(spec)[0]["message_id"]["display_name"]))

    # --- files -------------------------------------------------------------------------

    def test_a_file_must_belong_to_the_note_or_to_another_record(self):
        note = self._write_note()
        files = self.env["ir.attachment"].with_user(self.coach)
        loose = files.create({"name": "loose.txt", "raw": b"x"})
        with self.assertRaisesRegex(UserError, "Save the note first"):
            note.attachment_ids = loose
        self.env.invalidate_all()
        own = files.create(
            {"name": "own.txt", "raw": b"x", "res_model": note._name, "res_id": note.id}
        )
        note.attachment_ids = own
        self.assertEqual(note.attachment_ids, own)
