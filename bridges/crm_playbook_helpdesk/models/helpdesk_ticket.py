from odoo import fields, models

from odoo.addons.crm_playbook.models.handover.constants import ROOM_GROUP


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "crm.handover.ticket.mixin"]

    handover_ids = fields.One2many("crm.handover", "ticket_id", "Handovers", groups=ROOM_GROUP)
