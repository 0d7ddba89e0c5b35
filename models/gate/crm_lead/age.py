from collections import namedtuple

from odoo import api, fields, models

from ....tools.columns import get_column
from ..constants import HOURS_PER_DAY, MIN_MOVES, ROOM_GROUP

SECONDS_PER_HOUR = 3600
STAY = ("stage_id", "team_id", "won_status", "date_last_stage_update")
# How many days a deal has been in its stage; hours that deals that were won were, and how many.
StageAge = namedtuple("StageAge", "is_slow days hours count")


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
            values = {"is_stage_slow": age.is_slow, "stage_age_note": self._get_age_note(*age)}
            self.browse([lead_id]).update(values)

    def _get_stage_ages(self):
        """Return ``{lead id: StageAge}`` of the open deals for which there is a benchmark; none
        while the settings name no factor."""
        Benchmark = self.env["crm.stage.benchmark"]
        factor = Benchmark._get_age_factor()
        if not factor:
            return {}
        benchmarks = Benchmark._get_benchmarks()
        ages, now = {}, fields.Datetime.now()
        for lead_id, stage_id, team_id, won_status, since in self._get_stays():
            hours, count = benchmarks.get((stage_id, team_id or False), (0, 0))
            if count >= MIN_MOVES and won_status == "pending":
                age = (now - since).total_seconds() / SECONDS_PER_HOUR
                is_slow = age > factor * hours
                ages[lead_id] = StageAge(is_slow, round(age / HOURS_PER_DAY, 1), hours, count)
        return ages

    def _get_stays(self):
        """Return the id and the values of ``STAY`` of each of these deals."""
        columns = [get_column(self, self._fields[name]) for name in STAY]
        if None in columns:
            return [
                (lead.id, lead.stage_id.id, lead.team_id.id, lead.won_status, lead[STAY[-1]])
                for lead in self
            ]
        return zip(self._ids, *columns, strict=True)

    @api.model
    def _get_age_note(self, is_slow, days, hours, count):
        return self.env._(
            "%(age).1f days in this stage; won deals of the team: %(median).1f days "
            "(median of %(count)s)",
            age=days,
            median=hours / HOURS_PER_DAY,
            count=count,
        )
