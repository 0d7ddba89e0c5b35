from odoo import api, models
from odoo.tools import SQL, ormcache

FACTOR_PARAMETER = "crm_playbook.stage_age_factor"


class CrmStageMove(models.Model):
    """How long deals that were won stayed in their stages."""

    _inherit = "crm.stage.move"

    @api.model
    @ormcache()
    def _get_age_factor(self):
        """Return how many times the benchmark a deal may take; 0 marks none."""
        # sudo: one number of the settings
        value = self.env["ir.config_parameter"].sudo().get_param(FACTOR_PARAMETER)
        try:
            return float(value or 0)
        except ValueError:
            return 0.0

    @api.model
    @ormcache("today")
    def _get_benchmarks(self, today):  # the day is the key: benchmarks are made once a day
        """Return ``{(stage id, team id): (median hours in the stage, number of moves)}``
        over the moves of deals that were won."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.from_stage_id, move.team_id,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY move.hours), COUNT(*)
                  FROM crm_stage_move AS move JOIN crm_lead AS lead ON lead.id = move.lead_id
                 WHERE lead.won_status = 'won' AND move.from_stage_id IS NOT NULL
                   AND move.hours IS NOT NULL AND move.is_merged IS NOT TRUE
              GROUP BY 1, 2
                """
            )
        )
        return {(stage, team or False): (hours, count) for stage, team, hours, count in rows}
