from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ...tools import rooms
from ...tools.jobs import switch, wake
from .constants import ROOM

FACTOR_PARAMETER = "crm_playbook.stage_age_factor"
CRON = "crm_playbook.ir_cron_stage_benchmark"


class CrmStageBenchmark(models.Model):
    """How long deals that were won stayed in a stage, by team: what the age of an open deal is
    compared with. Worked out once a day, for the log may be long."""

    _name = "crm.stage.benchmark"
    _description = "Stage Benchmark"
    _rec_name = "stage_id"
    _log_access = False

    stage_id = fields.Many2one("crm.stage", required=True, ondelete="cascade", index=True)
    team_id = fields.Many2one("crm.team", ondelete="cascade", index="btree_not_null")
    hours = fields.Float("Median Hours", required=True, aggregator=None)
    count = fields.Integer("Moves", required=True)
    date = fields.Date("As Of", required=True)

    @api.model
    def _get_age_factor(self):
        """Return how many times the benchmark a deal may take; 0 marks none, and none is marked
        while the room is off."""
        return self._get_kept_age_factor() if rooms.is_on(self.env, ROOM) else 0.0

    @api.model
    @ormcache()
    def _get_kept_age_factor(self):
        # sudo: one number of the settings
        value = self.env["ir.config_parameter"].sudo().get_param(FACTOR_PARAMETER)
        try:
            return float(value or 0)
        except ValueError:
            return 0.0

    @api.model
    @ormcache()
    def _get_benchmarks(self):
        """Return ``{(stage id, team id): (median hours in the stage, number of moves)}``
        over the moves of deals that were won."""
        rows = self.env.execute_query(
            SQL("SELECT stage_id, team_id, hours, count FROM crm_stage_benchmark")
        )
        return {(stage, team or False): (hours, count) for stage, team, hours, count in rows}

    @api.model
    def _refresh(self):
        """Work the benchmarks out anew."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_stage_benchmark")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_stage_benchmark (stage_id, team_id, hours, count, date)
                SELECT move.from_stage_id, move.team_id,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY move.hours), COUNT(*), %s
                  FROM crm_stage_move AS move JOIN crm_lead AS lead ON lead.id = move.lead_id
                 WHERE lead.won_status = 'won' AND move.from_stage_id IS NOT NULL
                   AND move.hours IS NOT NULL AND move.is_merged IS NOT TRUE
              GROUP BY 1, 2
                """,
                fields.Date.today(),
            )
        )
        self.invalidate_model()
        self.env.registry.clear_cache()

    @api.model
    def _refresh_if_old(self):
        """Work the benchmarks out anew unless that was done today."""
        # sudo: benchmarks are the system's alone
        if not self.sudo().search_count([("date", "=", fields.Date.today())], limit=1):
            self._refresh()

    @api.model
    def _cron_refresh(self):
        if rooms.is_on(self.env, ROOM):
            self._refresh()

    @api.model
    def _follow_switch(self, is_on):
        """Compare with something at once and daily where the settings mark deals, or not any
        more."""
        if not is_on:
            switch(self.env, CRON, False)
        elif self._get_kept_age_factor():
            self._refresh_if_old()
            wake(self.env, CRON)
