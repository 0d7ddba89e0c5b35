from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.icp.constants import PUBLISHED
from ...models.icp.scoring.backtest import Backtest
from .crm_icp_simulation_lead import BUCKETS, DISQUALIFIED, NO_TIER

DEFAULT_MONTHS = 12


class CrmIcpSimulation(models.TransientModel):
    """What publishing a profile would do to open leads, and what it would have said about
    closed ones. Nothing is written to leads or scores."""

    _name = "crm.icp.simulation"
    _description = "ICP Simulation"
    _rec_name = "profile_id"

    profile_id = fields.Many2one("crm.icp.profile", required=True, ondelete="cascade")
    state = fields.Selection(related="profile_id.state")
    months = fields.Integer(
        "Closed Deals of the Last (months)",
        default=lambda self: self._default_months(),
        required=True,
    )
    result = fields.Json(readonly=True)
    moved_ids = fields.One2many("crm.icp.simulation.lead", "simulation_id")

    _months_positive = models.Constraint(
        "CHECK(months > 0)", "The period of the backtest must be at least one month."
    )

    @api.model
    def _default_months(self):
        # sudo: one number of the settings, shown to whoever may simulate
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("crm_playbook.icp_backtest_months")
        return int(value) if value and value.isdigit() and int(value) else DEFAULT_MONTHS

    def _run(self):
        """Fill ``result`` (see :meth:`_get_pipeline` and ``Backtest.run``) and the leads
        that would move.

        :raise UserError: for a profile that cannot be published
        """
        self.ensure_one()
        self.profile_id._check_publishable(draft_only=False)
        self._insert_moved_leads()
        self.result = {
            "pipeline": self._get_pipeline(),
            "backtest": Backtest(self.profile_id, self.months).run(),
        }

    def action_run(self):
        """Simulate again, for instance over another period. Returns True."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the list of moved leads is only written by the simulation itself
        self.sudo().moved_ids.unlink()
        self._run()
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

    # --- open leads --------------------------------------------------------------------

    def _get_pipeline(self):
        """Return ``{"total", "now": {bucket: n}, "then": {bucket: n}, "moves": [...]}``
        over open leads; a move has ``now``, ``then`` and ``count``."""
        moves = [
            {"now": now, "then": then, "count": count}
            for now, then, count in self.env.execute_query(
                SQL(
                    "SELECT bucket_now, bucket_then, COUNT(*) FROM (%s) AS leads GROUP BY 1, 2",
                    self._select_buckets(),
                )
            )
        ]
        totals = {side: dict.fromkeys(dict(BUCKETS), 0) for side in ("now", "then")}
        for move in moves:
            for side, counts in totals.items():
                counts[move[side]] += move["count"]
        return {"total": sum(move["count"] for move in moves), **totals, "moves": moves}

    def _insert_moved_leads(self):
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_icp_simulation_lead
                       (simulation_id, lead_id, bucket_now, bucket_then, score_now, score_then,
                        create_uid, write_uid, create_date, write_date)
                SELECT %(simulation)s, lead_id, bucket_now, bucket_then, score_now, score_then,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (%(leads)s) AS leads
                 WHERE bucket_now != bucket_then
             RETURNING id
                """,
                simulation=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                leads=self._select_buckets(),
            )
        )
        self.invalidate_recordset(["moved_ids"])

    def _select_buckets(self):
        """Return the ``SELECT`` of open leads with bucket and score, now and then."""
        scorer = self.env["crm.icp.scorer"]
        domain = self._get_open_domain()
        leads = scorer._get_leads()
        return SQL(
            """
            SELECT lead.id AS lead_id, %(now_bucket)s AS bucket_now, %(then_bucket)s AS bucket_then,
                   now.score AS score_now, later.score AS score_then
              FROM (%(leads)s) AS lead
         LEFT JOIN (%(now)s) AS now ON now.lead_id = lead.id
         LEFT JOIN (%(later)s) AS later ON later.lead_id = lead.id
            """,
            now_bucket=self._bucket("now"),
            then_bucket=self._bucket("later"),
            leads=leads._search(domain).select(),
            now=scorer._select_scores_or_none(self._get_specs_now(), domain),
            later=scorer._select_scores_or_none(self._get_specs_then(), domain),
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
        # sudo: other companies' profiles take part in the order, as they do in scoring
        profiles = self.profile_id.sudo()
        published = profiles.search([("state", "=", PUBLISHED)])
        then = (published - profiles.previous_version_id) | profiles
        specs = (profile._make_spec() for profile in then.sorted())
        return tuple(spec for spec in specs if spec)
