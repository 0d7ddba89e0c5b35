from odoo import fields, models


class CrmHandoverReturn(models.Model):
    """Who sent a handover back, when and why. Rows are never changed."""

    _name = "crm.handover.return"
    _description = "Return of a Handover"
    _order = "id desc"
    _rec_name = "date"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    defect_ids = fields.Many2many(
        "crm.handover.defect",
        "crm_handover_return_defect_rel",
        "return_id",
        "defect_id",
        string="Defects",
    )
    comment = fields.Text()
    version = fields.Integer(help="Which version of the packet was sent back.")
    company_id = fields.Many2one(related="handover_id.company_id")
