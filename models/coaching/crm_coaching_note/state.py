from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ....tools import arguments, kept_fields
from ....tools.arguments import checked
from ..constants import ANSWERED, BY_COACH, CLOSED, DRAFT, OWN, SHARED

PARTY_FIELDS = frozenset(("coach_id", "coachee_id"))
# What the conversation was: written by the author until the other one has answered.
FRAME_FIELDS = frozenset(
    ("occasion", "date", "lead_id", "event_id", "message_id", "attachment_ids")
)
COACH_FIELDS = frozenset(
    (
        "observation",
        "missed_question",
        "unclear_value",
        "absent_stakeholder",
        "ignored_risk",
        "gap_ids",
        "next_time",
        "scorecard_id",
    )
)
COACHEE_FIELDS = frozenset(("self_assessment",))
CONTENT_FIELDS = PARTY_FIELDS | FRAME_FIELDS | COACH_FIELDS | COACHEE_FIELDS


def _says_something(value):
    """Tell whether a value is more than an empty one, or than commands for an empty list."""
    if isinstance(value, (list, tuple)):
        return any(command[0] != Command.SET or command[2] for command in value)
    return bool(value)


class CrmCoachingNote(models.Model):
    """From draft to closed, and who may change what on the way.

    ========= ============================= ============================ ====================
    state     coach's part                  coachee's part               who, when, evidence
    ========= ============================= ============================ ====================
    draft     coach, if he is the author    coachee, if she is author    author
    shared    coach                         coachee                      author, but not who
    answered  nobody: it was answered to    nobody                       nobody
    closed    nobody                        nobody                       nobody
    ========= ============================= ============================ ====================

    The coach's part is what was observed and missed and what to do next time; the coachee's
    part is the self-assessment. Ratings, actions and replies say by themselves who may change
    them. The author shares, the other one answers, the coach closes.
    """

    _inherit = "crm.coaching.note"

    def write(self, vals):
        self._refuse_kept_fields(vals)
        self._check_switched_on()
        if not self.env.su:
            self.check_access("write")
            for note in self:
                note._check_may_write(vals)
            self._check_reach(vals)
        result = super().write(self._with_lead_name(vals))
        if "attachment_ids" in vals:
            self._check_attachments()
        return result

    def _refuse_kept_fields(self, *vals_list):
        kept = self._get_kept_fields()
        if any("opening_ids" in vals for vals in vals_list):
            raise UserError(self.env._("What was opened by exception is logged and stays so."))
        if label := kept_fields.get_refused(self, kept, vals_list):
            raise UserError(self.env._("“%s” of a coaching note cannot be set by hand.", label))

    def _check_new(self, vals):
        """Check the values of a new note of the current user, defaults included."""
        self._refuse_kept_fields({k: v for k, v in vals.items() if k != "author_id"})
        roles = {vals.get("coach_id"): COACH_FIELDS, vals.get("coachee_id"): COACHEE_FIELDS}
        if self.env.uid not in roles:
            raise AccessError(
                self.env._("You can only write coaching notes as their coach or coachee.")
            )
        self._check_parts(vals, self.env.uid == vals.get("coach_id"))
        self._check_reach(vals)

    def _check_may_write(self, vals):
        """Raise a sentence when the current user may not change these fields of this note."""
        changed = CONTENT_FIELDS.intersection(vals)
        if not changed:
            return
        if self.state in (ANSWERED, CLOSED):
            raise UserError(
                self.env._("What was answered to stays as it is. Write a reply instead.")
            )
        if self.state == SHARED:
            if label := self._get_label(changed & PARTY_FIELDS):
                raise UserError(
                    self.env._("“%s” cannot be changed once the note is shared.", label)
                )
            if not self.is_author and (label := self._get_label(changed & FRAME_FIELDS)):
                raise UserError(self.env._("Only the author of the note writes “%s”.", label))
        is_coach = self.env.uid == vals.get("coach_id", self.coach_id.id)
        self._check_parts(vals, is_coach)

    def _check_parts(self, vals, is_coach):
        """Refuse what the other one writes; empty values change nothing."""
        given = {name for name, value in vals.items() if _says_something(value)}
        if not is_coach and (label := self._get_label(given & COACH_FIELDS)):
            raise UserError(self.env._("Only the coach writes “%s”.", label))
        if is_coach and (label := self._get_label(given & COACHEE_FIELDS)):
            raise UserError(self.env._("Only the coachee writes “%s”.", label))

    def _get_label(self, names):
        """Return the label of the first of these fields, or None."""
        name = min(names, default=None)
        return name and self._fields[name].get_description(self.env, ["string"])["string"]

    # --- actions -----------------------------------------------------------------------

    def action_share(self):
        """Let the other one read these drafts of the current user, and ask for an answer.

        :return: True
        :raise UserError: for a note without a coach or without content
        """
        for note in self._check_turn(DRAFT, "is_author"):
            if not note.coach_id:
                raise UserError(self.env._("Choose a coach before you share the note."))
            if not any(note[name] for name in (COACH_FIELDS | COACHEE_FIELDS) - {"scorecard_id"}):
                raise UserError(self.env._("Write what happened before you share the note."))
            note._set_state(SHARED, date_shared=fields.Datetime.now(), team_id=note._get_team().id)
            note.action_ids._schedule()
            note._ask_for_answer()
        return True

    @checked(answer=arguments.text)
    def action_answer(self, answer=None):
        """Answer to shared notes: the coachee to what the coach wrote, or the coach to a
        self-assessment. From then on what was written stays as it is.

        :param str answer: the answer; a coach may leave it out who wrote an observation or
            what to do next time
        :return: True
        :raise UserError: without an answer, or when it is not for the current user to answer
        """
        for note in self._check_turn(SHARED, "is_answering"):
            if not (answer or "").strip() and not (
                note.is_coach and (note.observation or note.next_time)
            ):
                raise UserError(self.env._("Write an answer first."))
            note._append_reply(answer)
            note._set_state(ANSWERED, date_answered=fields.Datetime.now())
            note._settle_request()
        return True

    def action_add_skills(self):
        """Add what the scorecard asks to be rated, for the current user to rate. Returns True."""
        self.check_access("write")
        for note in self:
            scorecards = self.env["crm.coaching.scorecard"]
            rated_by = BY_COACH if note.is_coach else OWN
            rated = note.rating_ids.filtered(lambda rating, by=rated_by: rating.rated_by == by)
            card = note.scorecard_id or scorecards._find(note.occasion)
            self.env["crm.coaching.rating"].create(
                [
                    {"note_id": note.id, "skill_id": skill.id, "rated_by": rated_by}
                    for skill in card.skill_ids - rated.skill_id
                ]
            )
        return True

    @checked(text=arguments.text)
    def action_reply(self, text):
        """Append a reply to shared or answered notes. Replies are never changed.

        :param str text: the reply
        :return: True
        :raise UserError: without a text, on drafts and on closed notes
        """
        self._check_open()
        if not (text or "").strip():
            raise UserError(self.env._("Write a reply first."))
        for note in self:
            note._append_reply(text)
        return True

    def action_close(self):
        """Close answered notes of the current user as their coach. Their actions go on.

        :return: True
        :raise UserError: for notes that were not answered
        """
        for note in self._check_turn(ANSWERED, "is_coach"):
            # sudo: a row without a level says nothing, whoever was to fill it
            note.sudo().rating_ids.filtered(lambda rating: not rating.level).unlink()
            note._set_state(CLOSED, date_closed=fields.Datetime.now())
        return True

    def action_open_answer(self):
        """Open the dialog for an answer or, once there is one, for a reply."""
        self.ensure_one()
        is_answer = self.state == SHARED and self.is_answering
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer") if is_answer else self.env._("Reply"),
            "res_model": "crm.coaching.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_note_id": self.id},
        }

    def _check_turn(self, state, role):
        """Return these notes when they are in this state and the current user has this role
        in all of them, or raise."""
        self.check_access("write")
        self._check_switched_on()
        for note in self:
            if note.state != state:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The note is %(state)s; this can be done while it is %(needed)s.",
                        state=states[note.state],
                        needed=states[state],
                    )
                )
            if not note[role]:
                raise UserError(self.env._("This is for the other one to do."))
        return self

    def _check_open(self):
        """Raise unless the current user is in a conversation on all of these notes."""
        self.check_access("write")
        self._check_switched_on()
        if any(note.state not in (SHARED, ANSWERED) for note in self):
            raise UserError(self.env._("There are replies to shared and answered notes only."))

    def _set_state(self, state, **values):
        # sudo: the state is kept by the system; whose turn it is was checked before
        self.sudo().write({"state": state, **values})

    def _append_reply(self, text):
        if (text or "").strip():
            # sudo: replies are appended by the system alone, so that nobody changes them
            self.env["crm.coaching.reply"].sudo().create(
                {"note_id": self.id, "user_id": self.env.uid, "body": text.strip()}
            )

    def _get_team(self):
        # sudo: in which team somebody is does not depend on who writes
        return self.coachee_id.sudo().sale_team_id
