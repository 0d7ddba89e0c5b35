from odoo import models


class CrmTag(models.Model):
    _inherit = "crm.tag"

    def unlink(self):
        """Templates go on without the tag, and what they require to win with them."""
        result = super().unlink()
        templates = self.env["crm.handover.template"]
        if templates._is_any_required():
            templates._follow_required()
        return result
