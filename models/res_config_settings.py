from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    icp_backtest_months = fields.Integer(
        "Backtest Period (months)",
        config_parameter="crm_playbook.icp_backtest_months",
        default=12,
        help="How far back closed deals count when a profile is tried on won and lost deals.",
    )
