from odoo import api, fields, models

from ...deal.constants import SALES_GROUP
from ..constants import DECISIONS, LINE_STATES


class CrmDealReviewLine(models.Model):
    """One deal in a review: why it is there, the facts of that day, and what was decided.

    Lines are written by the methods of a review alone. A line outlives its deal: who was
    deleted is known by name.
    """

    _name = "crm.deal.review.line"
    _description = "Deal Under Review"
    _order = "review_id desc, rank, id"
    _rec_name = "lead_name"

    review_id = fields.Many2one("crm.deal.review", required=True, ondelete="cascade", index=True)
    date = fields.Datetime(related="review_id.date", store=True)
    team_id = fields.Many2one(related="review_id.team_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    currency_id = fields.Many2one(related="review_id.currency_id")
    lead_id = fields.Many2one("crm.lead", "Deal", ondelete="set null", index="btree_not_null")
    lead_name = fields.Char("Name", required=True)
    salesperson_id = fields.Many2one("res.users", ondelete="set null")
    rank = fields.Integer()
    risk = fields.Integer(help="The sum of the weights of what was found.")
    amount = fields.Monetary(
        help="Expected revenue and, where recurring revenues are used, twelve months of them, in "
        "the currency of the review."
    )
    recurring_amount = fields.Monetary(
        "Of It Recurring", help="Twelve months of recurring revenue, which the amount contains."
    )
    exposure = fields.Monetary(
        "Risk × Amount", compute="_compute_exposure", store=True, aggregator="sum"
    )
    signals = fields.Json()
    reasons = fields.Text("Why", compute="_compute_reasons")
    facts = fields.Json("Facts of the Day", groups=SALES_GROUP)
    is_manual = fields.Boolean("Added by Hand")
    state = fields.Selection(LINE_STATES, default="open", required=True)
    decision = fields.Selection(DECISIONS)
    decided_by_id = fields.Many2one("res.users", ondelete="set null")
    date_decided = fields.Datetime("Decided On")
    note = fields.Text()
    refusal = fields.Text("Refused Because", help="Why the deal could not be changed.")
    revision = fields.Integer(help="Grows with every decision on this line.")
    new_date_deadline = fields.Date("Close Date Decided")
    new_amount = fields.Float("Amount Decided")
    lost_reason_id = fields.Many2one("crm.lost.reason", ondelete="set null")
    activity_id = fields.Many2one("mail.activity", "Next Step", ondelete="set null")
    step_summary = fields.Char("Step")
    step_user_id = fields.Many2one("res.users", "Owner of the Step", ondelete="set null")
    step_date = fields.Date("Step Due On")
    message_id = fields.Many2one("mail.message", "Message on the Deal", ondelete="set null")

    _lead_newest = models.Index("(lead_id, id DESC)")

    @api.depends("risk", "amount")
    def _compute_exposure(self):
        for line in self:
            line.exposure = line.risk * max(line.amount, 0)

    @api.depends_context("lang")
    @api.depends("signals")
    def _compute_reasons(self):
        for line in self:
            found = self.env["crm.deal.signal"]._explain(line.signals or [])
            line.reasons = "\n".join(reason["text"] or reason["name"] for reason in found)

    @api.model
    def _get_snapshots(self, leads):
        """Return ``{lead id: facts of today}``, JSON values only."""
        names = leads._get_snapshot_fields()
        facts = {}
        for row in leads.read(names, load=None):
            lead_id = row.pop("id")
            row["date_deadline"] = fields.Date.to_string(row["date_deadline"]) or False
            facts[lead_id] = row
        return facts

    @api.model
    def _prepare_line_vals(self, lead, found, facts):
        return {
            "lead_id": lead.id,
            "lead_name": lead.name,
            "salesperson_id": lead.user_id.id,
            "risk": found.get("risk", 0),
            "amount": found.get("amount", 0),
            "recurring_amount": found.get("recurring_amount", 0),
            "signals": found.get("signals", []),
            "facts": facts,
        }

    def action_open_deal(self):
        """Open the deal of this line.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.lead_id.get_formview_action()
