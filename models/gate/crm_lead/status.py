import operator as operators

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.arguments import an_id, checked
from ..constants import ROOM_GROUP

# How a number is compared, by the operators that are left of a condition on one; in Python and
# in SQL.
COMPARISONS = {
    "in": (lambda count, values: count in values, SQL("= ANY")),
    "<": (operators.lt, SQL("<")),
    "<=": (operators.le, SQL("<=")),
    ">": (operators.gt, SQL(">")),
    ">=": (operators.ge, SQL(">=")),
}


class CrmLead(models.Model):
    """What a deal shows of its gates."""

    _inherit = "crm.lead"

    stage_move_ids = fields.One2many("crm.stage.move", "lead_id", groups=ROOM_GROUP)
    evidence_ids = fields.One2many("crm.lead.evidence", "lead_id", groups=ROOM_GROUP)
    waiver_ids = fields.One2many("crm.stage.waiver", "lead_id", groups=ROOM_GROUP)
    gate_debt_count = fields.Integer(
        "Gate Debts",
        compute="_compute_gate_debt_count",
        search="_search_gate_debt_count",
        groups=ROOM_GROUP,
    )

    @api.depends("waiver_ids.state")
    def _compute_gate_debt_count(self):
        counts = self._count_debts([("lead_id", "in", self._origin.ids)])
        for lead in self:
            lead.gate_debt_count = counts.get(lead._origin.id, 0)

    def _search_gate_debt_count(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        compare, sign = COMPARISONS[operator]
        value = [int(number or 0) for number in value] if operator == "in" else value or 0
        if not self.env["crm.stage.criterion"]._get_gates().in_use:
            return Domain.TRUE if compare(0, value) else Domain.FALSE
        matches = SQL("COUNT(*) %s (%s)", sign, value)
        if compare(0, value):  # nearly all deals: those without a debt have no row to count
            return Domain("id", "not in", self._select_indebted(SQL("NOT (%s)", matches)))
        return Domain("id", "in", self._select_indebted(matches))

    @api.model
    def _select_indebted(self, having):
        """Return the query of the ids of the deals with open debts, of those that the user reads,
        of which a condition on their number holds."""
        debts = self.env["crm.stage.waiver"]._search([("state", "=", "open")])
        lead_id = self.env["crm.stage.waiver"]._field_to_sql(debts.table, "lead_id", debts)
        if debts.is_empty():
            return SQL("(SELECT 1 WHERE FALSE)")
        debts.groupby, debts.having = lead_id, having
        return SQL("(%s)", debts.select(lead_id))

    @api.model
    def _count_debts(self, domain=()):
        """Return ``{lead id: number}`` of the open debts in this domain that the user reads."""
        if not self.env["crm.stage.criterion"]._get_gates().in_use:
            return {}
        waivers = self.env["crm.stage.waiver"]._read_group(
            [*domain, ("state", "=", "open")], ["lead_id"], ["__count"]
        )
        return {lead.id: count for lead, count in waivers}

    # --- status ------------------------------------------------------------------------

    @checked(stage_id=an_id)
    def get_gate_status(self, stage_id=None):
        """Say what this deal still has to prove to reach a stage.

        :param int stage_id: the stage to be reached, by default the next one
        :return: list of dicts in the order of the gates: ``criterion_id``, ``name``,
            ``hint``, ``gate`` (entry, exit), ``stage``, ``kind``, ``enforcement``, ``state``
            (met, missing, waiting, refused, waived), ``missing`` (sentences or labels),
            ``fields`` (names to fill)
        """
        self.ensure_one()
        self.check_access("read")
        gates = self.env["crm.stage.criterion"]._get_gates()
        if stage_id is None:
            ids, _target_id = self._get_next_gates()
        else:
            ids = self.env["crm.stage.criterion"]._get_crossed(
                self.team_id.id, self.stage_id.id, stage_id, gates
            )
        return self._get_gate_lines(ids, self._judge_one(ids))

    def _judge_one(self, ids):
        return self.env["crm.stage.criterion"]._judge({self: ids})[self.id]

    def _get_next_gates(self):
        """Return ``(criterion ids, stage id)`` of the next stage in the pipeline of the
        team; ``stage id`` is False in the last one."""
        stage, team = self.stage_id, self.team_id
        # In a form that is being edited they may be new records of an origin.
        stage_id, team_id = stage.id or stage._origin.id, team.id or team._origin.id
        return self._get_gates_after(self.type, stage_id, self.won_status, team_id)

    @api.model
    def _get_gates_after(self, kind, stage_id, won_status, team_id):
        """Return ``(criterion ids, stage id)`` of the stage after this one."""
        if kind != "opportunity" or not stage_id or won_status != "pending":
            return (), False
        return self.env["crm.stage.criterion"]._get_next(team_id or False, stage_id)

    def _get_gate_lines(self, ids, verdicts):
        """Return the lines of those criteria that are asked of this deal."""
        # sudo: criteria are shown to whoever works on the deals they are asked of
        criteria = self.env["crm.stage.criterion"].sudo().browse(ids)
        return [
            {
                "criterion_id": criterion.id,
                "name": criterion.name,
                "hint": criterion.hint or "",
                "gate": criterion.gate,
                "stage": criterion.stage_id.name,
                "kind": criterion.kind,
                "evidence": criterion.evidence,
                "activity_type_id": criterion.activity_type_id.id,
                "enforcement": criterion.enforcement,
                "state": verdicts[criterion.id]["state"],
                "missing": verdicts[criterion.id]["missing"],
                "fields": verdicts[criterion.id].get("fields", []),
            }
            for criterion in criteria
            if criterion.id in verdicts
        ]
