from odoo import fields, models


class CrmHandover(models.Model):
    """What the room asks of a helpdesk, answered for Enterprise's ``helpdesk`` by the names
    that it shows to everybody. The company of a ticket is the team's; project and name of the
    customer are not written, as other addons compute them."""

    _inherit = "crm.handover"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", ondelete="set null", copy=False, readonly=True
    )

    def _helpdesk_get_members(self, team):
        return team.member_ids

    def _helpdesk_get_stages(self, ticket):
        """A team's first stage is the one of new tickets; those that are folded are the end."""
        stages = ticket.team_id.stage_ids.sorted("sequence") | ticket.stage_id
        closed = stages.filtered("fold")
        new = stages[:1]
        return new, stages - new - closed, closed
