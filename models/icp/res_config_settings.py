from odoo import api, fields, models

from ...tools import rooms
from ..deal.constants import SALES_GROUP
from .constants import CONTACT_GROUP, ROOM, ROOM_GROUP


class ResConfigSettings(models.TransientModel):
    """The switch of the room and its settings."""

    _inherit = "res.config.settings"

    group_playbook_icp = fields.Boolean(
        "Ideal Customer Profiles",
        group=SALES_GROUP,
        implied_group=ROOM_GROUP,
        help="Describe who you sell to. Every lead gets a score that explains itself.",
    )
    icp_backtest_months = fields.Integer(
        "Backtest Period (months)",
        config_parameter="crm_playbook.icp_backtest_months",
        default=12,
        help="How far back closed deals count when a profile is tried on won and lost deals.",
    )

    @api.onchange("group_playbook_icp")
    def _onchange_group_playbook_icp(self):
        return self._onchange_rooms()

    @api.model
    def _get_needed_rooms(self):
        # sudo: what the room needs does not depend on who saves the settings
        profiles = self.env["crm.icp.profile"].sudo().search([("state", "=", "published")])
        needed = profiles.criterion_ids._find_rooms() - {ROOM}
        return {**super()._get_needed_rooms(), ROOM: needed}

    @api.model
    def _switch_icp(self, is_on):
        rooms.imply(self.env, "base.group_user", CONTACT_GROUP, is_on)
        self.env["crm.icp.profile"]._follow_switch(is_on)
