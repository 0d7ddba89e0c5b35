from odoo import fields, models

from ....tools.openable import as_reader, filter_openable, works_here
from ....tools.senders import get_company_sender
from ..constants import ACTION, DONE, RUNNING


class CrmDealReview(models.Model):
    """The end of a review: one message on each deal that was decided on, and one summary to
    each participant, in their language and without deals that they may not read."""

    _inherit = "crm.deal.review"

    def action_finish(self):
        """End the review. Deals without a decision come back next time. A review that is done
        stays as it is.

        :raise AccessError: for users who may not lead the review
        :return: True
        """
        for review in self:
            review._lock()
            if review.state != DONE:
                review._begin_change((RUNNING,))
                # sudo: lines are written by the methods of a review alone, and some may be of
                # deals that whoever ends it may not read
                review.sudo()._finish()
        return True

    def _finish(self):
        lines = self.line_ids
        decided = lines.filtered(lambda line: line.state == "decided")
        undecided = lines.filtered(lambda line: line.state == "open")
        carried = undecided.filtered(lambda line: line.lead_id.won_status == "pending")
        carried.state = "carried"
        (undecided - carried).state = "closed"
        self.write({"state": DONE, "date_done": fields.Datetime.now()})
        decided._post_on_deals()
        self._send_summaries()

    def _send_summaries(self):
        for user in self.participant_ids:
            if filter_openable(self, user):
                reader = as_reader(self, user).with_context(lang=user.lang, tz=user.tz)
                reader._send_summary(self.env.user)

    def _send_summary(self, sender):
        """Tell the reader what was decided. The message hangs on no document: on the review
        every participant could read it, with deals that they may not read. Nor is it in the name
        of whoever ended the review where they may not read one of its deals, because authors
        read their messages."""
        lines = self.env["crm.deal.review.line"].search([("review_id", "=", self.id)])
        opened = filter_openable(lines.lead_id, self.env.user)
        lines = lines.filtered(lambda line: not line.lead_id or line.lead_id in opened)
        body = self.env["ir.qweb"]._render(
            "crm_playbook.deal_review_summary",
            {"review": self, "cards": [line._get_card() for line in lines], **self._get_words()},
        )
        subject = self.env._("Deal review: %s", self.name)
        self.env.user._notify_colleagues(subject, body, self._get_summary_author(lines, sender))

    def _get_summary_author(self, lines, sender):
        may_read = works_here(sender) and all(
            records == filter_openable(records, sender) for records in (lines, lines.lead_id)
        )
        return (
            {"author_id": sender.partner_id.id} if may_read else get_company_sender(self.env.user)
        )

    def _get_words(self):
        fields_ = self.env["crm.deal.review.line"]._fields
        return {
            "decisions": dict(fields_["decision"]._description_selection(self.env)),
            "states": dict(fields_["state"]._description_selection(self.env)),
            "url": self._get_url(),
        }

    def _get_url(self):
        return f"{self.get_base_url()}/odoo/{ACTION}/{self.id}"
