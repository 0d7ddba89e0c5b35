from odoo import api, fields, models


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

    coaching_reminder_days = fields.Integer(
        "Remind after (days)",
        config_parameter="crm_playbook.coaching_reminder_days",
        help="Remind of shared coaching notes that wait this long for an answer. 0 never does.",
    )
    coaching_retention_months = fields.Integer(
        "Keep Coaching Notes (months)",
        config_parameter="crm_playbook.coaching_retention_months",
        help="Delete coaching notes this long after their conversation. 0 keeps them for ever.",
    )
    coaching_retention_preview = fields.Char(compute="_compute_coaching_retention_preview")

    @api.depends("coaching_retention_months")
    def _compute_coaching_retention_preview(self):
        for settings in self:
            settings.coaching_retention_preview = self.env["crm.coaching.note"]._count_expired(
                settings.coaching_retention_months
            )

    def set_values(self):
        self.env["crm.coaching.note"]._note_period(self.coaching_retention_months)
        result = super().set_values()
        self.env["crm.coaching.note"]._switch_crons()
        self.env["crm.stage.criterion"]._forget_gates()
        self.env["crm.stage.benchmark"]._note_factor(self.stage_age_factor)
        self.env["crm.next.action.digest"]._switch(self.next_action_digest)
        return result
