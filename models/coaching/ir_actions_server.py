from odoo import api, models
from odoo.exceptions import UserError

from .ir_model_fields import PRIVATE_MODELS


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_not_on_coaching()
        return actions

    def write(self, vals):
        result = super().write(vals)
        if "model_id" in vals or "state" in vals:
            self._check_not_on_coaching()
        return result

    def _check_not_on_coaching(self):
        """Refuse actions on coaching notes that users make: an automation rule would run them
        when coach or coachee save, and send away what they wrote. What addons bring is code."""
        # sudo: looks only at the models
        models_named = self.sudo().filtered(lambda action: action.usage != "ir_cron")
        if not self.env.su and PRIVATE_MODELS.intersection(models_named.mapped("model_id.model")):
            raise UserError(
                self.env._("Coaching notes are private: there are no server actions on them.")
            )
