from odoo import fields, models


class CrmStageTrialStage(models.TransientModel):
    """How many deals of a stage a criterion would stop, whether they are listed or not."""

    _name = "crm.stage.trial.stage"
    _description = "Deals Stopped in a Trial, by Stage"
    _order = "id"
    _rec_name = "stage_id"
    # They go with their trial.
    _transient_max_hours = 0
    _transient_max_count = 0

    trial_id = fields.Many2one("crm.stage.trial", required=True, ondelete="cascade", index=True)
    stage_id = fields.Many2one("crm.stage", required=True, ondelete="cascade")
    open = fields.Integer("Stopped Today")
    won = fields.Integer("Won Deals Stopped")
    lost = fields.Integer("Lost Deals Stopped")
