from odoo import models

from ....tools import days
from ....tools.openable import filter_openable, group_by_reader
from ..constants import ACCEPTED, KICKED_OFF, LOST_DEAL, OPEN, SUBMITTED


class CrmHandover(models.Model):
    """What becomes of handovers when something around them goes: they stay, and whoever has
    to act is told once."""

    _inherit = "crm.handover"

    def _move_open_promises(self, other):
        """Let the promises that are still to be kept go on with another handover."""
        promises = self.promise_ids.filtered(lambda promise: promise.state == OPEN)
        promises._unlock().write({"handover_id": other.id})

    def _find_losers(self, company, *fnames):
        """Return the users in these fields who cannot read handovers of a company."""
        users = self.env["res.users"].union(*(self.mapped(fname) for fname in fnames))
        return users.filtered(
            lambda user: user.active and company and company not in user.company_ids
        )

    def _report_losers(self):
        """Tell those who are left that receivers or owners of open promises cannot read this
        handover any more, as it belongs to another company now. Runs elevated."""
        company = self.company_id
        if self._find_losers(company, "to_user_id"):
            self._report_left("receiver")
        open_ones = self.promise_ids.filtered(lambda promise: promise.state == OPEN)
        if open_ones.owner_id & self._find_losers(company, "promise_ids.owner_id"):
            self._report_left("keeper")

    def _report_lost_deal(self):
        """Tell the receivers of these handovers that the deal is no longer won."""
        going_on = self.filtered(lambda h: h.state in (SUBMITTED, ACCEPTED, KICKED_OFF))
        for receiver, handovers in group_by_reader(going_on, lambda h: h.to_user_id).items():
            spoken = handovers.with_context(lang=receiver.lang)
            summary = spoken.env._("The deal is no longer won: ask before you go on")
            spoken._plan_for(receiver, dict.fromkeys(spoken, summary), LOST_DEAL)

    def _plan_for(self, user, summaries, topic):
        """Plan one activity for a user on each of these handovers, of which many are told by
        one message, and which replace earlier ones of the topic.

        :param dict summaries: ``{handover: summary}`` in the language of the user
        """
        Activity = self.env["mail.activity"]
        Activity._take_back(topic, self)
        vals = self._prepare_todo(user, topic)
        vals_list = [
            {**vals, "res_id": handover.id, "summary": summaries[handover]} for handover in self
        ]
        Activity._plan_once(user, vals_list, self.env._("Handovers need you"))

    def _prepare_todo(self, user, topic):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "date_deadline": days.get_today(user),
            "automated": True,
            "playbook_topic": topic,
        }

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
        # sudo: whom the author of the message chose
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
