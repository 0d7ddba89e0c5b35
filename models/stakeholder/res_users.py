from odoo import models

# What makes somebody leave, or lose what they had to do with a deal.
LEAVING_FIELDS = frozenset(("active", "group_ids", "role", "company_ids", "company_id"))


class ResUsers(models.Model):
    """When somebody leaves who holds relations to people of a customer, it is told; no
    longer when they are back."""

    _inherit = "res.users"

    def write(self, vals):
        people = self.env["crm.stakeholder"]
        if not LEAVING_FIELDS & vals.keys() or not people._is_used():
            return super().write(vals)
        held = people._find_held(self)
        result = super().write(vals)
        if alone := held.filtered(lambda person: not person._is_held()):
            alone.lead_id._report_owner_left()
        if back := people._find_held(self) - held:
            back.lead_id._take_back_owner_left()
        return result
