from odoo import api, fields, models
from odoo.tools import SQL


class CrmLeadEvidence(models.Model):
    """Who confirmed, asked, approved or refused what on which deal, and with what. The
    newest row of a criterion on a deal counts; rows are never changed."""

    _name = "crm.lead.evidence"
    _description = "Evidence for a Stage Criterion"
    _order = "id desc"
    _rec_name = "criterion_id"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    criterion_id = fields.Many2one(
        "crm.stage.criterion", required=True, ondelete="cascade", index=True
    )
    outcome = fields.Selection(
        [
            ("confirmed", "Confirmed"),
            ("withdrawn", "Withdrawn"),
            ("requested", "Approval Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
    )
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    @api.model
    def _get_latest(self, leads, criteria):
        """Return ``{(criterion id, lead id): outcome}`` of the newest evidence.

        Where a criterion asks again, evidence from before the stage was entered does not
        count.
        """
        self.flush_model(["lead_id", "criterion_id", "outcome", "date"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (criterion_id, lead_id) criterion_id, lead_id, outcome, date
                     FROM crm_lead_evidence
                    WHERE lead_id = ANY(%s) AND criterion_id = ANY(%s)
                 ORDER BY criterion_id, lead_id, id DESC""",
                list(leads._origin.ids),
                list(criteria.ids),
            )
        )
        again = set(criteria.filtered("ask_again").ids)
        entered = {lead._origin.id: lead.date_last_stage_update for lead in leads if again}
        return {
            (criterion_id, lead_id): outcome
            for criterion_id, lead_id, outcome, date in rows
            if criterion_id not in again or date >= (entered[lead_id] or date)
        }
