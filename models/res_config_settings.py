from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    icp_backtest_months = fields.Integer(
        "Backtest Period (months)",
        config_parameter="crm_playbook.icp_backtest_months",
        default=12,
        help="How far back closed deals count when a profile is tried on won and lost deals.",
    )
    log_stage_moves = fields.Boolean(
        "Log of Stage Moves",
        config_parameter="crm_playbook.log_stage_moves",
        help="Keep the log of stage moves even while no stage criterion is active.",
    )
    stage_age_factor = fields.Float(
        config_parameter="crm_playbook.stage_age_factor",
        help="Mark deals that are in their stage this many times longer than won deals were. "
        "0 marks none.",
    )
    next_action_mark = fields.Boolean(
        "Mark Deals Without a Next Action",
        config_parameter="crm_playbook.next_action_mark",
        help="In list and kanban, open opportunities without a planned activity are marked.",
    )
    next_action_digest = fields.Boolean(
        "Digest on Working Mornings",
        config_parameter="crm_playbook.next_action_digest",
        help="Whoever owns such deals gets one message on each working morning.",
    )

    def set_values(self):
        result = super().set_values()
        self.env["crm.stage.criterion"]._forget_gates()
        self.env["crm.next.action.digest"]._switch(self.next_action_digest)
        return result
