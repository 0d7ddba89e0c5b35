"""One SQL statement that scores any number of leads by one profile.

How it works: every criterion becomes one column of a single scan of ``crm_lead``: true,
false, or NULL for unknown. What it asks of the customer comes from a LEFT JOIN, what it asks
of tags or meetings from an EXISTS, for which PostgreSQL chooses between hashing and the
index. The inner select is fenced by OFFSET 0, lest the planner copies the conditions into
every sum that uses them.
"""

from collections import namedtuple

from odoo.fields import Domain
from odoo.tools import SQL, Query

from . import three_valued
from .links import narrow

# Plain values of a profile, safe to keep in a process-wide cache; ``company_ids`` are its company
# with the branches below it.
ProfileSpec = namedtuple("ProfileSpec", "id company_id company_ids team_ids tier_minimums criteria")
# ``reading`` is that of ``three_valued``; ``weight`` is None for a disqualifier.
CriterionSpec = namedtuple("CriterionSpec", "id reading weight")

COLUMNS = ("profile_id", "score", "coverage", "tier", "disqualified", "disqualifier_id")
MATCHED, MISSED, UNKNOWN = "matched", "missed", "unknown"
# Below this share of the weight, in percent, a tier says more about us than about the lead.
KNOWN_MINIMUM = 30


def make_criterion(criterion_id, domain, weight, leads):
    """Return the :class:`CriterionSpec` of a parsed condition."""
    return CriterionSpec(criterion_id, three_valued.split(domain, leads), weight)


def get_scope(spec):
    """Return the domain of the leads that a profile is meant for."""
    scope = Domain.TRUE
    if spec.company_ids:
        scope &= Domain("company_id", "in", spec.company_ids)
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


def tier_of(score, coverage, tier_minimums):
    """Return the letter of ``score``, or ``unknown``; ``tier_minimums`` are those of A, B and C."""
    if coverage < KNOWN_MINIMUM:
        return UNKNOWN
    for tier, minimum in zip("abc", tier_minimums, strict=True):
        if score >= minimum:
            return tier
    return "d"


class ScoreQuery:
    """The statement for one profile.

    :param leads: a ``crm.lead`` recordset in the environment that evaluates
    :param spec: the :class:`ProfileSpec`
    :param scope: domain of the leads to score
    :param between: ``(after_id, last_id)`` where only ``after_id < id <= last_id`` are to be scored
    """

    def __init__(self, leads, spec, scope, between=None):
        self.leads = leads
        self.spec = spec
        self.scope = scope
        self.between = between

    def select(self, with_states=False):
        """Return ``SELECT lead_id, <COLUMNS>`` as ``SQL``; if ``with_states`` the columns of
        :meth:`select_states` too."""
        positive = get_positive_weight(self.spec)
        total = sum(abs(c.weight) for c in self.spec.criteria if c.weight)
        minimums = self.spec.tier_minimums
        return SQL(
            """
            SELECT lead_id, %(profile)s::int4 AS profile_id, score, coverage,
                   CASE WHEN coverage < %(known_minimum)s THEN %(unknown)s
                        WHEN score >= %(a)s THEN 'a' WHEN score >= %(b)s THEN 'b'
                        WHEN score >= %(c)s THEN 'c' ELSE 'd' END AS tier,
                   disqualifier_id IS NOT NULL AS disqualified, disqualifier_id%(more)s
              FROM (SELECT lead_id%(more)s, %(disqualifier)s AS disqualifier_id,
                           (200 * GREATEST(LEAST(%(points)s, %(positive)s), 0) + %(positive)s)
                               / (2 * %(positive)s) AS score,
                           (200 * %(known)s + %(total)s) / (2 * %(total)s) AS coverage
                      FROM (%(states)s OFFSET 0) AS states) AS numbers
            """,
            more=SQL("").join(self._get_more(with_states)),
            profile=self.spec.id,
            known_minimum=KNOWN_MINIMUM,
            unknown=UNKNOWN,
            a=minimums[0],
            b=minimums[1],
            c=minimums[2],
            disqualifier=self._get_disqualifier(),
            points=self._get_points(),
            known=self._get_known(),
            positive=positive,
            total=total,
            states=self.select_states(),
        )

    def _get_more(self, with_states):
        names = self.get_state_names() if with_states else ()
        return [SQL(", %s", SQL.identifier(name)) for name in names]

    def get_state_names(self):
        """Return the name of the column of each criterion."""
        return [f"c{number}" for number in range(len(self.spec.criteria))]

    def select_states(self):
        """Return ``SELECT lead_id, <one column per criterion>``: true, false or NULL for
        matched, missed and unknown."""
        query = Query(self.leads.env, self.leads._table, SQL.identifier(self.leads._table))
        columns = [
            SQL(
                "CASE WHEN %s THEN TRUE WHEN %s THEN FALSE END AS %s",
                self._to_sql(criterion.reading.matched, query),
                self._to_sql(criterion.reading.settled, query),
                SQL.identifier(name),
            )
            for name, criterion in zip(self.get_state_names(), self.spec.criteria, strict=True)
        ]
        id_ = SQL.identifier(self.leads._table, "id")
        query.add_where(self._to_sql(self.scope, query))
        if self.between:
            query.add_where(SQL("%s > %s AND %s <= %s", id_, self.between[0], id_, self.between[1]))
        select = query.select(SQL("%s AS lead_id", id_), *columns)
        if not self.between:
            return select
        return narrow(select, self.leads, self._get_domains(), *self.between)

    def _get_domains(self):
        yield self.scope
        for criterion in self.spec.criteria:
            yield criterion.reading.matched
            yield criterion.reading.settled

    def _to_sql(self, domain, query):
        return domain.optimize_full(self.leads)._to_sql(self.leads, self.leads._table, query)

    def _get_points(self):
        return self._add_up(
            SQL("CASE WHEN %s THEN %s ELSE 0 END", column, weight)
            for column, weight in self._get_weighted()
        )

    def _get_known(self):
        return self._add_up(
            SQL("CASE WHEN %s IS NULL THEN 0 ELSE %s END", column, abs(weight))
            for column, weight in self._get_weighted()
        )

    def _get_weighted(self):
        return [
            (SQL.identifier("states", f"c{number}"), criterion.weight)
            for number, criterion in enumerate(self.spec.criteria)
            if criterion.weight
        ]

    def _add_up(self, terms):
        return SQL("(%s)", SQL(" + ").join(terms))

    def _get_disqualifier(self):
        cases = [
            SQL("WHEN %s THEN %s", SQL.identifier("states", f"c{number}"), criterion.id)
            for number, criterion in enumerate(self.spec.criteria)
            if criterion.weight is None
        ]
        return SQL("CASE %s END::int4", SQL(" ").join(cases)) if cases else SQL("NULL::int4")
