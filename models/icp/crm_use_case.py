from odoo import fields, models


class CrmUseCase(models.Model):
    _name = "crm.use.case"
    _description = "Use Case"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "This use case exists already.")
