from odoo import api, models

from ...tools import days
from ...tools.openable import filter_openable, group_by_reader
from .crm_handover import ACCEPTED, CLOSED, DRAFT, KICKED_OFF, SUBMITTED
from .crm_handover_promise import OPEN

NAMES_SHOWN = 10


class CrmHandover(models.Model):
    """What becomes of handovers when something around them goes: they stay, and whoever has
    to act is told once."""

    _inherit = "crm.handover"

    def _move_open_promises(self, other):
        """Let the promises that are still to be kept go on with another handover."""
        promises = self.promise_ids.filtered(lambda promise: promise.state == OPEN)
        promises._unlock().write({"handover_id": other.id})

    @api.model
    def _report_leavers(self, users):
        """Tell the sellers whose handovers have no receiver any more, and the receivers whose
        promises nobody keeps any more."""
        received = self.search([("to_user_id", "in", users.ids), ("state", "!=", CLOSED)])
        sellers = group_by_reader(received, lambda h: h.salesperson_id | h.from_user_id)
        for user, own in sellers.items():
            own._tell_of_leaver(user, "receiver")
        domain = [
            ("owner_id", "in", users.ids),
            ("state", "=", OPEN),
            ("handover_id.state", "not in", (DRAFT, CLOSED)),
        ]
        kept = self.env["crm.handover.promise"].search(domain).handover_id
        for user, own in group_by_reader(kept, lambda h: h.to_user_id).items():
            own._tell_of_leaver(user, "keeper")

    def _find_losers(self, company, *fnames):
        """Return the users in these fields who cannot read handovers of a company."""
        users = self.env["res.users"].union(*(self.mapped(fname) for fname in fnames))
        return users.filtered(
            lambda user: user.active and company and company not in user.company_ids
        )

    def _report_losers(self):
        """Tell those who are left that receivers or owners of open promises cannot read this
        handover any more, as it belongs to another company now. Runs elevated."""
        company, seller = self.company_id, self.salesperson_id | self.from_user_id
        losers = self._find_losers(company, "to_user_id")
        if losers:
            self._tell_first(seller, "receiver")
        open_ones = self.promise_ids.filtered(lambda promise: promise.state == OPEN)
        if open_ones.owner_id & self._find_losers(company, "promise_ids.owner_id"):
            self._tell_first((self.to_user_id - losers) | seller, "keeper")

    def _tell_first(self, users, occasion):
        for user, own in group_by_reader(self, lambda _handover: users).items():
            own._tell_of_leaver(user, occasion)

    def _tell_of_leaver(self, user, occasion):
        """Plan one activity about all these handovers, which ``user`` may open."""
        handover = self[0].with_context(lang=user.lang)
        names = ", ".join(self[:NAMES_SHOWN].mapped("name"))
        summaries = {
            "receiver": handover.env._("No receiver any more: %s", names),
            "keeper": handover.env._("Nobody keeps a promise any more: %s", names),
        }
        handover._plan_todo(user, summaries[occasion])

    def _report_lost_deal(self):
        """Tell the receivers of these handovers that the deal is no longer won."""
        going_on = self.filtered(lambda h: h.state in (SUBMITTED, ACCEPTED, KICKED_OFF))
        for receiver, handovers in group_by_reader(going_on, lambda h: h.to_user_id).items():
            for handover in handovers.with_context(lang=receiver.lang):
                summary = handover.env._("The deal is no longer won: ask before you go on")
                handover._plan_todo(receiver, summary)

    def _plan_todo(self, user, summary):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=days.get_today(user),
            summary=summary,
            user_id=user.id,
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out followers who may not open the handover any more. Whoever was chosen to
        get the message gets it."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        chosen = (msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids
        # sudo: the handover is looked at as each of them
        handover, users = self.sudo(), self.env["res.users"].sudo()
        return [
            recipient
            for recipient in recipients
            if not recipient["uid"]
            or recipient["id"] in chosen
            or filter_openable(handover, users.browse(recipient["uid"]))
        ]
