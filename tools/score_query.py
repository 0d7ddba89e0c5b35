"""One SQL statement that scores any number of leads by one profile.

How it works: every condition becomes an expression over one scan of ``crm_lead``; what it
asks of the customer comes from a LEFT JOIN. A condition that needs a sub-select (tags,
meetings) would become a sub-plan per row that collapses once it outgrows ``work_mem``, so
its leads are selected once and joined.
"""

from collections import namedtuple

from odoo.fields import Domain
from odoo.tools import SQL, Query

from . import three_valued

# Plain values of a profile, safe to keep in a process-wide cache.
ProfileSpec = namedtuple("ProfileSpec", "id company_id team_ids tier_minimums criteria")
# ``matched`` and ``missed`` are domains; weight is None for a disqualifier.
CriterionSpec = namedtuple("CriterionSpec", "id matched missed weight")

COLUMNS = ("profile_id", "score", "coverage", "tier", "disqualified", "disqualifier_id")
MATCHED, MISSED, UNKNOWN = "matched", "missed", "unknown"


def make_criterion(criterion_id, domain, weight, leads):
    """Return the :class:`CriterionSpec` of a parsed condition."""
    matched, missed = three_valued.split(domain, leads)
    return CriterionSpec(criterion_id, matched, missed, weight)


def get_scope(spec):
    """Return the domain of the leads that a profile is meant for."""
    scope = Domain.TRUE
    if spec.company_id:
        scope &= Domain("company_id", "=", spec.company_id)
    if spec.team_ids:
        scope &= Domain("team_id", "in", spec.team_ids)
    return scope


def score_of(points, positive_weight):
    """Return the score, 0 to 100, of ``points`` out of ``positive_weight``, rounded half up.

    Whole numbers only, so that PostgreSQL and Python agree to the last digit.
    """
    points = min(max(points, 0), positive_weight)
    return (200 * points + positive_weight) // (2 * positive_weight)


def get_positive_weight(spec):
    return sum(c.weight for c in spec.criteria if (c.weight or 0) > 0)


def tier_of(score, tier_minimums):
    """Return the letter of ``score``; ``tier_minimums`` are those of A, B and C."""
    for tier, minimum in zip("abc", tier_minimums, strict=True):
        if score >= minimum:
            return tier
    return "d"


class ScoreQuery:
    """The statement for one profile.

    :param leads: a ``crm.lead`` recordset in the environment that evaluates
    :param spec: the :class:`ProfileSpec`
    :param scope: domain of the leads to score
    """

    def __init__(self, leads, spec, scope):
        self.leads = leads
        self.spec = spec
        self.scope = scope.optimize_full(leads)
        self.query = Query(leads.env, leads._table, SQL.identifier(leads._table))
        self.id = SQL.identifier(leads._table, "id")

    def select(self):
        """Return ``SELECT lead_id, <COLUMNS>`` as ``SQL``."""
        points, known, disqualifier = self._get_points(), self._get_known(), self._get_disqualifier()
        self.query.add_where(self.scope._to_sql(self.leads, self.leads._table, self.query))
        inner = self.query.select(
            SQL("%s AS lead_id", self.id),
            SQL("%s AS points", points),
            SQL("%s AS known", known),
            SQL("%s AS disqualifier_id", disqualifier),
        )
        positive = get_positive_weight(self.spec)
        total = sum(abs(c.weight) for c in self.spec.criteria if c.weight)
        minimums = self.spec.tier_minimums
        return SQL(
            """
            SELECT lead_id, %(profile)s::int4 AS profile_id, score, coverage,
                   CASE WHEN score >= %(a)s THEN 'a' WHEN score >= %(b)s THEN 'b'
                        WHEN score >= %(c)s THEN 'c' ELSE 'd' END AS tier,
                   disqualifier_id IS NOT NULL AS disqualified, disqualifier_id
              FROM (SELECT lead_id, disqualifier_id,
                           (200 * GREATEST(LEAST(points, %(positive)s), 0) + %(positive)s)
                               / (2 * %(positive)s) AS score,
                           (200 * known + %(total)s) / (2 * %(total)s) AS coverage
                      FROM (%(inner)s) AS facts) AS numbers
            """,
            profile=self.spec.id,
            a=minimums[0],
            b=minimums[1],
            c=minimums[2],
            positive=positive,
            total=total,
            inner=inner,
        )

    def select_states(self):
        """Return ``SELECT lead_id, <one column per criterion>``: true, false or NULL for
        matched, missed and unknown."""
        columns = [
            SQL(
                "CASE WHEN %s THEN TRUE WHEN %s THEN FALSE END AS %s",
                self._condition(criterion.matched),
                self._condition(criterion.missed),
                SQL.identifier(f"c{number}"),
            )
            for number, criterion in enumerate(self.spec.criteria)
        ]
        self.query.add_where(self.scope._to_sql(self.leads, self.leads._table, self.query))
        return self.query.select(SQL("%s AS lead_id", self.id), *columns)

    def _get_points(self):
        return self._sum(
            SQL("CASE WHEN %s THEN %s ELSE 0 END", self._condition(c.matched), c.weight)
            for c in self._get_weighted()
        )

    def _get_known(self):
        return self._sum(
            SQL(
                "CASE WHEN %s THEN %s ELSE 0 END",
                self._condition(c.matched | c.missed),
                abs(c.weight),
            )
            for c in self._get_weighted()
        )

    def _get_disqualifier(self):
        cases = [
            SQL("WHEN %s THEN %s", self._condition(c.matched), c.id)
            for c in self.spec.criteria
            if c.weight is None
        ]
        return SQL("CASE %s END::int4", SQL(" ").join(cases)) if cases else SQL("NULL::int4")

    def _get_weighted(self):
        return [c for c in self.spec.criteria if c.weight]

    def _sum(self, terms):
        return SQL("(%s)", SQL(" + ").join([*terms, SQL("0")]))

    def _condition(self, domain):
        """Return the expression that tells whether a lead satisfies ``domain``."""
        domain = domain.optimize_full(self.leads)
        trial = Query(self.leads.env, self.leads._table, SQL.identifier(self.leads._table))
        expression = domain._to_sql(self.leads, self.leads._table, trial)
        if "SELECT" not in expression.code:
            return domain._to_sql(self.leads, self.leads._table, self.query)
        return self._join(domain)

    def _join(self, domain):
        # The alias is made from the condition, so that the same one is joined once.
        query = self.leads._search(domain & self.scope, bypass_access=True)
        alias = f"icp_set_{len(self.query._joins)}"
        self.query.add_join(
            "LEFT JOIN",
            alias,
            SQL("(%s)", query.select(SQL("%s AS id", self.id))),
            SQL("%s = %s", SQL.identifier(alias, "id"), self.id),
        )
        return SQL("%s IS NOT NULL", SQL.identifier(alias, "id"))
