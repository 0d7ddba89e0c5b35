from odoo import fields, models


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "crm.handover.ticket.mixin"]

    handover_ids = fields.One2many(
        "crm.handover", "ticket_id", "Handovers", groups="base.group_user"
    )
