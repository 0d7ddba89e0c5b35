from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL, ormcache

# A signal as a team uses it.
Signal = namedtuple("Signal", "code threshold weight")
# From this weight on a signal is shown in red.
HEAVY = 3
# Recurring revenue counts for so long, as annual contract values do.
MONTHS = 12


class CrmDealSignal(models.AbstractModel):
    """Why a deal should be talked about.

    What: a signal has a code and three small methods. ``_describe_<code>`` returns a dict of
    ``name``, ``unit`` (what the threshold counts, or an empty string), and the defaults
    ``threshold`` and ``weight``. ``_find_<code>`` takes the threshold and returns a ``SELECT``
    of ``lead_id`` and ``evidence`` (a JSON object) over the table ``deal``, or None where
    there is nothing to compare with. ``_say_<code>`` makes a sentence of the evidence in the
    language of the reader. To add a signal, write the three and add its code to
    :meth:`_get_codes`.

    How it works: the selects of all signals that are on are united and joined once to the
    deals, in one statement, which also ranks them. Only what is to be shown leaves the
    database, however many deals there are. The columns of ``deal`` are those of
    :meth:`_get_deal_columns`, and those that ``crm_deal_signal_amount`` adds: what the deal is
    worth.
    """

    _name = "crm.deal.signal"
    _description = "Signal About a Deal"

    @api.model
    def _get_codes(self):
        """Return the codes of all signals, in the order in which they are said."""
        return []

    @api.model
    def _get_sticky_codes(self):
        """Return the codes of the signals whose deals always come, however small their risk."""
        return []

    @api.model
    def _describe(self, code):
        """Return the name, unit and defaults of a signal, in the language of the reader."""
        return getattr(self, f"_describe_{code}")()

    @api.model
    def _get_names(self):
        """Return ``{code: name}`` of all signals."""
        return {code: self._describe(code)["name"] for code in self._get_codes()}

    @api.model
    @ormcache("team_id")
    def _get_signals(self, team_id):
        """Return the :class:`Signal` tuples that are on for the deals of a team."""
        settings = self.env["crm.deal.signal.setting"]._get_settings(team_id)
        signals = []
        for code in self._get_codes():
            about, (is_on, threshold, weight) = (
                self._describe(code),
                settings.get(code, (True, None, None)),
            )
            if is_on:
                threshold = about["threshold"] if threshold is None else threshold
                signals.append(Signal(code, threshold, weight or about["weight"]))
        return tuple(signals)

    @api.model
    def _prepare_comparison(self):
        """Bring up to date what signals compare deals with, before many are looked at."""

    # --- ranking -----------------------------------------------------------------------

    @api.model
    def _rank(self, leads, team, company, limit):
        """Return the deals that need to be talked about, the worst first.

        The risk of a deal is the sum of the weights of its signals; deals are ranked by risk
        times amount. (Not a prorated one: a low probability is a reason to talk and would be
        counted against it.) Deals with a sticky signal always come.

        :param Query leads: deals, of ``crm.lead``
        :param team: their team, whose thresholds and weights hold
        :param company: in whose currency amounts are compared
        :param int limit: how many deals, not counting sticky ones
        :return: list of dicts of ``lead_id``, ``risk``, ``amount``, ``recurring_amount``,
            ``signals`` (list of dicts of ``code``, ``weight``, ``evidence``)
        """
        found = self._select_found(team)
        if found is None:
            return []
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH deal AS MATERIALIZED (%(deals)s), found AS (%(found)s), summed AS (
                    SELECT found.lead_id, SUM(found.weight) AS risk, MAX(deal.amount) AS amount,
                           MAX(deal.recurring_amount) AS recurring_amount,
                           BOOL_OR(found.code = ANY(%(sticky)s)) AS is_sticky
                      FROM found JOIN deal ON deal.id = found.lead_id
                  GROUP BY found.lead_id
                ), ranked AS (
                    SELECT *, ROW_NUMBER() OVER (
                               ORDER BY risk * GREATEST(amount, 0) DESC, risk DESC, lead_id) AS rank
                      FROM summed
                ), chosen AS (
                    SELECT * FROM ranked WHERE rank <= %(limit)s OR is_sticky
                )
                SELECT chosen.lead_id, chosen.risk::int, chosen.amount::float8,
                       chosen.recurring_amount::float8,
                       JSONB_AGG(JSONB_BUILD_OBJECT('code', found.code, 'weight', found.weight,
                                                    'evidence', found.evidence)) AS signals
                  FROM chosen JOIN found ON found.lead_id = chosen.lead_id
              GROUP BY chosen.lead_id, chosen.risk, chosen.amount, chosen.recurring_amount,
                       chosen.rank
              ORDER BY chosen.rank
                """,
                deals=self._select_deals(leads, company),
                found=found,
                sticky=self._get_sticky_codes(),
                limit=limit,
            )
        )

    @api.model
    def _select_found(self, team):
        """Return the union of the selects of all signals that are on, or None."""
        selects = []
        for signal in self._get_signals(team.id):
            select = getattr(self, f"_find_{signal.code}")(signal.threshold)
            if select is not None:
                selects.append(
                    SQL(
                        """SELECT lead_id, %s::varchar AS code, %s AS weight, evidence
                             FROM (%s) AS %s""",
                        signal.code,
                        signal.weight,
                        select,
                        SQL.identifier(signal.code),
                    )
                )
        return SQL(" UNION ALL ").join(selects) if selects else None

    @api.model
    def _get_deal_columns(self):
        """Return the names of the columns of a deal that signals look at."""
        return [
            "id",
            "company_id",
            "team_id",
            "stage_id",
            "user_id",
            "date_deadline",
            "date_last_stage_update",
            "expected_revenue",
            "recurring_revenue_monthly",
            "recurring_plan",
        ]

    @api.model
    def _select_last_look(self):
        """Return a ``SELECT`` of ``lead_id`` and ``facts`` (JSON, the fields of
        ``crm.lead._get_snapshot_fields``) of the last time when people looked at these deals
        together, or None where nobody ever did."""
        return None

    # --- words -------------------------------------------------------------------------

    @api.model
    def _explain(self, signals):
        """Return signals of :meth:`_rank` in words, in the language of the reader: dicts of
        ``code``, ``name``, ``text``, ``weight``, ``severity``. One whose code is gone is left
        out with its weight shown, so that weights still add up to the risk."""
        order, names = self._get_codes(), self._get_names()
        known = sorted(
            (signal for signal in signals if signal["code"] in names),
            key=lambda signal: order.index(signal["code"]),
        )
        lines = [self._make_line(signal, names[signal["code"]]) for signal in known]
        return lines + [
            {
                "code": signal["code"],
                "name": self.env._("A signal that is no longer there"),
                "text": "",
                "weight": signal["weight"],
                "severity": "warning",
            }
            for signal in signals
            if signal["code"] not in names
        ]

    @api.model
    def _make_line(self, signal, name):
        return {
            "code": signal["code"],
            "name": name,
            "text": getattr(self, f"_say_{signal['code']}")(signal["evidence"]),
            "weight": signal["weight"],
            "severity": "danger" if signal["weight"] >= HEAVY else "warning",
        }
