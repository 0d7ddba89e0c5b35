from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....tools import rooms
from ....tools.arguments import checked, day, text
from ..constants import ROOM, WAIVE_GROUP


class CrmStageWaiver(models.Model):
    """Members of the group that may waive answer what they are asked for."""

    _inherit = "crm.stage.waiver"

    answer = fields.Text(readonly=True, help="Why it was refused.")
    closed_by_id = fields.Many2one(
        "res.users", "Ended By", readonly=True, ondelete="restrict", help="Refused or withdrawn by."
    )

    @checked(date_expiry=day)
    def action_give(self, date_expiry=False):
        """Give the waivers that are asked for; they are debts from now on. Returns True.

        :param date_expiry: day from which on the criteria are asked for again, or False
        :raise AccessError: for users outside of the group that may waive
        :raise UserError: for what waits for no answer, or a day that is past
        """
        requests = self._get_requests_to_answer()
        requests._check_day(date_expiry)
        given = {"user_id": self.env.uid, "date": fields.Datetime.now()}
        for criterion, own in requests.grouped("criterion_id").items():
            own._renew(criterion)
        requests.write({**given, "state": "open", "date_expiry": date_expiry})
        requests._end_asking().action_feedback(feedback=self.env._("Given"))
        requests._tell(
            lambda request: request.asked_by_id,
            lambda env: env._("Waiver given"),
            lambda request: request._say_given(),
        )
        return True

    @checked(note=text)
    def action_refuse(self, note):
        """Refuse the waivers that are asked for, with a sentence. Returns True.

        :raise AccessError: for users outside of the group that may waive
        :raise UserError: without a sentence, or for what waits for no answer
        """
        requests, note = self._get_requests_to_answer(), (note or "").strip()
        if not note:
            raise UserError(self.env._("Say why the waiver is refused."))
        requests._end("refused", answer=note)
        requests._end_asking().action_feedback(feedback=note)
        requests._tell(
            lambda request: request.asked_by_id,
            lambda env: env._("Waiver refused"),
            lambda request: request.env._(
                "“%(criterion)s” is not waived: %(answer)s",
                criterion=request.display_name,
                answer=request.answer,
            ),
        )
        return True

    def _get_requests_to_answer(self):
        """Return these requests, elevated, or refuse."""
        rooms.refuse_unless_on(self.env, ROOM)
        if not self.env.user.has_group(WAIVE_GROUP):
            raise AccessError(self.env._("You may not waive what a stage asks for."))
        self._check_reach()
        for waiver in self:
            if waiver.state != "requested":
                raise UserError(
                    self.env._(
                        "“%(criterion)s” of “%(deal)s” waits for no answer, reload the page.",
                        criterion=waiver.display_name,
                        deal=waiver.lead_id.name,
                    )
                )
        # sudo: membership of the group and the right to open the deals were checked
        return self.sudo()

    def _check_reach(self):
        """Refuse waivers of deals that the user may not open."""
        self.check_access("read")
        self.lead_id.check_access("read")

    def _check_day(self, date):
        """Refuse a day that is over where the deal is."""
        for waiver in self if date else ():
            if date <= waiver._get_today():
                raise UserError(
                    self.env._("Choose a day after today: %s is past.", format_date(self.env, date))
                )

    def _renew(self, criterion):
        """Close what these requests are given anew: debts that have run out."""
        domain = [("lead_id", "in", self.lead_id.ids), ("criterion_id", "=", criterion.id)]
        self.search([*domain, ("state", "=", "open")])._close("renewed")
        self.flush_model(["state"])

    def _end(self, state, **values):
        """End these waivers, elevated, by the current user."""
        now = fields.Datetime.now()
        self.write({**values, "state": state, "closed_by_id": self.env.uid, "date_closed": now})

    def _say_given(self):
        if self.date_expiry:
            return self.env._(
                "“%(criterion)s” is waived until %(day)s.",
                criterion=self.display_name,
                day=format_date(self.env, self.date_expiry),
            )
        return self.env._("“%s” is waived.", self.display_name)
