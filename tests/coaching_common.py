from odoo.fields import Command

from .common import EMPLOYEE, SALES, PlaybookCommon

SECRET = "Zimtstern"
EXCEPTION = "crm_playbook.group_coaching_exception"
EXPORT = "base.group_allow_export"


class CoachingCommon(PlaybookCommon):
    """A coach, a coachee, everybody else who might want to read, and short ways to write."""

    people = {
        "coach": f"{SALES}_all_leads,{EXPORT}",
        "coachee": f"{SALES},{EXPORT}",
        "other": SALES,
        "manager": PlaybookCommon.people["manager"],
        "settings": f"base.group_system,{SALES}",
        "hr": f"{EMPLOYEE},{EXPORT},{EXCEPTION}",
        "employee": EMPLOYEE,
        "portal": PlaybookCommon.people["portal"],
    }
    login_prefix = "coaching"
    owner = "coachee"
    team_name = "Coached"

    @classmethod
    def _make_room(cls):
        cls.public = cls.env.ref("base.public_user")
        cls.skill, cls.other_skill = cls.env["crm.coaching.skill"].create(
            [{"name": "Asks"}, {"name": "Listens"}]
        )
        cls.gap = cls.env["crm.coaching.gap"].create({"name": "Budget", "kind": "question"})

    @classmethod
    def _prepare_team(cls):
        members = [Command.set(cls.coachee.ids)]
        return {**super()._prepare_team(), "user_id": cls.coach.id, "member_ids": members}

    def _write_note(self, coach=None, coachee=None, **values):
        """Return a draft of the coach, as the coach."""
        return (
            self.env["crm.coaching.note"]
            .with_user(coach or self.coach)
            .create(
                {
                    "coachee_id": (coachee or self.coachee).id,
                    "observation": f"{SECRET} was not asked for",
                    **values,
                }
            )
        )

    def _share_note(self, **values):
        note = self._write_note(**values)
        note.action_share()
        return note

    def _answer_note(self, **values):
        note = self._share_note(**values)
        note.with_user(note.coachee_id).action_answer(answer=f"{SECRET} next time")
        return note

    def _close_note(self, **values):
        note = self._answer_note(**values)
        note.action_close()
        return note

    def _open(self, user=None, reason="A complaint", **values):
        """Open the notes of the coachee by exception; return the row of the log."""
        wizard = (
            self.env["crm.coaching.exception"]
            .with_user(user or self.hr)
            .create({"coachee_id": self.coachee.id, "reason": reason, **values})
        )
        wizard.action_open()
        return self.env["crm.coaching.opening"].search([], limit=1)
