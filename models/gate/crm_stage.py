from odoo import api, fields, models
from odoo.tools import ormcache

from ...tools.field_access import add_to_copies
from .constants import ROOM_GROUP


class CrmStage(models.Model):
    _inherit = "crm.stage"

    criterion_ids = fields.One2many(
        "crm.stage.criterion", "stage_id", "Criteria", groups=ROOM_GROUP
    )
    back_needs_reason = fields.Boolean(
        "No Way Back Without a Reason",
        copy=False,  # see copy_data
        groups=ROOM_GROUP,
        help="A deal only goes back from this stage when somebody says why.",
    )
    gate_summary = fields.Text(compute="_compute_gate_summary", groups=ROOM_GROUP)

    def _compute_gate_summary(self):
        gates = self.env["crm.stage.criterion"]._get_gates()
        names = self.env["crm.stage.criterion"]._get_names() if gates.criteria else {}
        for stage in self:
            ids = [
                criterion_id
                for gate in ("entry", "exit")
                for criterion_id in gates.criteria.get((stage.id, gate), ())
            ]
            stage.gate_summary = "\n".join(f"• {names[i]}" for i in ids if i in names)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return add_to_copies(self, vals_list, ["back_needs_reason"], default)

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self.env.registry.clear_cache()
        return stages

    def write(self, vals):
        if "is_won" in vals and self.env["crm.stage.criterion"]._get_gates().in_use:
            # Probabilities still to be computed would win deals before the log looks at them.
            self.env["crm.lead"].flush_model(["probability", "won_status"])
        result = super().write(vals)
        if vals.keys() & {"sequence", "team_ids", "back_needs_reason", "is_won", "name"}:
            self.env["crm.stage.criterion"]._forget_gates()
        return result

    def unlink(self):
        """The log keeps the names of stages that go, and so do waivers those of criteria."""
        self.check_access("unlink")
        # sudo: criteria and names go and stay with the stage, whoever may change them
        self.sudo().criterion_ids._unlink_with_stage()
        self.env["crm.stage.move"]._keep_stage_names(self)
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _get_pipeline(self, team_id, *more):
        """Return the ids of a team's stages in pipeline order, with ``more`` stages, which
        may belong to other teams, in their places."""
        return [
            stage_id
            for stage_id, team_ids in self._get_places()
            if not team_ids or team_id in team_ids or stage_id in more
        ]

    @api.model
    @ormcache()
    def _get_places(self):
        """Return ``((stage id, ids of its teams), …)`` in pipeline order."""
        # sudo: the order of stages holds for people who may not read them
        return tuple((stage.id, frozenset(stage.team_ids.ids)) for stage in self.sudo().search([]))
