from odoo import api, models
from odoo.tools import SQL

from ...tools import rooms
from .constants import HOURS_PER_DAY, MIN_MOVES, ROOM


class CrmDealSignal(models.AbstractModel):
    """What the gates and the age of a deal say in a review."""

    _inherit = "crm.deal.signal"

    @api.model
    def _get_codes(self):
        return [*super()._get_codes(), "stage_age", "gate_debts"]

    @api.model
    def _prepare_comparison(self):
        result = super()._prepare_comparison()
        if rooms.is_on(self.env, ROOM):
            self.env["crm.stage.benchmark"]._refresh_if_old()
        return result

    def _describe_stage_age(self):
        name, unit = self.env._("Long in its stage"), self.env._("times as long as won deals")
        return {"name": name, "unit": unit, "threshold": 2, "weight": 2}

    def _find_stage_age(self, threshold):
        """Compare with deals of the team that were won; stages that too few of them left have
        no benchmark."""
        if not rooms.is_on(self.env, ROOM):
            return None
        benchmarks = self.env["crm.stage.benchmark"]._get_benchmarks()
        rows = [
            SQL("(%s, %s, %s, %s)", stage_id, team_id or 0, float(hours), count)
            for (stage_id, team_id), (hours, count) in benchmarks.items()
            if count >= MIN_MOVES and stage_id
        ]
        if not rows:
            return None
        return SQL(
            """
            SELECT id AS lead_id, JSONB_BUILD_OBJECT('hours', hours, 'median', median,
                                                     'count', count) AS evidence
              FROM (
                   SELECT deal.id, benchmark.median, benchmark.count,
                          EXTRACT(EPOCH FROM %(now)s - deal.date_last_stage_update) / 3600 AS hours
                     FROM deal
                     JOIN (VALUES %(rows)s) AS benchmark(stage_id, team_id, median, count)
                       ON benchmark.stage_id = deal.stage_id
                      AND benchmark.team_id = COALESCE(deal.team_id, 0)
                   ) AS aged
             WHERE hours > %(factor)s * median
            """,
            now=SQL("%s::timestamp", self.env.cr.now()),
            rows=SQL(", ").join(rows),
            factor=threshold,
        )

    def _say_stage_age(self, evidence):
        return self.env._(
            "%(age).1f days in its stage; won deals of the team took %(median).1f "
            "(median of %(count)s).",
            age=float(evidence["hours"]) / HOURS_PER_DAY,
            median=float(evidence["median"]) / HOURS_PER_DAY,
            count=evidence["count"],
        )

    def _describe_gate_debts(self):
        name, unit = self.env._("Gate debts"), self.env._("criteria waived")
        return {"name": name, "unit": unit, "threshold": 1, "weight": 2}

    def _find_gate_debts(self, threshold):
        if not rooms.is_on(self.env, ROOM):
            return None
        return SQL(
            """
            SELECT lead_id, JSONB_BUILD_OBJECT('count', COUNT(*), 'criteria',
                                               ARRAY_AGG(criterion_id ORDER BY id)) AS evidence
              FROM crm_stage_waiver
             WHERE state = 'open' AND lead_id IN (SELECT id FROM deal)
          GROUP BY lead_id HAVING COUNT(*) >= %s
            """,
            max(threshold, 1),
        )

    def _say_gate_debts(self, evidence):
        names = self.env["crm.stage.criterion"]._get_names()
        waived = [names[criterion] for criterion in evidence["criteria"] if criterion in names]
        return self.env._("Waived and not met yet: %s.", ", ".join(waived) or evidence["count"])
