from odoo import fields, models


class CrmHandoverRisk(models.Model):
    """What may go wrong, and what is done about it. Internal."""

    _name = "crm.handover.risk"
    _description = "Risk of a Handover"
    _inherit = ["crm.handover.child"]
    _order = "id"

    name = fields.Char("Risk", required=True)
    mitigation = fields.Text()
