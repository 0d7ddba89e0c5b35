from odoo import models

from ...tools import rooms
from .constants import ROOM


class IrUiMenu(models.Model):
    """The app of the exception group, who need not be in Sales, is there while the room is on."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        if not rooms.is_on(self.env, ROOM):
            app = self.env.ref("crm_playbook.coaching_exception_menu", raise_if_not_found=False)
            hidden.extend(app.ids if app else ())
        return hidden
