from odoo import fields, models


class CrmHandoverWizard(models.TransientModel):
    """The team of the ticket, in the last step."""

    _inherit = "crm.handover.wizard"

    helpdesk_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        "Team",
        compute="_compute_helpdesk_team_id",
        store=True,
        readonly=False,
        precompute=True,
    )
