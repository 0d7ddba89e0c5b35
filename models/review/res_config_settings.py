from odoo import api, fields, models

from ...tools import rooms
from ..deal.constants import SALES_GROUP
from .constants import ROOM, ROOM_GROUP


class ResConfigSettings(models.TransientModel):
    """The switch of the room and its settings."""

    _inherit = "res.config.settings"

    group_playbook_review = fields.Boolean(
        "Deal Reviews",
        group=SALES_GROUP,
        implied_group=ROOM_GROUP,
        help="Pick the deals that need to be talked about, and say why.",
    )
    next_action_mark = fields.Boolean(
        "Mark Deals Without a Next Action",
        config_parameter="crm_playbook.next_action_mark",
        help="In list and kanban, open opportunities without a planned activity are marked.",
    )
    next_action_digest = fields.Boolean(
        "Digest on Working Mornings",
        config_parameter="crm_playbook.next_action_digest",
        help="Whoever owns such deals gets one message on each working morning.",
    )

    @api.onchange("group_playbook_review")
    def _onchange_group_playbook_review(self):
        return self._onchange_rooms()

    @api.model
    def _switch_review(self, is_on):
        self.env["crm.next.action.digest"]._follow_switch(is_on)
        self.env["crm.deal.review.plan"]._follow_switch(is_on)

    def set_values(self):
        result = super().set_values()
        self.env["crm.next.action.digest"]._follow_switch(rooms.is_on(self.env, ROOM))
        return result
