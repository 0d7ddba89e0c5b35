from odoo import api, fields, models

from ...tools import rooms
from ..deal.constants import SALES_GROUP
from .constants import ROOM, ROOM_GROUP


class ResConfigSettings(models.TransientModel):
    """The switch of the room and its settings."""

    _inherit = "res.config.settings"

    group_playbook_gate = fields.Boolean(
        "Stage Gates",
        group=SALES_GROUP,
        implied_group=ROOM_GROUP,
        help="Say what a deal must prove before it moves, and try it first.",
    )
    log_stage_moves = fields.Boolean(
        "Log of Stage Moves",
        config_parameter="crm_playbook.log_stage_moves",
        help="Keep the log of stage moves even while no stage criterion is active.",
    )
    stage_age_factor = fields.Float(
        config_parameter="crm_playbook.stage_age_factor",
        help="Mark deals that are in their stage this many times longer than won deals were. "
        "0 marks none.",
    )

    @api.onchange("group_playbook_gate")
    def _onchange_group_playbook_gate(self):
        return self._onchange_rooms()

    @api.model
    def _get_needed_rooms(self):
        # sudo: what the room needs does not depend on who saves the settings
        criteria = self.env["crm.stage.criterion"].sudo().search([("state", "=", "active")])
        return {**super()._get_needed_rooms(), ROOM: criteria._find_rooms() - {ROOM}}

    @api.model
    def _switch_gate(self, is_on):
        self.env["crm.stage.criterion"]._follow_switch(is_on)
        self.env["crm.stage.waiver"]._follow_switch(is_on)
        self.env["crm.stage.benchmark"]._follow_switch(is_on)

    def set_values(self):
        criteria = self.env["crm.stage.criterion"]
        was_in_use = criteria._get_gates().in_use
        result = super().set_values()
        criteria._forget_gates(was_in_use)
        self.env["crm.stage.benchmark"]._follow_switch(rooms.is_on(self.env, ROOM))
        return result
