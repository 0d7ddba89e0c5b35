from odoo import models
from odoo.fields import Domain

# How sale_project ties a project to its order.
SALE_FIELDS = ("sale_order_id", "reinvoiced_sale_order_id")


class CrmHandover(models.Model):
    """Projects that orders of the deal have made. Everything here runs elevated."""

    _inherit = "crm.handover"

    def _get_deal_projects(self):
        return super()._get_deal_projects() or self._get_sold_projects()

    def _get_sold_projects(self):
        orders = self.lead_id.order_ids
        sold = Domain.OR([(name, "in", orders.ids)] for name in SALE_FIELDS)
        return self.env["project.project"].search(sold & Domain("is_template", "=", False))

    def _may_have_other_customer(self, project):
        """The order may be one of a reseller."""
        orders = self.lead_id.order_ids
        is_sold = any(project[name] & orders for name in SALE_FIELDS)
        return is_sold or super()._may_have_other_customer(project)
