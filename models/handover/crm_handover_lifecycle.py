from odoo import api, fields, models

from .crm_handover import ACCEPTED, CLOSED, KICKED_OFF, SUBMITTED

NAMES_SHOWN = 10


class CrmHandover(models.Model):
    """What becomes of handovers when something around them goes."""

    _inherit = "crm.handover"

    def _move_open_promises(self, other):
        """Let the promises that are still to be kept go on with another handover."""
        promises = self.promise_ids.filtered(lambda promise: promise.state == "open")
        promises._unlock().write({"handover_id": other.id})

    @api.model
    def _report_lost_receivers(self, users):
        """Tell the sellers whose handovers have no receiver any more, by one activity each."""
        domain = [("to_user_id", "in", users.ids), ("state", "!=", CLOSED)]
        handovers = self.search(domain)
        for user, own in handovers.grouped(lambda h: h.salesperson_id or h.from_user_id).items():
            if not user.active or user in users:
                continue
            names = own[:NAMES_SHOWN].mapped("name")
            own[0].with_context(lang=user.lang).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(user),
                summary=self.env._("No receiver any more: %s", ", ".join(names)),
                user_id=user.id,
            )

    def _report_lost_deal(self):
        """Tell the receivers of these handovers that the deal is no longer won."""
        for handover in self:
            receiver = handover.to_user_id
            if handover.state in (SUBMITTED, ACCEPTED, KICKED_OFF) and receiver.active:
                handover.with_context(lang=receiver.lang).activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=fields.Date.context_today(receiver),
                    summary=self.env._("The deal is no longer won: ask before you go on"),
                    user_id=receiver.id,
                )
