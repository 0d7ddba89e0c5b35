from odoo import models

from .constants import LEAVING_FIELDS


class ResUsers(models.Model):
    """When somebody leaves, those who handed over to them, or count on a promise of theirs,
    are told once each; no longer when they are back."""

    _inherit = "res.users"

    def write(self, vals):
        if not LEAVING_FIELDS & vals.keys() or not self.env["crm.handover"]._is_used():
            return super().write(vals)
        # sudo: people are told, whoever changes the user
        handovers = self.env["crm.handover"].sudo()
        held = handovers._get_held(self)
        result = super().write(vals)
        handovers._report_leavers(held)
        handovers._report_returners(self, held)
        return result
