from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_list
from odoo.tools.misc import formatLang

from ...models.deal.crm_playbook_background import HOURS_KEPT
from ...models.icp.constants import PUBLISHED
from ...models.icp.scoring.backtest import Backtest
from ...models.icp.scoring.score_query import UNKNOWN
from ...tools.shares import MIN_DEALS, compare_shares
from .crm_icp_simulation_lead import BUCKETS, DISQUALIFIED, NO_TIER

DEFAULT_MONTHS = 12
# Buckets that say nothing of how well a customer fits.
UNJUDGED = (UNKNOWN, DISQUALIFIED)
# So many leads are simulated while the user waits: less than three seconds of work.
MOST_AT_ONCE = 25_000
# Between two commits rows are held for less than what may be felt, 0.3 s.
LEADS_PER_BATCH = 10_000
# So many leads are listed per move, those of the highest score; all are counted.
MOST_LISTED = 500
RANK = SQL(
    """ROW_NUMBER() OVER (PARTITION BY bucket_now, bucket_then
                              ORDER BY score_then DESC NULLS LAST, lead_id)"""
)


class CrmIcpSimulation(models.TransientModel):
    """What publishing a profile would do to open leads, and what it would have said about
    closed ones. Nothing is written to leads or scores."""

    _name = "crm.icp.simulation"
    _inherit = ["crm.playbook.background"]
    _description = "ICP Simulation"
    _rec_name = "profile_id"
    _transient_max_hours = HOURS_KEPT
    _transient_max_count = 0
    _most_at_once = MOST_AT_ONCE

    profile_id = fields.Many2one("crm.icp.profile", required=True, ondelete="cascade")
    state = fields.Selection(related="profile_id.state")
    months = fields.Integer(
        "Closed Deals of the Last (months)",
        default=lambda self: self._default_months(),
        required=True,
    )
    result = fields.Json(readonly=True)
    moved_ids = fields.One2many("crm.icp.simulation.lead", "simulation_id")
    listed_note = fields.Char("What Is Listed", compute="_compute_listed_note")
    verdict = fields.Char(compute="_compute_verdict")
    taken_note = fields.Char("Whose Leads It Scores", compute="_compute_verdict")

    _months_positive = models.Constraint(
        "CHECK(months > 0)", "The period of the backtest must be at least one month."
    )

    @api.model
    def _default_months(self):
        # sudo: one number of the settings, shown to whoever may simulate
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("crm_playbook.icp_backtest_months")
        return int(value) if value and value.isdigit() and int(value) else DEFAULT_MONTHS

    @api.depends("result")
    def _compute_verdict(self):
        for simulation in self:
            result = simulation.result or {}
            backtest = result.get("backtest", {})
            simulation.verdict = bool(result) and simulation._say_verdict(backtest["tiers"])
            simulation.taken_note = "taken" in result and simulation._say_taken(result["taken"])

    def _say_verdict(self, tiers):
        """Say whether the best tier of which there are enough deals wins more than the worst."""
        judged = [row for row in tiers if row["key"] not in UNJUDGED and row["enough"]]
        if len(judged) < 2:
            return self.env._(
                "Too few closed deals to say whether this profile tells won from lost: two tiers"
                " need %s each.",
                MIN_DEALS,
            )
        best, worst = judged[0], judged[-1]
        numbers = {
            "best": best["key"].upper(),
            "worst": worst["key"].upper(),
            "deals": best["n"] + worst["n"],
        }
        found = compare_shares((best["won"], best["n"]), (worst["won"], worst["n"]))
        if found > 0:
            return self.env._(
                "Deals of tier %(best)s were won more often than those of tier %(worst)s: this"
                " profile tells won from lost, n = %(deals)s.",
                **numbers,
            )
        if found < 0:
            return self.env._(
                "Deals of tier %(best)s were won less often than those of tier %(worst)s: this"
                " profile points the wrong way, n = %(deals)s.",
                **numbers,
            )
        return self.env._(
            "The win rates of tiers %(best)s and %(worst)s differ no more than chance explains:"
            " this profile does not tell won from lost, n = %(deals)s.",
            **numbers,
        )

    def _say_taken(self, taken):
        """Say from which profiles this one takes open leads.

        :param taken: ``{id of the profile of now as text, "0" for none: number of leads}``
        """
        if not taken:
            return self.env._(
                "No open lead comes to this profile: it is for none of them, or those before it in"
                " the order take them all."
            )
        # sudo: names of profiles of other companies, whose leads it would take
        profiles = (
            self.env["crm.icp.profile"].sudo().browse(int(id_) for id_ in taken if id_ != "0")
        )
        names = {str(profile.id): profile.display_name for profile in profiles.exists()}
        parts = []
        for id_, count in sorted(taken.items(), key=lambda item: -item[1]):
            number = formatLang(self.env, count, digits=0)
            if id_ == "0":
                parts.append(self.env._("%s without a profile", number))
            else:
                name = names.get(id_, self.env._("a profile that is gone"))
                parts.append(self.env._("%(count)s of “%(name)s”", count=number, name=name))
        return self.env._("Open leads that it scores: %s.", format_list(self.env, parts))

    @api.depends("result")
    def _compute_listed_note(self):
        for simulation in self:
            moves = (simulation.result or {}).get("pipeline", {}).get("moves", [])
            counts = [move["count"] for move in moves if move["now"] != move["then"]]
            listed = sum(min(count, MOST_LISTED) for count in counts)
            simulation.listed_note = listed < sum(counts) and self.env._(
                "The list of leads that would move shows %(listed)s of %(total)s, of each move "
                "those of the highest score.",
                listed=formatLang(self.env, listed, digits=0),
                total=formatLang(self.env, sum(counts), digits=0),
            )

    def action_run(self):
        """Simulate again, for instance over another period. Returns True."""
        self.ensure_one()
        self.check_access("write")
        self._start()
        return True

    def action_open_moved_leads(self):
        """Open the list of leads that would change their tier."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leads that would move"),
            "res_model": "crm.icp.simulation.lead",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("simulation_id", "=", self.id)],
            "context": {"group_by": ["bucket_now", "bucket_then"]},
        }

    def action_publish(self):
        self.ensure_one()
        self.profile_id.action_publish()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.icp.profile",
            "res_id": self.profile_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- the question --------------------------------------------------------------------

    def _check_question(self):
        """
        :raise UserError: for a profile that cannot be published
        """
        self.profile_id._check_publishable(draft_only=False)

    def _get_run_key(self):
        """The profiles that take part, as they were saved last, and the period."""
        # sudo: as in _get_profiles_then
        then = self._get_profiles_then()
        profiles = then.search([("state", "=", PUBLISHED)]) | then
        records = [*profiles.sorted("id"), *profiles.criterion_ids.sorted("id")]
        saved = [(record.id, str(record.write_date)) for record in records]
        return repr((profiles.sorted().ids, then.sorted().ids, saved, self.months))

    def _count_work(self):
        # sudo: how many leads there are of all companies only says how far the work is
        return self.env["crm.lead"].sudo().with_context(active_test=False).search_count([])

    # --- the answer ----------------------------------------------------------------------

    def _work_part(self, found):
        """Judge the next leads, open and closed ones."""
        after_id = found.get("last_id", 0)
        last_id, count = self._get_batch_end(after_id)
        backtest = Backtest(self.profile_id, self.months)
        counts = backtest.count(after_id, last_id)
        if "backtest" in found:
            backtest.add(counts, found["backtest"])
        moves = {(now, then): n for now, then, n in found.get("moves", [])}
        taken = found.get("taken", {})
        for now, then, taken_from, n in self._move_leads(after_id, last_id):
            moves[now, then] = moves.get((now, then), 0) + n
            if taken_from is not None:
                taken[str(taken_from)] = taken.get(str(taken_from), 0) + n
        found = {
            "last_id": last_id,
            "backtest": counts,
            "moves": [[now, then, n] for (now, then), n in sorted(moves.items())],
            "taken": taken,
        }
        return found, count, count < LEADS_PER_BATCH

    def _get_batch_end(self, after_id):
        """Return the id of the last lead of the next batch, and how many leads it has."""
        [[last_id, count]] = self.env.execute_query(
            SQL(
                """SELECT MAX(id), COUNT(*) FROM (
                       SELECT id FROM crm_lead WHERE id > %s ORDER BY id LIMIT %s) AS batch""",
                after_id,
                LEADS_PER_BATCH,
            )
        )
        return last_id or after_id, count

    def _show(self, found):
        backtest = Backtest(self.profile_id, self.months)
        self.result = {
            "pipeline": self._get_pipeline(found["moves"]),
            "taken": found["taken"],
            "backtest": backtest.report(found["backtest"]),
        }

    def _forget(self):
        # sudo: the list of moved leads is only written by the simulation itself
        self.sudo().moved_ids.unlink()
        self.result = False

    # --- open leads --------------------------------------------------------------------

    @api.model
    def _get_pipeline(self, moves):
        """Return ``{"total", "now": {bucket: n}, "then": {bucket: n}, "moves": [...]}``
        over open leads; a move has ``now``, ``then`` and ``count``."""
        moves = [{"now": now, "then": then, "count": count} for now, then, count in moves]
        totals = {side: dict.fromkeys(dict(BUCKETS), 0) for side in ("now", "then")}
        for move in moves:
            for side, counts in totals.items():
                counts[move[side]] += move["count"]
        return {"total": sum(move["count"] for move in moves), **totals, "moves": moves}

    def _move_leads(self, after_id, last_id):
        """Judge the open leads of a range by one statement, and list those that would move.

        :return: rows of bucket now, bucket then, id of the profile of now (0 for none) where this
            one scores then, else None, number of leads
        """
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                WITH lead AS MATERIALIZED (%(leads)s), listed AS (
                    INSERT INTO crm_icp_simulation_lead
                           (simulation_id, lead_id, bucket_now, bucket_then, score_now,
                            score_then, create_uid, write_uid, create_date, write_date)
                    SELECT %(simulation)s, lead_id, bucket_now, bucket_then, score_now,
                           score_then, %(uid)s, %(uid)s, %(now)s, %(now)s
                      FROM (SELECT *, %(rank)s AS rank FROM lead
                             WHERE bucket_now != bucket_then) AS moved
                     WHERE rank <= %(most)s
                )
                SELECT bucket_now, bucket_then, taken_from, COUNT(*) FROM lead GROUP BY 1, 2, 3
                """,
                simulation=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rank=RANK,
                most=MOST_LISTED,
                leads=self._select_buckets(after_id, last_id),
            )
        )
        self._shorten_list()
        self.invalidate_recordset(["moved_ids"])
        return rows

    def _shorten_list(self):
        """Keep of what all ranges listed so far the first ones of each move."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_icp_simulation_lead AS line USING (
                    SELECT id, %s AS rank FROM crm_icp_simulation_lead WHERE simulation_id = %s
                ) AS ranked WHERE ranked.id = line.id AND ranked.rank > %s
                """,
                RANK,
                self.id,
                MOST_LISTED,
            )
        )

    def _select_buckets(self, after_id, last_id):
        """Return the ``SELECT`` of open leads of a range with bucket and score, now and then.

        The scores of now are worked out too: those that are kept may be older than what their
        conditions look at, by a pass that is under way or a date that has come since the last one.
        """
        scorer = self.env["crm.icp.scorer"]
        domain, between = self._get_open_domain(), (after_id, last_id)
        leads = scorer._get_leads()
        ids = Domain("id", ">", after_id) & Domain("id", "<=", last_id)
        return SQL(
            """
            SELECT lead.id AS lead_id, %(now_bucket)s AS bucket_now, %(then_bucket)s AS bucket_then,
                   now.score AS score_now, later.score AS score_then,
                   CASE WHEN later.profile_id = %(profile)s
                        THEN COALESCE(now.profile_id, 0) END AS taken_from
              FROM (%(leads)s) AS lead
         LEFT JOIN (%(now)s) AS now ON now.lead_id = lead.id
         LEFT JOIN (%(later)s) AS later ON later.lead_id = lead.id
            """,
            profile=self.profile_id.id,
            now_bucket=self._bucket("now"),
            then_bucket=self._bucket("later"),
            leads=leads._search(domain & ids).select(),
            now=scorer._select_scores_or_none(self._get_specs_now(), domain, between),
            later=scorer._select_scores_or_none(self._get_specs_then(), domain, between),
        )

    @api.model
    def _bucket(self, alias):
        return SQL(
            "CASE WHEN %(d)s THEN %(disqualified)s ELSE COALESCE(%(tier)s, %(none)s) END",
            d=SQL.identifier(alias, "disqualified"),
            disqualified=DISQUALIFIED,
            tier=SQL.identifier(alias, "tier"),
            none=NO_TIER,
        )

    def _get_open_domain(self):
        """Return the domain of the open leads in the companies the user works in."""
        return (
            Domain("active", "=", True)
            & Domain("won_status", "=", "pending")
            & Domain("company_id", "in", [*self.env.companies.ids, False])
        )

    def _get_specs_now(self):
        return self.env["crm.icp.profile"]._get_published_specs()

    def _get_specs_then(self):
        """Return the specs as they would be with this profile published."""
        specs = (profile._make_spec() for profile in self._get_profiles_then().sorted())
        return tuple(spec for spec in specs if spec)

    def _get_profiles_then(self):
        # sudo: other companies' profiles take part in the order, as they do in scoring
        profiles = self.profile_id.sudo()
        published = profiles.search([("state", "=", PUBLISHED)])
        return (published - profiles.previous_version_id) | profiles
