from odoo import api, fields, models

from ...tools.field_access import add_to_copies, get_accessible
from .constants import CONTACT_GROUP


class ResPartner(models.Model):
    _inherit = "res.partner"

    employee_count = fields.Integer("Employees", copy=False, groups=CONTACT_GROUP)
    firmographic_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of Firmographics",
        default=lambda self: self.env.company.currency_id,
        copy=False,
        groups=CONTACT_GROUP,
        help="Currency in which annual revenue and budget of this customer are stated.",
    )
    annual_revenue = fields.Monetary(
        currency_field="firmographic_currency_id", copy=False, groups=CONTACT_GROUP
    )
    budget = fields.Monetary(
        currency_field="firmographic_currency_id", copy=False, groups=CONTACT_GROUP
    )
    use_case_id = fields.Many2one(
        "crm.use.case", index="btree_not_null", copy=False, groups=CONTACT_GROUP
    )
    buying_trigger_ids = fields.Many2many(
        "crm.buying.trigger", string="Buying Triggers", copy=False, groups=CONTACT_GROUP
    )

    @api.model
    def default_get(self, fields):
        """Core reads a default relation while it creates a contact, and refuses whoever may
        not: the currency is a default for those who see it."""
        hidden = {"firmographic_currency_id"} - set(
            get_accessible(self, ["firmographic_currency_id"])
        )
        return super().default_get([name for name in fields if name not in hidden])

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return add_to_copies(self, vals_list, self._get_firmographic_fields(), default)

    @api.model
    def _commercial_fields(self):
        """Firmographics belong to the company, so its contacts carry the same values. Core
        keeps contacts and company in step elevated; whoever it asks for without that, such as
        a portal user who imports contacts, gets those that they see."""
        names = get_accessible(self, self._get_firmographic_fields())
        return super()._commercial_fields() + names

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
