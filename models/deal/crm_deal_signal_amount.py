from odoo import api, fields, models
from odoo.tools import SQL

from .crm_deal_signal import MONTHS

RECURRING_GROUP = "crm.group_use_recurring_revenues"


class CrmDealSignal(models.AbstractModel):
    """What a deal is worth: its expected revenue and, where the company uses recurring revenues,
    what comes in over twelve months, so that 50,000 a month does not rank behind 1 once.

    The columns of ``deal``: ``worth`` in the currency of the deal, ``monthly`` of it each month;
    ``amount`` and ``recurring_amount``, twelve months of it, in the currency of the review.
    """

    _inherit = "crm.deal.signal"

    @api.model
    def _get_months(self):
        """Return for how many months recurring revenue counts, 0 where nobody uses it: what an
        earlier use has left is shown nowhere."""
        return MONTHS if self.env["res.groups"]._is_feature_enabled(RECURRING_GROUP) else 0

    @api.model
    def _select_worth(self, table):
        """Return SQL of what a deal of ``crm_lead`` is worth, in its own currency."""
        return SQL(
            """(COALESCE(%(table)s.expected_revenue, 0)
                + %(months)s * COALESCE(%(table)s.recurring_revenue_monthly, 0))""",
            table=SQL.identifier(table),
            months=self._get_months(),
        )

    @api.model
    def _select_deals(self, leads, company):
        """Return a select of deals with what they are worth.

        :param Query leads: deals, of ``crm.lead``
        :param company: in whose currency amounts are compared
        """
        columns = [SQL.identifier(leads.table, name) for name in self._get_deal_columns()]
        months = self._get_months()
        monthly = SQL("COALESCE(lead.recurring_revenue_monthly, 0)") if months else SQL("0")
        return SQL(
            """
            SELECT lead.*, %(monthly)s AS monthly, %(worth)s AS worth,
                   %(worth)s * %(factor)s AS amount,
                   %(monthly)s * %(months)s * %(factor)s AS recurring_amount
              FROM (%(leads)s) AS lead %(rates)s
            """,
            leads=leads.select(*columns),
            monthly=monthly,
            worth=self._select_worth("lead"),
            months=months,
            **self._select_rates(company),
        )

    @api.model
    def _select_rates(self, company):
        """Return SQL of the factor that makes amounts of ``lead`` those of a company, and of the
        join that it needs."""
        factors = self._get_factors(company)
        if not factors:
            return {"factor": SQL("1"), "rates": SQL()}
        rates = SQL(", ").join(SQL("(%s, %s)", *factor) for factor in factors.items())
        join = SQL(
            """LEFT JOIN (VALUES %s) AS rate(company_id, factor)
                      ON rate.company_id = lead.company_id""",
            rates,
        )
        return {"factor": SQL("COALESCE(rate.factor, 1)"), "rates": join}

    @api.model
    def _get_factors(self, company):
        """Return ``{company id: factor}`` of the companies whose currency is another one than
        that of ``company``: amounts of a deal are in the currency of its company."""
        # sudo: rates of companies that the reader may not see; only their products are shown
        others = self.env["res.company"].sudo().search([("currency_id", "!=", False)])
        others = others.filtered(lambda other: other.currency_id != company.currency_id)
        convert = self.env["res.currency"]._get_conversion_rate
        today = fields.Date.context_today(self)
        return {
            other.id: convert(other.currency_id, company.currency_id, company, today)
            for other in others
        }

    @api.model
    def _get_amounts(self, leads, company):
        """Return ``{lead id: {amount, recurring_amount}}`` in the currency of a company."""
        query = leads.with_context(active_test=False)._search([("id", "in", leads.ids)])
        self.env["crm.lead"].flush_model(self._get_deal_columns())
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT id, amount::float8, recurring_amount::float8 FROM (%s) AS deal""",
                self._select_deals(query, company),
            )
        )
        return {row.pop("id"): row for row in rows}

    @api.model
    def _get_largest(self, leads, company, limit):
        """Return how many deals there are, and the ids of the largest of them.

        :param Query leads: deals, of ``crm.lead``
        """
        self.env["crm.lead"].flush_model(self._get_deal_columns())
        rows = self.env.execute_query(
            SQL(
                """SELECT id, COUNT(*) OVER () FROM (%s) AS deal
                ORDER BY amount DESC, id LIMIT %s""",
                self._select_deals(leads, company),
                limit,
            )
        )
        return (rows[0][1] if rows else 0), [lead_id for lead_id, _count in rows]
