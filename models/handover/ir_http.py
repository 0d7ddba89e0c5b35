from odoo import models

from ...tools import rooms
from .constants import ROOM


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client in which stages a deal is won, so that it asks what to offer there
        and nowhere else; while there is no template, in none."""
        info = super().session_info()
        if self.env.user._is_internal():
            stages = self.env["crm.stage"].sudo()  # sudo: ids alone, for whoever may win a deal
            is_on = rooms.is_on(self.env, ROOM)
            is_used = is_on and self.env["crm.handover.template"]._is_used()
            won = stages.search([("is_won", "=", True)]) if is_used else stages
            info["handover_offer_stages"] = won.ids
        return info
