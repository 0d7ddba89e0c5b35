from odoo import fields, models
from odoo.tools import SQL


class CrmDealLossReport(models.Model):
    """Of the deals that were lost: which ones a review had talked about before."""

    _name = "crm.deal.loss.report"
    _description = "Lost Deals and Reviews"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.deal.review.line": ["lead_id", "date", "state"],
        "crm.lead": [
            "won_status",
            "date_closed",
            "team_id",
            "user_id",
            "expected_revenue",
            "recurring_revenue_monthly",
        ],
    }

    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    date = fields.Datetime("Lost On", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    amount = fields.Float(
        readonly=True,
        help="Expected revenue and, where recurring revenues are used, twelve months of them.",
    )
    reviewed = fields.Float("Reviewed Before", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT lead.id, lead.id AS lead_id, lead.date_closed AS date, lead.team_id,
                   lead.user_id, lead.company_id, lead.lost_reason_id,
                   %s AS amount,
                   EXISTS (SELECT FROM crm_deal_review_line AS line
                            WHERE line.lead_id = lead.id AND line.date <= lead.date_closed
                              AND line.state IN ('decided', 'carried'))::int::float8 AS reviewed
              FROM crm_lead AS lead
             WHERE lead.won_status = 'lost' AND lead.type = 'opportunity'
               AND lead.date_closed IS NOT NULL
            """,
            self.env["crm.deal.signal"]._select_worth("lead"),
        )
