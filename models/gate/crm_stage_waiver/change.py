from odoo import models
from odoo.exceptions import AccessError, UserError

from ....tools import rooms
from ....tools.arguments import checked, day
from ..constants import ROOM, WAIVE_GROUP


class CrmStageWaiver(models.Model):
    """What was waived is taken back or may wait longer; the owner of the deal is told."""

    _inherit = "crm.stage.waiver"

    def action_withdraw(self):
        """Withdraw debts: the criteria are asked for again. Whoever asked for a waiver that
        nobody has given may withdraw that. Returns True.

        :raise AccessError: for users who neither gave it nor are in the group that may waive
        :raise UserError: for what is over
        """
        requests = self.filtered(lambda waiver: waiver.state == "requested")
        debts = (self - requests)._get_debts_to_change()
        requests._withdraw_requests()
        debts._end("withdrawn")
        debts._tell(
            lambda debt: debt.lead_id.user_id,
            lambda env: env._("Waiver withdrawn"),
            lambda debt: debt.env._("“%s” is asked for again.", debt.display_name),
        )
        return True

    @checked(date=day)
    def action_extend(self, date):
        """Let debts wait until another day, from which on they are asked for again.

        :raise AccessError: for users who neither gave it nor are in the group that may waive
        :raise UserError: for a day that is past, and for what is over
        :return: True
        """
        debts = self._get_debts_to_change()
        if not date:
            raise UserError(self.env._("Say until when it is waived."))
        debts._check_day(date)
        debts.write({"date_expiry": date})
        debts._tell(
            lambda debt: debt.lead_id.user_id,
            lambda env: env._("Waiver extended"),
            lambda debt: debt._say_given(),
        )
        return True

    def action_open_deal(self):
        """Open the deal of this waiver. Returns a window action."""
        self.ensure_one()
        self._check_reach()
        return self.lead_id.get_formview_action()

    def _get_debts_to_change(self):
        """Return these debts, elevated, or refuse."""
        rooms.refuse_unless_on(self.env, ROOM)
        self._check_reach()
        is_member = self.env.user.has_group(WAIVE_GROUP)
        for waiver in self:
            if not is_member and waiver.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only whoever waived “%s” may change that, and those who may waive.",
                        waiver.display_name,
                    )
                )
            if waiver.state != "open":
                raise UserError(
                    self.env._(
                        "“%(criterion)s” of “%(deal)s” is no debt any more, reload the page.",
                        criterion=waiver.display_name,
                        deal=waiver.lead_id.name,
                    )
                )
        # sudo: who gave it or may waive was checked, and the right to open the deals
        return self.sudo()

    def _withdraw_requests(self):
        """Withdraw requests of the current user."""
        self._check_reach()
        for request in self:
            if request.asked_by_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only %(user)s may withdraw what they asked for: “%(criterion)s”.",
                        user=request.asked_by_id.name,
                        criterion=request.display_name,
                    )
                )
        requests = self.sudo()  # sudo: what one asked for oneself
        requests._end("withdrawn")
        requests._end_asking().unlink()
