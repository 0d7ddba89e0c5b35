from contextlib import suppress

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coaching_common import SECRET, CoachingCommon
from .coaching_ways import CHANGING, NEVER, NOTE, OPTIONAL, WAYS


class RolledBack(Exception):
    """Takes back what a way in changed."""


REFUSED = (AccessError, MissingError, UserError, ValueError)

# Who may read a note in which state, and one without a state: everybody else never may.
READERS = {
    "draft": {"coach"},
    "shared": {"coach", "coachee"},
    "answered": {"coach", "coachee"},
    "closed": {"coach", "coachee"},
    "opened": {"coach", "coachee", "hr"},
}
USERS = (
    "coach",
    "coachee",
    "other",
    "manager",
    "settings",
    "everything",
    "hr",
    "employee",
    "portal",
    "public",
)


@tagged("post_install", "-at_install")
class TestCoachingPrivacy(CoachingCommon):
    """Ways in × kinds of user: all refused or allowed as designed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = cls.env["res.groups"].search([("id", "!=", cls._exception().id)])
        kinds = cls.env.ref("base.group_portal") | cls.env.ref("base.group_public")
        groups -= groups.filtered(lambda group: group.all_implied_ids & kinds)
        groups = groups.filtered(lambda group: cls._exception() not in group.all_implied_ids)
        cls.everything = cls._new_user("coaching_everything", "base.group_user")
        cls.everything.group_ids = [Command.set(groups.ids)]

    @classmethod
    def _exception(cls):
        return cls.env.ref("crm_playbook.group_coaching_exception")

    def _full_note(self, state):
        """Return a note that has everything, in this state."""
        # None that is there already, so that whatever is found is of this one.
        self.env["crm.coaching.note"].search([])._purge()
        note = self._write_note(
            lead_id=self.deal.id,
            next_time=f"{SECRET} first",
            missed_question=SECRET,
            gap_ids=[Command.set(self.gap.ids)],
            coach_rating_ids=[
                Command.create({"skill_id": self.skill.id, "level": 2, "sentence": SECRET})
            ],
            action_ids=[Command.create({"name": SECRET})],
        )
        note.attachment_ids = (
            self.env["ir.attachment"]
            .with_user(self.coach)
            .create(
                {
                    "name": f"{SECRET}.txt",
                    "raw": SECRET.encode(),
                    "mimetype": "text/plain",
                    "res_model": NOTE,
                    "res_id": note.id,
                }
            )
        )
        if state != "draft":
            note.action_share()
            note.action_reply(text=SECRET)
        if state in ("answered", "closed"):
            note.with_user(self.coachee).action_answer(answer=SECRET)
        if state == "closed":
            note.action_close()
        if state == "opened":
            self._open()
        self.env.flush_all()
        self.env.invalidate_all()
        return note

    def _try(self, way_in, note, user):
        """Return what somebody learns by a way in; nothing when they are refused."""
        learnt = None
        with (
            mute_logger("odoo.models", "odoo.addons.base.models.ir_rule", "odoo.sql_db"),
            mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.mail.models"),
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            mute_logger("odoo.addons.base.models.ir_actions"),
            suppress(*REFUSED, RolledBack),
            self.env.cr.savepoint(),
        ):
            found = WAYS[way_in](note.with_user(user))
            self.env.flush_all()
            learnt = len(found) if isinstance(found, BaseModel) else found
            raise RolledBack
        self.env.invalidate_all()
        return learnt

    def _check_state(self, state):
        note = self._full_note(state)
        for name in USERS:
            user = getattr(self, name)
            for way_in in WAYS:
                with self.subTest(state=state, user=name, way=way_in):
                    learnt = self._try(way_in, note, user)
                    is_reader = name in READERS[state]
                    if way_in in NEVER or not is_reader:
                        self.assertFalse(learnt, "learnt what is not for them")
                    elif name == "hr" and way_in in CHANGING:
                        self.assertFalse(learnt, "changed what is only for reading")
                    elif way_in not in OPTIONAL:
                        self.assertTrue(learnt, "is refused what is theirs")
        self.assertIn(SECRET, note.sudo().observation)

    def test_a_draft_is_read_by_its_author(self):
        self._check_state("draft")

    def test_a_shared_note_is_read_by_its_two_people(self):
        self._check_state("shared")

    def test_an_answered_note_is_read_by_its_two_people(self):
        self._check_state("answered")

    def test_a_closed_note_is_read_by_its_two_people(self):
        self._check_state("closed")

    def test_an_opened_note_is_read_by_who_opened_it_too(self):
        self._check_state("opened")

    def test_a_draft_by_the_coachee_is_not_read_by_the_coach(self):
        own = self.env["crm.coaching.note"].with_user(self.coachee)
        note = own.create(
            {"coach_id": self.coach.id, "coachee_id": self.coachee.id, "self_assessment": SECRET}
        )
        self.assertFalse(note.with_user(self.coach).search([("id", "=", note.id)]))
        with self.assertRaises(AccessError):
            note.with_user(self.coach).read(["self_assessment"])
