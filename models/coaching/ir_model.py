from odoo import api, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from .private_models import PRIVATE_MODELS

# The switch of the website's form builder, where that is installed.
FORM_SWITCH = "website_form_access"


class IrModel(models.Model):
    """A form of the website creates records elevated, for whoever visits it."""

    _inherit = "ir.model"

    @api.constrains(lambda self: {FORM_SWITCH} & self._fields.keys())
    def _check_no_form_on_coaching(self):
        """Refuse to let visitors fill in coaching notes."""
        if is_loading(self.env):
            return
        if self.filtered(lambda model: model.model in PRIVATE_MODELS and model[FORM_SWITCH]):
            raise UserError(
                self.env._("Coaching notes are private: no form of the website makes them.")
            )
