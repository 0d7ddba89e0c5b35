from odoo import api, fields, models
from odoo.tools import SQL

MEDIAN, PERCENTILE_90 = 0.5, 0.9
# Measures that are no average of a column.
PERCENTILES = {"median_hours:avg": MEDIAN, "p90_hours:avg": PERCENTILE_90}
CONVERTED = ("forward", "skip", "won")
DROPPED = ("lost",)


class CrmStageMove(models.Model):
    """Measures of the report on moves.

    Conversion of a stage: moves out of it to a later stage or to won, as a share of all moves
    out of it; a deal that comes back from lost does not move out, and what a merged deal did is
    not counted. Time in stage: median and 90th percentile, which a few forgotten deals do not
    bend as they bend an average.
    """

    _inherit = "crm.stage.move"

    median_hours = fields.Float(
        "Median Hours in Stage", compute="_compute_percentiles", aggregator="avg"
    )
    p90_hours = fields.Float(
        "90th Percentile of Hours in Stage", compute="_compute_percentiles", aggregator="avg"
    )
    conversion = fields.Float(compute="_compute_shares", aggregator="avg")
    drop_off = fields.Float("Drop-off", compute="_compute_shares", aggregator="avg")

    @api.depends("hours")
    def _compute_percentiles(self):
        for move in self:
            move.median_hours = move.p90_hours = move.hours

    @api.depends("direction")
    def _compute_shares(self):
        for move in self:
            move.conversion = float(move.direction in CONVERTED)
            move.drop_off = float(move.direction in DROPPED)

    def _field_to_sql(self, alias, field_expr, query=None):
        shares = {"conversion": CONVERTED, "drop_off": DROPPED}
        if field_expr in shares:
            return SQL(
                """CASE WHEN %(merged)s OR %(direction)s = 'reopened' THEN NULL
                        WHEN %(direction)s IN %(counted)s THEN 1.0 ELSE 0.0 END""",
                merged=self._field_to_sql(alias, "is_merged", query),
                direction=self._field_to_sql(alias, "direction", query),
                counted=shares[field_expr],
            )
        if field_expr in ("median_hours", "p90_hours"):
            return self._field_to_sql(alias, "hours", query)
        return super()._field_to_sql(alias, field_expr, query)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in PERCENTILES:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s)",
            PERCENTILES[aggregate_spec],
            self._field_to_sql(self._table, "hours", query),
        )

    @api.model
    def action_open_report(self):
        """Open the report, with what was tracked while the log was not kept.

        :return: a window action
        """
        self.browse().check_access("read")
        if not self.env["crm.stage.criterion"]._get_gates().in_use:
            # sudo: the log is written by the system alone
            self.sudo()._backfill()
        return self.env["ir.actions.act_window"]._for_xml_id("crm_playbook.crm_stage_move_action")
