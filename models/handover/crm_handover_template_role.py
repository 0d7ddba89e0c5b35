from odoo import fields, models


class CrmHandoverTemplateRole(models.Model):
    """Who takes a role of the project template."""

    _name = "crm.handover.template.role"
    _description = "Role of a Handover Template"
    _order = "id"
    _rec_name = "role_id"

    template_id = fields.Many2one(
        "crm.handover.template", required=True, ondelete="cascade", index=True
    )
    role_id = fields.Many2one("project.role", required=True, ondelete="cascade")
    assign_to = fields.Selection(
        [("receiver", "The receiver"), ("seller", "The seller"), ("user", "A user")],
        "Taken By",
        default="receiver",
        required=True,
    )
    user_id = fields.Many2one("res.users", ondelete="set null", domain="[('share', '=', False)]")

    _role_once = models.Constraint(
        "UNIQUE(template_id, role_id)", "This role is on the list of the template already."
    )
