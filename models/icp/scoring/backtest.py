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
from ....tools.shares import MIN_DEALS, wilson_interval
from .score_query import UNKNOWN, ScoreQuery, get_positive_weight, get_scope

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
BUCKETS = ("a", "b", "c", "d", UNKNOWN, "disqualified")


def _increase(numbers, more):
    numbers[:] = [number + other for number, other in zip(numbers, more, strict=True)]


class Backtest:
    """How to use: ``count`` a range of leads after another, ``add`` up the counts, ``report``.

    :param profile: one ``crm.icp.profile``; :param months: how far back deals count
    """

    def __init__(self, profile, months):
        self.profile = profile
        self.env = profile.env
        self.months = months
        self.left_out = []
        self.spec = self._make_spec()

    def report(self, counts):
        """Return a dict (JSON values only):

        ``months``, ``min_deals``, ``total`` and ``won`` (deals), ``left_out`` (criteria not
        judged: ``name``, ``reason`` outcome or date), ``changed_later`` (deals not counted),
        ``tiers`` and ``criteria`` (rows of :meth:`_rate` with ``key`` or ``name``; those of
        criteria also have ``lift`` and ``unknown``). Shares are 0.0 to 1.0.

        :param counts: what :meth:`count` returned, added up
        """
        base = {"months": self.months, "min_deals": MIN_DEALS, "left_out": self.left_out}
        if not get_positive_weight(self.spec):
            return {**base, "total": 0, "won": 0, "changed_later": 0, "tiers": [], "criteria": []}
        tiers = [{"key": key, **self._rate(*counts["tiers"][key])} for key in BUCKETS]
        total = sum(row["n"] for row in tiers)
        won = sum(row["won"] for row in tiers)
        return {
            **base,
            "total": total,
            "won": won,
            "changed_later": counts["changed_later"],
            "tiers": tiers,
            "criteria": self._make_criterion_rows(counts["criteria"], won / total if total else 0),
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

    def _select_changed_later(self, after_id, last_id):
        """Return the ``SELECT`` of leads of a range on which a judged field was changed after
        closing."""
        # sudo: the ids of fields, under which Odoo tracks them
        judged = self.env["ir.model.fields"].sudo()._get_ids("crm.lead")
        return SQL(
            """
            SELECT DISTINCT message.res_id
              FROM mail_tracking_value AS value
              JOIN mail_message AS message ON message.id = value.mail_message_id
              JOIN crm_lead AS lead ON lead.id = message.res_id
             WHERE message.model = 'crm.lead' AND value.field_id = ANY(%s)
               AND message.res_id > %s AND message.res_id <= %s
               AND message.date > lead.date_closed + INTERVAL '1 minute'
            """,
            [judged[name] for name in self._get_judged_fields() if name in judged],
            after_id,
            last_id,
        )

    # --- counting ----------------------------------------------------------------------

    def count(self, after_id, last_id):
        """Judge the closed deals ``after_id < id <= last_id`` by one statement.

        :return: dict (JSON values only) of ``changed_later``, ``tiers``: ``{key: [deals, won]}``
            and ``criteria``: per criterion ``[matched, won of these, unknown]``
        """
        counts = {
            "changed_later": 0,
            "tiers": {key: [0, 0] for key in BUCKETS},
            "criteria": [[0, 0, 0] for _criterion in self.spec.criteria],
        }
        if not get_positive_weight(self.spec):
            return counts
        for bucket, is_late, is_won, deals, *states in self.env.execute_query(
            self._select_counts(after_id, last_id)
        ):
            if is_late:
                counts["changed_later"] += deals
                continue
            _increase(counts["tiers"][bucket], [deals, deals * is_won])
            pairs = zip(states[::2], states[1::2], strict=True)
            for row, (matched, unknown) in zip(counts["criteria"], pairs, strict=True):
                _increase(row, [matched, matched * is_won, unknown])
        return counts

    def _select_counts(self, after_id, last_id):
        between = (after_id, last_id)
        statement = ScoreQuery(self._get_leads(), self.spec, self._get_domain(), between)
        counters = [
            SQL(
                "COUNT(*) FILTER (WHERE %(c)s), COUNT(*) FILTER (WHERE %(c)s IS NULL)",
                c=SQL.identifier("score", name),
            )
            for name in statement.get_state_names()
        ]
        return SQL(
            """
            SELECT CASE WHEN disqualified THEN 'disqualified' ELSE tier END,
                   later.res_id IS NOT NULL, lead.won_status = 'won', COUNT(*), %(counters)s
              FROM (%(scores)s) AS score
              JOIN crm_lead AS lead ON lead.id = score.lead_id
         LEFT JOIN (%(later)s) AS later ON later.res_id = lead.id
          GROUP BY 1, 2, 3
            """,
            counters=SQL(", ").join(counters),
            scores=statement.select(with_states=True),
            later=self._select_changed_later(after_id, last_id),
        )

    def add(self, counts, more):
        """Add what :meth:`count` returned of another range."""
        counts["changed_later"] += more["changed_later"]
        for key in BUCKETS:
            _increase(counts["tiers"][key], more["tiers"][key])
        for row, more_row in zip(counts["criteria"], more["criteria"], strict=True):
            _increase(row, more_row)

    def _make_criterion_rows(self, counts, base_rate):
        records = self.env["crm.icp.criterion"].browse([c.id for c in self.spec.criteria])
        return [
            self._make_criterion_row(record, row, base_rate)
            for record, row in zip(records, counts, strict=True)
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
