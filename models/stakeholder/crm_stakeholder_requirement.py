from odoo import fields, models


class CrmStakeholderRequirement(models.Model):
    """Which deals need somebody in a role."""

    _name = "crm.stakeholder.requirement"
    _description = "Needed Stakeholder Role"
    _order = "sequence, id"
    _rec_name = "role_id"

    role_id = fields.Many2one("crm.stakeholder.role", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    team_ids = fields.Many2many(
        "crm.team", "crm_stakeholder_requirement_team_rel", string="Only for Teams"
    )
    applies_domain = fields.Char(
        "Only for Deals", default="[]", help="Deals that need somebody in the role."
    )
