from odoo import api, models

from ...tools.loading import is_loading
from .private_models import get_model_pointers, get_watched_fields, is_private, refuse


class Base(models.AbstractModel):
    """Keeps every engine away from coaching notes, those of addons that nobody here has heard
    of too: whatever has a field that says on which model it works. A model without one has
    nothing to check."""

    _inherit = "base"

    @api.constrains(get_watched_fields)
    def _check_not_on_coaching(self):
        """Refuse a record that is set to work on coaching notes."""
        if is_loading(self.env):
            return
        names = get_model_pointers(self)
        if any(is_private(record[name]) for record in self for name in names):
            refuse(self)
