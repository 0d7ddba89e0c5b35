from odoo import api, fields, models

SALES_GROUP = "sales_team.group_sale_salesman"
# Contacts are edited by people outside Sales too; their company's values are copied then.
INTERNAL_GROUP = "base.group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    employee_count = fields.Integer("Employees", groups=INTERNAL_GROUP)
    firmographic_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of Firmographics",
        default=lambda self: self.env.company.currency_id,
        groups=INTERNAL_GROUP,
        help="Currency in which annual revenue and budget of this customer are stated.",
    )
    annual_revenue = fields.Monetary(
        currency_field="firmographic_currency_id", groups=INTERNAL_GROUP
    )
    budget = fields.Monetary(currency_field="firmographic_currency_id", groups=INTERNAL_GROUP)
    use_case_id = fields.Many2one("crm.use.case", index="btree_not_null", groups=INTERNAL_GROUP)
    buying_trigger_ids = fields.Many2many(
        "crm.buying.trigger", string="Buying Triggers", groups=INTERNAL_GROUP
    )

    @api.model
    def _commercial_fields(self):
        """Firmographics belong to the company, so its contacts carry the same values."""
        return super()._commercial_fields() + self._get_firmographic_fields()

    @api.model
    def _get_firmographic_fields(self):
        names = [
            "employee_count",
            "firmographic_currency_id",
            "annual_revenue",
            "budget",
            "use_case_id",
        ]
        if self.env["crm.buying.trigger"]._is_used():
            names.append("buying_trigger_ids")
        return names
