from odoo import models

from ...tools.openable import works_here

# What makes somebody leave, or a guest.
LEAVING_FIELDS = frozenset(("active", "group_ids", "role"))


class ResUsers(models.Model):
    """When a salesperson leaves, the leaders of the teams hear what waits on the deals."""

    _inherit = "res.users"

    def write(self, vals):
        if not LEAVING_FIELDS & vals.keys() or not self.env["crm.lead"]._is_waiting_watched():
            return super().write(vals)
        before = self.filtered(works_here)
        result = super().write(vals)
        if gone := before.filtered(lambda user: not works_here(user)):
            # sudo: the deals of whoever left, whoever archives the user
            leads = self.env["crm.lead"].sudo().search([("user_id", "in", gone.ids)])
            leads._tell_what_waits(lambda lead: lead.team_id.user_id)
        return result
