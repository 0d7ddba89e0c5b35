from odoo import api, fields, models

from odoo.addons.crm_playbook.models.handover.crm_handover import CLOSED


class CrmHandover(models.Model):
    """What the room asks of a helpdesk, answered for ``helpdesk_mgmt``."""

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
        return team.user_ids

    def _helpdesk_prepare_vals(self, team):
        """Add what ``helpdesk_mgmt`` only fills in by onchange, or takes from the person who
        creates: name and address of the customer, and the company."""
        company = team.company_id or self._get_delivery_company() or self.env.company
        vals = {
            **super()._helpdesk_prepare_vals(team),
            "partner_name": self.partner_id.name,
            "partner_email": self.partner_id.email,
            "company_id": company.id,
        }
        if self._helpdesk_has_projects():
            vals["project_id"] = self.project_id.id
        return vals

    @api.model
    def _helpdesk_has_projects(self):
        """Tell whether tickets name a project: they do with ``helpdesk_mgmt_project``."""
        return "project_id" in self.env["helpdesk.ticket"]._fields

    def _helpdesk_create_ticket(self, team):
        # A stage may mail the customer as soon as its change is tracked.
        tickets = self.env["helpdesk.ticket"].with_context(mail_notrack=True)
        self.ticket_id = tickets.create(self._helpdesk_prepare_vals(team)).with_env(self.env)
        return self.ticket_id

    def _helpdesk_find_stage(self, ticket):
        """Return the stage that the ticket has to move on to, if any."""
        stages = ticket.team_id._get_applicable_stages()
        if set(ticket.handover_ids.mapped("state")) == {CLOSED}:
            is_there, wanted = ticket.closed, stages.filtered("closed")
        else:
            is_there = ticket.closed or not ticket.unattended
            wanted = stages.filtered(lambda stage: not stage.closed and not stage.unattended)
        return stages.browse() if is_there else wanted[:1]

    def _helpdesk_move_to(self, ticket):
        """Let these handovers go on with another ticket, into which theirs were merged."""
        if not self:
            return
        self.ticket_id = ticket
        if self._helpdesk_has_projects() and not ticket.project_id:
            ticket.project_id = self.project_id[:1]
        body = self.env._("Its ticket was merged into %s.", ticket.display_name)
        self._message_log_batch(dict.fromkeys(self.ids, body))
