from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client whether to ask what to offer when a deal is won: while there is
        no template, it does not ask."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["has_handover_templates"] = self.env["crm.handover.template"]._is_used()
        return info
