from odoo import fields, models


class HelpdeskTeam(models.Model):
    _name = "helpdesk.team"
    _description = "Helpdesk Team"
    _inherit = ["mail.thread"]

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    member_ids = fields.Many2many("res.users")
    stage_ids = fields.Many2many("helpdesk.stage")
    privacy_visibility = fields.Selection(
        [
            ("invited_internal", "Invited internal users"),
            ("internal", "All internal users"),
            ("portal", "Portal users too"),
        ],
        default="portal",
    )
