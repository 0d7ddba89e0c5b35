from odoo import api, fields, models


class CrmHandover(models.Model):
    """What the room asks of a helpdesk, answered for Enterprise's ``helpdesk`` by the names
    that it shows to everybody."""

    _inherit = "crm.handover"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", ondelete="set null", copy=False, readonly=True
    )

    @api.model
    def _helpdesk_is_available(self):
        return True

    def _helpdesk_get_ticket(self):
        return self.ticket_id

    def _helpdesk_get_team(self):
        # sudo: the team that the template proposes
        return self.sudo().template_id.helpdesk_team_id.sudo(False)

    def _helpdesk_get_members(self, team):
        return team.member_ids

    def _helpdesk_create_ticket(self, team):
        """The company is the team's; project and name of the customer are not written, as
        other addons compute them."""
        tickets = self.env["helpdesk.ticket"].with_context(mail_notrack=True)
        self.ticket_id = tickets.create(self._helpdesk_prepare_vals(team)).with_env(self.env)
        return self.ticket_id

    def _helpdesk_find_stage(self, ticket):
        """Return the stage that the ticket has to move on to, if any: from the first one to
        the next, and in the end to one that is folded."""
        stages = ticket.team_id.stage_ids.sorted("sequence")
        first, is_closed = stages[:1], ticket.stage_id.fold
        if is_closed:
            return stages.browse()
        if self.state == "closed":
            return stages.filtered("fold")[:1]
        going = (stages - first).filtered(lambda stage: not stage.fold)
        return going[:1] if ticket.stage_id == first else stages.browse()
