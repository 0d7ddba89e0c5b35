from odoo import models


class ResUsers(models.Model):
    """When somebody leaves, those who handed over to them, or count on a promise of theirs,
    are told once each."""

    _inherit = "res.users"

    def write(self, vals):
        leaving = self.filtered("active") if vals.get("active") is False else self.browse()
        result = super().write(vals)
        if leaving and self.env["crm.handover"]._is_used():
            # sudo: people are told, whoever archives the user
            self.env["crm.handover"].sudo()._report_leavers(leaving)
        return result
