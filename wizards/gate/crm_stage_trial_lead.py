from odoo import fields, models


class CrmStageTrialLead(models.TransientModel):
    _name = "crm.stage.trial.lead"
    _description = "Deal Stopped in a Trial"
    _order = "amount desc, id"
    _rec_name = "lead_id"
    # They go with their trial.
    _transient_max_hours = 0
    _transient_max_count = 0

    trial_id = fields.Many2one("crm.stage.trial", required=True, ondelete="cascade", index=True)
    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    group = fields.Selection([("open", "Open"), ("won", "Won"), ("lost", "Lost")], required=True)
    stage_id = fields.Many2one("crm.stage", ondelete="set null")
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency")
    user_id = fields.Many2one(related="lead_id.user_id")
