from odoo import api, fields, models

from .constants import ROOM_GROUP


class CrmHandoverTicketMixin(models.AbstractModel):
    """The other side of a ticket. A bridge adds ``handover_ids`` to its tickets and inherits
    this."""

    _name = "crm.handover.ticket.mixin"
    _description = "Ticket of Handovers"

    handover_count = fields.Integer(compute="_compute_handover_count", groups=ROOM_GROUP)

    @api.depends("handover_ids")
    @api.depends_context("uid")
    def _compute_handover_count(self):
        """Count those that the user may read: the others are not there for them."""
        counts = dict(
            self.env["crm.handover"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.handover_count = counts.get(ticket._origin, 0)

    def action_open_handover(self):
        """Open the packet that this ticket comes from, or those of tickets that were merged
        into it. Returns an action."""
        self.ensure_one()
        handovers = self.env["crm.handover"].search([("ticket_id", "=", self.id)])
        if len(handovers) > 1:
            return handovers._get_records_action(name=self.env._("Handovers"))
        return handovers.get_formview_action()
