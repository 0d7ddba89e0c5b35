from odoo import fields, models


class CrmHandoverPart(models.Model):
    """Something a packet may have to contain. For each code there is a method
    ``crm.handover._is_<code>_filled`` which takes one handover and returns a boolean; a bridge
    brings a row and its method."""

    _name = "crm.handover.part"
    _description = "Part That a Handover Asks For"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    hint = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    is_default = fields.Boolean(
        "Asked by Default", help="Asked for where no template says what is."
    )

    _code_once = models.Constraint("UNIQUE(code)", "There is a part with this code already.")
