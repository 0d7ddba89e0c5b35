from collections import namedtuple

from odoo import api, fields, models

from ..constants import HOURS_PER_DAY, MIN_MOVES, ROOM_GROUP

# How many hours a deal has been in its stage, and how many deals that were won were, by median.
StageAge = namedtuple("StageAge", "is_slow hours median count")


class CrmLead(models.Model):
    """Marks a deal that stays in its stage much longer than deals that were won did."""

    _inherit = "crm.lead"

    is_stage_slow = fields.Boolean(
        "Longer in Stage Than Won Deals", compute="_compute_stage_age", groups=ROOM_GROUP
    )
    stage_age_note = fields.Char("Age in Stage", compute="_compute_stage_age", groups=ROOM_GROUP)

    @api.depends("stage_id", "team_id", "date_last_stage_update")
    def _compute_stage_age(self):
        self.update({"is_stage_slow": False, "stage_age_note": False})
        for lead_id, age in self._get_stage_ages().items():
            values = {"is_stage_slow": age.is_slow, "stage_age_note": self._get_age_note(age)}
            self.browse([lead_id]).update(values)

    def _get_stage_ages(self):
        """Return ``{lead id: StageAge}`` of the open deals for which there is a benchmark; none
        while the settings name no factor."""
        Benchmark = self.env["crm.stage.benchmark"]
        factor = Benchmark._get_age_factor()
        if not factor:
            return {}
        benchmarks = Benchmark._get_benchmarks()
        ages, now = {}, self.env.cr.now()
        for lead in self:
            hours, count = benchmarks.get((lead.stage_id.id, lead.team_id.id), (0, 0))
            if count >= MIN_MOVES and lead.won_status == "pending":
                age = (now - lead.date_last_stage_update).total_seconds() / 3600
                ages[lead.id] = StageAge(age > factor * hours, age, hours, count)
        return ages

    def _get_age_note(self, age):
        return self.env._(
            "%(age).1f days in this stage; won deals of the team: %(median).1f days "
            "(median of %(count)s)",
            age=age.hours / HOURS_PER_DAY,
            median=age.median / HOURS_PER_DAY,
            count=age.count,
        )
