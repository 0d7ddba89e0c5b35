from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .scoring.newest import is_newest
from .scoring.score_query import (
    COLUMNS,
    MATCHED,
    MISSED,
    UNKNOWN,
    ScoreQuery,
    get_positive_weight,
    get_scope,
    score_of,
    tier_of,
)

CLOCK = SQL("EXTRACT(EPOCH FROM clock_timestamp())::float8")


class CrmIcpScorer(models.AbstractModel):
    """Evaluates profiles: on saved leads by one SQL statement however many there are, on a
    lead that is being edited in Python. Both read the same pair of domains per criterion."""

    _name = "crm.icp.scorer"
    _description = "ICP Scorer"

    @api.model
    def _get_leads(self, company_id=False):
        """Return an empty ``crm.lead`` in the environment that evaluates: all records,
        archived ones too, dates in UTC, source language; the same for every caller."""
        companies = {"allowed_company_ids": [company_id]} if company_id else {}
        # su: a profile scores the leads of everybody alike; what its conditions look at may be read
        # by whoever saved them, and only the score is told
        env = self.env(
            user=SUPERUSER_ID, su=True, context={"active_test": False, "tz": "UTC", **companies}
        )
        return env["crm.lead"]

    @api.model
    def _get_statements(self, specs, domain, between=None):
        """Yield a :class:`ScoreQuery` per profile for the leads in ``domain``; a lead goes
        to the first profile whose scope holds it."""
        remaining = domain
        for spec in specs:
            scope = get_scope(spec)
            leads = self._get_leads(spec.company_id)
            yield ScoreQuery(leads, spec, remaining & scope, between)
            remaining &= ~scope

    @api.model
    def _select_scores(self, specs, domain, between=None):
        """Return ``SELECT lead_id, <COLUMNS>`` over all profiles as ``SQL``.

        :param between: as of :class:`ScoreQuery`
        """
        statements = self._get_statements(specs, domain, between)
        return SQL(" UNION ALL ").join(statement.select() for statement in statements)

    @api.model
    def _select_scores_or_none(self, specs, domain, between):
        """Same as :meth:`_select_scores`, without a row where there is no profile."""
        if specs:
            return self._select_scores(specs, domain, between)
        types = {"tier": SQL("varchar"), "disqualified": SQL("bool")}
        nothing = [
            SQL("NULL::%s AS %s", types.get(name, SQL("int4")), SQL.identifier(name))
            for name in COLUMNS
        ]
        return SQL("SELECT NULL::int4 AS lead_id, %s LIMIT 0", SQL(", ").join(nothing))

    # --- a change of leads -------------------------------------------------------------

    @api.model
    def _append_scores(self, specs, lead_ids):
        """Append a score row for each of these leads whose score changed: one statement."""
        columns = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        new, newest = self._prefixed("new"), self._prefixed("newest")
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_icp_score (lead_id, %(columns)s, date)
                SELECT lead.id, %(new)s, NOW() AT TIME ZONE 'UTC'
                  FROM crm_lead AS lead
             LEFT JOIN (%(scores)s) AS new ON new.lead_id = lead.id
             LEFT JOIN crm_icp_score AS newest
                    ON newest.lead_id = lead.id AND %(is_newest)s
                 WHERE lead.id = ANY(%(ids)s) AND (%(new)s) IS DISTINCT FROM (%(newest)s)
             RETURNING lead_id
                """,
                columns=columns,
                new=new,
                newest=newest,
                is_newest=is_newest("newest"),
                scores=self._select_scores(specs, Domain("id", "in", lead_ids)),
                ids=list(lead_ids),
            )
        )

    # --- all leads ---------------------------------------------------------------------

    @api.model
    def _rescore_range(self, specs, after_id, last_id):
        """Bring the scores of the leads ``after_id < id <= last_id`` up to date: their settled
        rows say what counts, and are not written where they do so already; the fresh ones, which
        they supersede, are swept.

        :return: number of leads whose score changed, and for how many seconds rows were held
        """
        written, start = 0, self._get_clock()
        if specs:
            written, start = self._write_changed(specs, after_id, last_id)
        self._sweep(after_id, last_id)
        domain = Domain("id", ">", after_id) & Domain("id", "<=", last_id)
        written += self._remove_unscored(specs, domain)
        return written, self._get_clock() - start

    @api.model
    def _get_clock(self):
        [[seconds]] = self.env.execute_query(SQL("SELECT %s", CLOCK))
        return seconds

    @api.model
    def _write_changed(self, specs, after_id, last_id):
        """Settle the scores of these leads. A score that a fresh row has said already keeps its
        date.

        :return: for how many of them another score counted before, and when the writing began:
            PostgreSQL writes once the query itself has come to its end
        """
        [[written, start]] = self.env.execute_query(
            SQL(
                """
                WITH change AS MATERIALIZED (
                    SELECT settled.id AS row_id, new.*,
                           CASE WHEN (%(new)s) IS NOT DISTINCT FROM (%(newest)s)
                                THEN newest.date END AS date
                      FROM (%(scores)s) AS new
                 LEFT JOIN crm_icp_score AS settled
                        ON settled.lead_id = new.lead_id AND settled.is_settled
                       AND settled.lead_id > %(after)s AND settled.lead_id <= %(last)s
                 LEFT JOIN crm_icp_score AS newest
                        ON newest.lead_id = new.lead_id AND newest.is_settled IS NOT TRUE
                       AND newest.lead_id > %(after)s AND newest.lead_id <= %(last)s
                       AND %(is_newest)s
                     WHERE settled.id IS NULL OR (%(new)s) IS DISTINCT FROM (%(settled)s)
                        OR newest.id IS NOT NULL AND (%(new)s) IS DISTINCT FROM (%(newest)s)
                ), updated AS (
                    UPDATE crm_icp_score AS row
                       SET (%(columns)s, date)
                         = (%(change)s, COALESCE(change.date, NOW() AT TIME ZONE 'UTC'))
                      FROM change WHERE row.id = change.row_id
                ), inserted AS (
                    INSERT INTO crm_icp_score (lead_id, %(columns)s, date, is_settled)
                    SELECT lead_id, %(columns)s, COALESCE(date, NOW() AT TIME ZONE 'UTC'), TRUE
                      FROM change WHERE row_id IS NULL
               ON CONFLICT (lead_id) WHERE is_settled DO NOTHING
                )
                SELECT COUNT(*) FILTER (WHERE date IS NULL), %(clock)s FROM change
                """,
                columns=SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
                new=self._prefixed("new"),
                newest=self._prefixed("newest"),
                settled=self._prefixed("settled"),
                is_newest=is_newest("newest"),
                clock=CLOCK,
                change=self._prefixed("change"),
                scores=self._select_scores(specs, Domain.TRUE, (after_id, last_id)),
                after=after_id,
                last=last_id,
            )
        )
        return written, start

    @api.model
    def _sweep(self, after_id, last_id):
        """Delete the fresh rows of these leads. What is appended meanwhile is not seen here, and
        stays."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM crm_icp_score
                    WHERE is_settled IS NOT TRUE AND lead_id > %s AND lead_id <= %s""",
                after_id,
                last_id,
            )
        )

    @api.model
    def _remove_unscored(self, specs, domain):
        """Delete the scores of the leads in ``domain`` that no profile is meant for."""
        unscored = Domain.AND([domain, *(~get_scope(spec) for spec in specs)])
        leads = self._get_leads()._search(unscored)
        if leads.is_empty():
            return 0
        self.env.cr.execute(SQL("DELETE FROM crm_icp_score WHERE lead_id IN (%s)", leads.select()))
        return self.env.cr.rowcount

    @api.model
    def _prefixed(self, alias):
        return SQL(", ").join(SQL.identifier(alias, name) for name in COLUMNS)

    # --- one lead, explained -----------------------------------------------------------

    @api.model
    def _get_states(self, lead):
        """Return ``(spec, states)`` of one lead: the profile that applies and one of
        matched, missed, unknown per criterion; ``(None, [])`` where none applies."""
        specs = self.env["crm.icp.profile"]._get_published_specs()
        evaluate = self._get_saved_states if lead.id else self._get_edited_states
        for spec in specs:
            states = evaluate(lead, spec)
            if states is not None:
                return spec, states
        return None, []

    @api.model
    def _get_saved_states(self, lead, spec):
        scope = Domain("id", "=", lead.id) & get_scope(spec)
        statement = ScoreQuery(self._get_leads(spec.company_id), spec, scope)
        rows = self.env.execute_query(statement.select_states())
        names = {True: MATCHED, False: MISSED, None: UNKNOWN}
        return [names[state] for state in rows[0][1:]] if rows else None

    @api.model
    def _get_edited_states(self, lead, spec):
        lead = lead.with_env(self._get_leads(spec.company_id).env)
        if not lead.filtered_domain(get_scope(spec)):
            return None
        return [
            MATCHED
            if lead.filtered_domain(criterion.reading.matched)
            else MISSED
            if lead.filtered_domain(criterion.reading.missed)
            else UNKNOWN
            for criterion in spec.criteria
        ]

    @api.model
    def _get_values(self, spec, states):
        """Return the score row that these states amount to, as a dict of ``COLUMNS``."""
        if spec is None:
            return dict.fromkeys(COLUMNS, False)
        pairs = list(zip(spec.criteria, states, strict=True))
        points = sum(c.weight or 0 for c, state in pairs if state == MATCHED)
        total = sum(abs(c.weight or 0) for c in spec.criteria)
        known = sum(abs(c.weight or 0) for c, state in pairs if state != UNKNOWN)
        score = score_of(points, get_positive_weight(spec))
        coverage = score_of(known, total)
        disqualifiers = [c.id for c, state in pairs if c.weight is None and state == MATCHED]
        return {
            "profile_id": spec.id,
            "score": score,
            "coverage": coverage,
            "tier": tier_of(score, coverage, spec.tier_minimums),
            "disqualified": bool(disqualifiers),
            "disqualifier_id": disqualifiers[0] if disqualifiers else False,
        }
