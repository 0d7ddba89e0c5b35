from odoo import fields, models


class CrmHandoverSuccess(models.Model):
    """By what the customer will tell that it was worth it."""

    _name = "crm.handover.success"
    _description = "Success Criterion of a Handover"
    _inherit = ["crm.handover.child"]
    _order = "date, id"

    name = fields.Char("Measure", required=True)
    target = fields.Char()
    date = fields.Date("By")
    milestone_id = fields.Many2one(
        "project.milestone", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
