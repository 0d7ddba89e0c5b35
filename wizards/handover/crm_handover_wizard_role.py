from odoo import fields, models


class CrmHandoverWizardRole(models.TransientModel):
    """Who takes a role of the project template in this project."""

    _name = "crm.handover.wizard.role"
    _description = "Role of a Project to Be Made"
    _rec_name = "role_id"

    wizard_id = fields.Many2one("crm.handover.wizard", required=True, ondelete="cascade")
    role_id = fields.Many2one("project.role", required=True, ondelete="cascade")
    user_ids = fields.Many2many("res.users", string="People", domain="[('share', '=', False)]")
