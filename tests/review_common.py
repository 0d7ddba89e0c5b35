from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import ALL_LEADS, SALES, PlaybookCommon


class ReviewCommon(PlaybookCommon):
    """A team with a leader and two salespeople, their deals, and short ways to review them."""

    people = {
        "leader": ALL_LEADS,
        **PlaybookCommon.people,
        "colleague": SALES,
        "outsider": SALES,
    }
    login_prefix = "review"
    team_name = "Reviewed"

    @classmethod
    def _make_room(cls):
        cls.other_team = cls.env["crm.team"].create({"name": "Others"})
        cls.env["crm.deal.signal.setting"].search([]).unlink()
        cls.reason = cls.env["crm.lost.reason"].create({"name": "No money"})

    @classmethod
    def _prepare_user(cls, login):
        return {"email": f"{login}@test.example", "tz": "UTC"}

    @classmethod
    def _prepare_team(cls):
        members = [Command.set((cls.salesman | cls.colleague).ids)]
        return {**super()._prepare_team(), "user_id": cls.leader.id, "member_ids": members}

    @classmethod
    def _prepare_deal(cls):
        """A deal that no signal speaks against but the lack of a next action."""
        values = {"expected_revenue": 1000, "date_deadline": cls._day(30)}
        return {**super()._prepare_deal(), **values}

    @classmethod
    def _day(cls, days):
        return fields.Date.today() + timedelta(days=days)

    def _plan_action(self, deal=None, days=3, **values):
        return (deal or self.deal).activity_schedule(
            "mail.mail_activity_data_call", date_deadline=self._day(days), **values
        )

    def _new_review(self, user=None, **values):
        reviews = self.env["crm.deal.review"].with_user(user or self.leader)
        return reviews.create({"team_id": self.team.id, **values})

    def _prepare(self, **values):
        review = self._new_review(**values)
        review.action_prepare()
        return review

    def _run(self, **values):
        """Return a running review of the team."""
        review = self._prepare(**values)
        review.action_start()
        return review

    def _line(self, review, deal=None):
        return review.line_ids.filtered(lambda line: line.lead_id == (deal or self.deal))

    def _decide(self, line, decision="keep", user=None, **values):
        return line.with_user(user or self.leader).action_decide(decision, **values)

    def _step(self, user=None, **values):
        owner = user or self.salesman
        return {"summary": "Call the buyer", "user_id": owner.id, "date": self._day(5), **values}

    def _get_signals(self, deal=None):
        """Return ``{code: sentence}`` of what signals say about a deal."""
        lines = (deal or self.deal)._get_signal_lines()
        return {line["code"]: line["text"] for line in lines}

    def _set_signal(self, code, team=None, **values):
        return self.env["crm.deal.signal.setting"].create(
            {"code": code, "team_id": (team or self.team).id, **values}
        )
