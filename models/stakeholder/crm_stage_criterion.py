from odoo import api, fields, models

from .crm_stakeholder import ATTITUDES, UNKNOWN


class CrmStageCriterion(models.Model):
    _inherit = "crm.stage.criterion"

    role_ids = fields.Many2many(
        "crm.stakeholder.role",
        "crm_stage_criterion_role_rel",
        "criterion_id",
        "role_id",
        string="Roles to Cover",
    )
    role_attitude_min = fields.Selection(
        [pair for pair in ATTITUDES if pair[0] != UNKNOWN],
        string="With at Least This Attitude",
        help="Empty: whatever the attitude is.",
    )

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ("roles", "Roles are covered")]
