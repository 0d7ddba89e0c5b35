from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from .crm_stage_criterion import SALES_GROUP

FACTOR_PARAMETER = "crm_playbook.stage_age_factor"
HOURS_PER_DAY = 24
MIN_MOVES = 5


class CrmLead(models.Model):
    """Marks a deal that stays in its stage much longer than deals that were won did."""

    _inherit = "crm.lead"

    is_stage_slow = fields.Boolean(
        "Longer in Stage Than Won Deals", compute="_compute_stage_age", groups=SALES_GROUP
    )
    stage_age_note = fields.Char("Age in Stage", compute="_compute_stage_age", groups=SALES_GROUP)

    @api.depends("stage_id", "team_id", "date_last_stage_update")
    def _compute_stage_age(self):
        self.update({"is_stage_slow": False, "stage_age_note": False})
        Move = self.env["crm.stage.move"]
        factor = Move._get_age_factor()
        if not factor:
            return
        benchmarks = Move._get_benchmarks(fields.Date.today())
        for lead in self:
            hours, count = benchmarks.get((lead.stage_id.id, lead.team_id.id), (0, 0))
            if count < MIN_MOVES or lead.won_status != "pending":
                continue
            age = (self.env.cr.now() - lead.date_last_stage_update).total_seconds() / 3600
            lead.is_stage_slow = age > factor * hours
            lead.stage_age_note = self.env._(
                "%(age).1f days in this stage; won deals of the team: %(median).1f days "
                "(median of %(count)s)",
                age=age / HOURS_PER_DAY,
                median=hours / HOURS_PER_DAY,
                count=count,
            )


class CrmStageMove(models.Model):
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
                   AND move.hours IS NOT NULL
              GROUP BY 1, 2
                """
            )
        )
        return {(stage, team or False): (hours, count) for stage, team, hours, count in rows}
