from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.days import make_day, make_now
from .constants import DECISIONS, LINE_STATES


class CrmDealReviewReport(models.Model):
    """What became of what reviews decided.

    A decision was kept: *keep*, while the deal is not lost and its close date was not moved
    beyond that of the day; *change forecast*, while it is won, or open and neither late nor
    moved beyond what was decided; *help needed*, once the step is done; *disqualify* and
    *lost*, while the deal is lost. Averages leave out what cannot be told, such as deals that
    were deleted.
    """

    _name = "crm.deal.review.report"
    _description = "Deal Reviews Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.deal.review.line": ["state", "decision", "step_summary", "activity_id", "facts"],
        "crm.lead": ["won_status", "date_closed", "date_deadline"],
        "mail.activity": ["active", "date_done"],
        "res.partner": ["tz"],
        "res.users": ["partner_id"],
    }

    review_id = fields.Many2one("crm.deal.review", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    date = fields.Datetime("Reviewed On", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    decision = fields.Selection(DECISIONS, readonly=True)
    state = fields.Selection(LINE_STATES, readonly=True)
    amount = fields.Monetary(readonly=True)
    exposure = fields.Monetary("Risk × Amount", readonly=True)
    risk = fields.Integer(aggregator="avg", readonly=True)
    decided = fields.Float("Came to a Decision", aggregator="avg", readonly=True)
    kept = fields.Float("Decisions Kept", aggregator="avg", readonly=True)
    step_done = fields.Float("Steps Done", aggregator="avg", readonly=True)
    lost_later = fields.Float("Lost After the Review", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.review_id, line.lead_id, line.date, line.team_id,
                   line.salesperson_id AS user_id, line.company_id, company.currency_id,
                   line.decision, line.state, line.amount, line.exposure, line.risk,
                   (line.state = 'decided')::int::float8 AS decided,
                   (%(kept)s)::int::float8 AS kept,
                   CASE WHEN line.step_summary <> ''
                        THEN (activity.date_done IS NOT NULL)::int::float8 END AS step_done,
                   (lead.won_status = 'lost' AND lead.date_closed >= line.date)::int::float8
                       AS lost_later
              FROM crm_deal_review_line AS line
              JOIN crm_deal_review AS review ON review.id = line.review_id
         LEFT JOIN res_company AS company ON company.id = line.company_id
         LEFT JOIN crm_lead AS lead ON lead.id = line.lead_id
         LEFT JOIN mail_activity AS activity ON activity.id = line.activity_id
         LEFT JOIN res_users AS seller ON seller.id = line.salesperson_id
         LEFT JOIN res_partner AS partner ON partner.id = seller.partner_id
             WHERE review.state = 'done'
            """,
            kept=self._select_kept(),
        )

    @api.model
    def _select_kept(self):
        return SQL(
            """
            CASE WHEN line.state <> 'decided' OR lead.id IS NULL THEN NULL
                 WHEN line.decision IN ('disqualify', 'lost') THEN lead.won_status = 'lost'
                 WHEN line.decision = 'help' THEN activity.date_done IS NOT NULL
                 WHEN lead.won_status <> 'pending' THEN lead.won_status = 'won'
                 WHEN line.decision = 'forecast' THEN
                      line.new_date_deadline IS NULL
                      OR (line.new_date_deadline >= %(today)s
                          AND lead.date_deadline <= line.new_date_deadline)
                 ELSE lead.date_deadline IS NULL
                      OR lead.date_deadline
                         <= COALESCE(NULLIF(line.facts ->> 'date_deadline', 'false')::date,
                                     lead.date_deadline) END
            """,
            today=make_day(make_now(), SQL("partner.tz")),
        )
