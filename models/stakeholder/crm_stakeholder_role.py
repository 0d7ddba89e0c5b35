from odoo import fields, models


class CrmStakeholderRole(models.Model):
    """What a person does in a purchase, such as to pay for it or to use what is bought."""

    _name = "crm.stakeholder.role"
    _description = "Stakeholder Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    is_decisive = fields.Boolean(
        "Decides",
        help="Whoever has this role can stop the deal alone. It is a doubt when such a person "
        "was never met.",
    )
    requirement_ids = fields.One2many(
        "crm.stakeholder.requirement", "role_id", "Needed For", copy=True
    )
