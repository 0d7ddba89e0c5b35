from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...deal.crm_deal_signal import MONTHS


class CrmDealReviewLine(models.Model):
    """A deal under review as it is shown: in the meeting, on the deal, in the summary."""

    _inherit = "crm.deal.review.line"

    def _get_card(self):
        """Return this line as the meeting shows it, JSON values only."""
        self.ensure_one()
        lead, currency = self.lead_id, self.currency_id
        return {
            "id": self.id,
            "revision": self.revision,
            "rank": self.rank,
            "lead_id": lead.id,
            "name": self.lead_name,
            "customer": lead.partner_id.display_name or lead.partner_name or "",
            "salesperson": lead.user_id.name or "",
            "salesperson_id": lead.user_id.id,
            "stage": lead.stage_id.name or "",
            "risk": self.risk,
            "amount": formatLang(self.env, self.amount, currency_obj=currency),
            "amount_parts": self._say_amount_parts(),
            "exposure": formatLang(self.env, self.exposure, currency_obj=currency),
            "date_deadline": fields.Date.to_string(lead.date_deadline) or False,
            "date_deadline_text": format_date(self.env, lead.date_deadline),
            "expected_revenue": lead.expected_revenue,
            "signals": self.env["crm.deal.signal"]._explain(self.signals or []),
            "is_manual": self.is_manual,
            "state": self.state,
            "decision": self.decision,
            "note": self.note or "",
            "refusal": self.refusal or "",
            "decided_by": self.sudo().decided_by_id.name or "",  # sudo: the name of a colleague
            "new_date_deadline": fields.Date.to_string(self.new_date_deadline) or False,
            "new_amount": self.new_amount,
            "lost_reason_id": self.lost_reason_id.id,
            "step": self._get_step(),
        }

    def _say_amount_parts(self):
        """Say what the amount is made of where a part of it recurs."""
        if not self.recurring_amount:
            return ""
        once, monthly = self.amount - self.recurring_amount, self.recurring_amount / MONTHS
        return self.env._(
            "%(once)s once and %(monthly)s a month for %(months)s months",
            once=formatLang(self.env, once, currency_obj=self.currency_id),
            monthly=formatLang(self.env, monthly, currency_obj=self.currency_id),
            months=MONTHS,
        )

    def _get_step(self):
        return {
            "summary": self.step_summary or "",
            "user_id": self.step_user_id.id,
            "user": self.sudo().step_user_id.name or "",  # sudo: the name of a colleague
            "date": fields.Date.to_string(self.step_date) or False,
            "date_text": format_date(self.env, self.step_date),
        }

    def _post_on_deals(self):
        """Say on each deal what was decided, once."""
        for line in self.filtered(lambda line: line.lead_id and not line.message_id):
            body = self.env["ir.qweb"]._render(
                "crm_playbook.deal_review_message",
                {"card": line._get_card(), "review": line.review_id, **line.review_id._get_words()},
            )
            line.message_id = line.lead_id.message_post(
                author_id=line.decided_by_id.partner_id.id or None,
                body=body,
                subtype_xmlid="mail.mt_note",
            )
