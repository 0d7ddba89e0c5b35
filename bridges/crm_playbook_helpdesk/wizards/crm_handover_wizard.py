from odoo import api, fields, models


class CrmHandoverWizard(models.TransientModel):
    """The team of the ticket, in the last step."""

    _inherit = "crm.handover.wizard"

    helpdesk_team_id = fields.Many2one(
        "helpdesk.team",
        "Team",
        compute="_compute_helpdesk_team_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("handover_id")
    def _compute_helpdesk_team_id(self):
        for wizard in self:
            wizard.helpdesk_team_id = wizard.handover_id._helpdesk_get_team()

    @api.depends("helpdesk_team_id")
    def _compute_preview(self):
        return super()._compute_preview()

    def _get_helpdesk_team(self):
        return self.helpdesk_team_id
