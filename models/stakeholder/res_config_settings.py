from odoo import api, fields, models

from ..deal.constants import SALES_GROUP
from .constants import ROOM, ROOM_GROUP


class ResConfigSettings(models.TransientModel):
    """The switch of the room."""

    _inherit = "res.config.settings"

    group_playbook_stakeholder = fields.Boolean(
        "Stakeholder Maps",
        group=SALES_GROUP,
        implied_group=ROOM_GROUP,
        help="Say which roles a deal needs. Every deal then says who is missing.",
    )

    @api.onchange("group_playbook_stakeholder")
    def _onchange_group_playbook_stakeholder(self):
        return self._onchange_rooms()

    @api.model
    def _get_needed_rooms(self):
        # sudo: what the room needs does not depend on who saves the settings
        requirements = (
            self.env["crm.stakeholder.requirement"].sudo().search([("active", "=", True)])
        )
        return {**super()._get_needed_rooms(), ROOM: requirements._find_rooms() - {ROOM}}

    @api.model
    def _switch_stakeholder(self, is_on):
        self.env["crm.stakeholder"]._follow_switch(is_on)
        self.env["crm.stakeholder.requirement"]._apply()
