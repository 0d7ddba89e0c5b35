from odoo import fields, models


class CrmHandoverDefect(models.Model):
    """Why a handover was sent back, in one word to be counted by."""

    _name = "crm.handover.defect"
    _description = "Defect of a Handover"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What programs call it by.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_once = models.Constraint("UNIQUE(code)", "There is a defect with this code already.")
