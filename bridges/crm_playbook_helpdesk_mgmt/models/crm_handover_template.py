from odoo import fields, models


class CrmHandoverTemplate(models.Model):
    _inherit = "crm.handover.template"

    helpdesk_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        index="btree_not_null",
        ondelete="set null",
        help="The team that the ticket of a handover goes to.",
    )
