from odoo import api, fields, models


class CrmHandover(models.Model):
    """What the room asks of a helpdesk, answered for ``helpdesk_mgmt``."""

    _inherit = "crm.handover"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", ondelete="set null", copy=False, readonly=True
    )

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

    def _helpdesk_get_stages(self, ticket):
        stages = ticket.team_id._get_applicable_stages() | ticket.stage_id
        closed = stages.filtered("closed")
        new = (stages - closed).filtered("unattended")
        return new, stages - new - closed, closed

    def _helpdesk_move_to(self, ticket):
        """Let these handovers go on with another ticket, into which theirs were merged."""
        if not self:
            return
        self.ticket_id = ticket
        if self._helpdesk_has_projects() and not ticket.project_id:
            ticket.project_id = self.project_id[:1]
        body = self.env._("Its ticket was merged into %s.", ticket.display_name)
        self._message_log_batch(dict.fromkeys(self.ids, body))
