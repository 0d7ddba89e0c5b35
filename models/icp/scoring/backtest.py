"""Would a profile have told last year's wins from losses?

Closed deals are scored by what is known of them, then won and lost are counted per tier and
per criterion. Only facts that were known before the deal closed may count, so a criterion
that looks at the outcome or at today's date is left out, and so is a deal on which something
that a criterion looks at was changed after it closed. The history of a customer's own fields
is not kept by Odoo: today's values stand in for them, which the view says.
"""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import condition
from .score_query import ScoreQuery, get_positive_weight, get_scope
from .wilson import wilson_interval

# Fewer deals than this say too little to draw a conclusion.
MIN_DEALS = 20
# Fields of the lead that closing a deal sets, or that only exist afterwards.
OUTCOME_FIELDS = frozenset(
    (
        "active",
        "automated_probability",
        "date_closed",
        "date_last_stage_update",
        "day_close",
        "is_automated_probability",
        "lost_reason_id",
        "probability",
        "prorated_revenue",
        "recurring_revenue_monthly_prorated",
        "recurring_revenue_prorated",
        "stage_id",
        "won_status",
        "write_date",
        "write_uid",
    )
)
BUCKETS = ("a", "b", "c", "d", "disqualified")


class Backtest:
    """:param profile: one ``crm.icp.profile``; :param months: how far back deals count"""

    def __init__(self, profile, months):
        self.profile = profile
        self.env = profile.env
        self.months = months
        self.left_out = []
        self.spec = self._make_spec()

    def run(self):
        """Return a dict (JSON values only):

        ``months``, ``min_deals``, ``total`` and ``won`` (deals), ``left_out`` (criteria not
        judged: ``name``, ``reason`` outcome or date), ``changed_later`` (deals not counted),
        ``tiers`` and ``criteria`` (rows of :meth:`_rate` with ``key`` or ``name``; those of
        criteria also have ``lift`` and ``unknown``). Shares are 0.0 to 1.0.
        """
        base = {"months": self.months, "min_deals": MIN_DEALS, "left_out": self.left_out}
        if not get_positive_weight(self.spec):
            return {**base, "total": 0, "won": 0, "changed_later": 0, "tiers": [], "criteria": []}
        tiers = self._count_tiers()
        total = sum(row["n"] for row in tiers)
        won = sum(row["won"] for row in tiers)
        return {
            **base,
            "total": total,
            "won": won,
            "changed_later": self._count_changed_later(),
            "tiers": tiers,
            "criteria": self._count_criteria(won / total if total else 0),
        }

    # --- what may count ----------------------------------------------------------------

    def _make_spec(self):
        spec = self.profile._make_spec()
        judged = []
        for criterion in spec.criteria:
            record = self.env["crm.icp.criterion"].browse(criterion.id)
            if reason := self._get_reason_to_leave_out(record):
                self.left_out.append({"name": record.name, "reason": reason})
            else:
                judged.append(criterion)
        return spec._replace(criteria=tuple(judged))

    def _get_reason_to_leave_out(self, criterion):
        for leaf in condition.walk(condition.parse(criterion.domain), self._get_leads()):
            if leaf.fields[0].name in OUTCOME_FIELDS and not self._is_include_archived(leaf):
                return "outcome"
            if leaf.fields[-1].type in ("date", "datetime") and self._is_relative(leaf.value):
                return "date"
        return False

    def _is_include_archived(self, leaf):
        """The domain editor says "include archived" by a condition that is always true."""
        return leaf.path == "active" and leaf.value in ([True, False], [False, True])

    def _is_relative(self, value):
        try:
            fields.Datetime.to_datetime(value)
        except (ValueError, TypeError):
            return True
        return False

    def _get_leads(self):
        return self.env["crm.icp.scorer"]._get_leads(self.profile.company_id.id)

    def _get_domain(self):
        since = fields.Datetime.now() - relativedelta(months=self.months)
        return (
            Domain("won_status", "in", ["won", "lost"])
            & Domain("date_closed", ">=", since)
            & Domain("company_id", "in", [*self.env.companies.ids, False])
            & get_scope(self.spec)
        )

    def _get_judged_fields(self):
        names = set()
        for criterion in self.env["crm.icp.criterion"].browse([c.id for c in self.spec.criteria]):
            for leaf in condition.walk(condition.parse(criterion.domain), self._get_leads()):
                names.add(leaf.fields[0].name)
        return names

    def _select_changed_later(self):
        """Return the ``SELECT`` of leads on which a judged field was changed after closing."""
        # sudo: the ids of fields, under which Odoo tracks them
        judged = self.env["ir.model.fields"].sudo()._get_ids("crm.lead")
        return SQL(
            """
            SELECT DISTINCT message.res_id
              FROM mail_tracking_value AS value
              JOIN mail_message AS message ON message.id = value.mail_message_id
              JOIN crm_lead AS lead ON lead.id = message.res_id
             WHERE message.model = 'crm.lead' AND value.field_id = ANY(%s)
               AND message.date > lead.date_closed + INTERVAL '1 minute'
            """,
            [judged[name] for name in self._get_judged_fields() if name in judged],
        )

    # --- counting ----------------------------------------------------------------------

    def _count_changed_later(self):
        query = self._get_leads()._search(self._get_domain())
        [[count]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM (%s) AS deal WHERE id IN (%s)",
                query.select(),
                self._select_changed_later(),
            )
        )
        return count

    def _count_tiers(self):
        statement = ScoreQuery(self._get_leads(), self.spec, self._get_domain())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN disqualified THEN 'disqualified' ELSE tier END, COUNT(*),
                       COUNT(*) FILTER (WHERE lead.won_status = 'won')
                  FROM (%s) AS score JOIN crm_lead AS lead ON lead.id = score.lead_id
                 WHERE lead.id NOT IN (%s)
              GROUP BY 1
                """,
                statement.select(),
                self._select_changed_later(),
            )
        )
        counts = {bucket: (n, won) for bucket, n, won in rows}
        return [{"key": key, **self._rate(*counts.get(key, (0, 0)))} for key in BUCKETS]

    def _count_criteria(self, base_rate):
        statement = ScoreQuery(self._get_leads(), self.spec, self._get_domain())
        counters = [
            SQL(
                """COUNT(*) FILTER (WHERE %(c)s),
                   COUNT(*) FILTER (WHERE %(c)s AND lead.won_status = 'won'),
                   COUNT(*) FILTER (WHERE %(c)s IS NULL)""",
                c=SQL.identifier("state", f"c{number}"),
            )
            for number in range(len(self.spec.criteria))
        ]
        [row] = self.env.execute_query(
            SQL(
                """SELECT %s FROM (%s) AS state JOIN crm_lead AS lead ON lead.id = state.lead_id
                    WHERE lead.id NOT IN (%s)""",
                SQL(", ").join(counters),
                statement.select_states(),
                self._select_changed_later(),
            )
        )
        records = self.env["crm.icp.criterion"].browse([c.id for c in self.spec.criteria])
        return [
            self._make_criterion_row(record, row[3 * number : 3 * number + 3], base_rate)
            for number, record in enumerate(records)
        ]

    def _make_criterion_row(self, criterion, counts, base_rate):
        matched, won, unknown = counts
        rate = self._rate(matched, won)
        return {
            "criterion_id": criterion.id,
            "name": criterion.name,
            "kind": criterion.kind,
            "weight": criterion.weight,
            "unknown": unknown,
            "lift": rate["rate"] / base_rate if matched and base_rate else False,
            **rate,
        }

    def _rate(self, deals, won):
        """Return count, wins, win rate and its 95 % Wilson interval, and whether there are
        enough deals to say anything."""
        low, high = wilson_interval(won, deals)
        return {
            "n": deals,
            "won": won,
            "rate": won / deals if deals else 0,
            "low": low,
            "high": high,
            "enough": deals >= MIN_DEALS,
        }
