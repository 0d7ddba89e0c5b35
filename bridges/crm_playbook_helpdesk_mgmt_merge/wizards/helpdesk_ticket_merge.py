from odoo import models


class HelpdeskTicketMerge(models.TransientModel):
    _inherit = "helpdesk.ticket.merge"

    def merge_tickets(self):
        """Let handovers of the merged tickets go on with the ticket that goes on."""
        tickets = self.ticket_ids
        action = super().merge_tickets()
        # sudo: people of the helpdesk have no rights on handovers; they could merge the tickets
        merged = (tickets - self.dst_ticket_id).sudo()
        merged.handover_ids._helpdesk_move_to(self.dst_ticket_id.sudo())
        return action
