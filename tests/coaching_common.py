from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .switching import switch_rooms

SECRET = "Zimtstern"
SALES = "sales_team.group_sale_salesman"
EXCEPTION = "crm_playbook.group_coaching_exception"


class CoachingCommon(TransactionCase):
    """A coach, a coachee, everybody else who might want to read, and short ways to write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.coach = cls._new_user("coaching_coach", f"{SALES}_all_leads,base.group_allow_export")
        cls.coachee = cls._new_user("coaching_coachee", f"{SALES},base.group_allow_export")
        cls.other = cls._new_user("coaching_other", SALES)
        cls.manager = cls._new_user("coaching_manager", "sales_team.group_sale_manager")
        cls.settings = cls._new_user("coaching_settings", f"base.group_system,{SALES}")
        cls.hr = cls._new_user(
            "coaching_hr", f"base.group_user,base.group_allow_export,{EXCEPTION}"
        )
        cls.employee = cls._new_user("coaching_employee", "base.group_user")
        cls.portal = cls._new_user("coaching_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Coached",
                "user_id": cls.coach.id,
                "member_ids": [Command.set(cls.coachee.ids)],
            }
        )
        cls.deal = cls.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.coachee.id,
            }
        )
        cls.skill, cls.other_skill = cls.env["crm.coaching.skill"].create(
            [{"name": "Asks"}, {"name": "Listens"}]
        )
        cls.gap = cls.env["crm.coaching.gap"].create({"name": "Budget", "kind": "question"})

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups)

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
