from odoo import api, fields, models

from ...tools import rooms
from ..deal.constants import SALES_GROUP
from .constants import DEAL_GROUP, ROOM_GROUP


class ResConfigSettings(models.TransientModel):
    """The switch of the room. Whoever works here may receive a handover; what a deal shows of
    it is for Sales alone, as the deal is."""

    _inherit = "res.config.settings"

    group_playbook_handover = fields.Boolean(
        "Handovers",
        group="base.group_user",
        implied_group=ROOM_GROUP,
        help="Hand what was promised to the people who keep it, who accept it or send it back.",
    )

    @api.onchange("group_playbook_handover")
    def _onchange_group_playbook_handover(self):
        return self._onchange_rooms()

    @api.model
    def _switch_handover(self, is_on):
        rooms.imply(self.env, SALES_GROUP, DEAL_GROUP, is_on)
        self.env["crm.handover"]._follow_switch(is_on)
