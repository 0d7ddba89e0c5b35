from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _description = "Helpdesk Ticket"
    _inherit = ["portal.mixin", "mail.thread.cc", "mail.activity.mixin"]

    name = fields.Char(required=True)
    ticket_ref = fields.Char()
    description = fields.Html()
    active = fields.Boolean(default=True)
    team_id = fields.Many2one("helpdesk.team", index=True)
    user_id = fields.Many2one("res.users", compute="_compute_user_id", store=True, readonly=False)
    partner_id = fields.Many2one("res.partner")
    partner_name = fields.Char(compute="_compute_partner", store=True, readonly=False)
    partner_email = fields.Char(compute="_compute_partner", store=True, readonly=False)
    company_id = fields.Many2one(related="team_id.company_id", store=True)
    stage_id = fields.Many2one(
        "helpdesk.stage", compute="_compute_stage_id", store=True, readonly=False
    )
    fold = fields.Boolean(related="stage_id.fold")

    @api.depends("team_id")
    def _compute_user_id(self):
        """A team that assigns by itself takes any member when nobody is named."""
        for ticket in self:
            ticket.user_id = ticket.user_id or ticket.team_id.member_ids[:1]

    @api.depends("team_id")
    def _compute_stage_id(self):
        for ticket in self:
            ticket.stage_id = ticket.team_id.stage_ids.sorted("sequence")[:1]

    @api.depends("partner_id")
    def _compute_partner(self):
        for ticket in self:
            ticket.partner_name = ticket.partner_id.name
            ticket.partner_email = ticket.partner_id.email

    @api.constrains("partner_id", "company_id")
    def _check_company_of_partner(self):
        for ticket in self:
            company = ticket.partner_id.company_id
            if company and ticket.company_id and company != ticket.company_id:
                raise ValidationError(self.env._("Ticket and customer differ in company."))

    def _compute_access_url(self):
        super()._compute_access_url()
        for ticket in self:
            ticket.access_url = f"/my/ticket/{ticket.id}"
