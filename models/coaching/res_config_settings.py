from odoo import api, fields, models

from ..deal.constants import SALES_GROUP
from .constants import ROOM_GROUP


class ResConfigSettings(models.TransientModel):
    """The switch of the room and its settings."""

    _inherit = "res.config.settings"

    group_playbook_coaching = fields.Boolean(
        "Coaching Notes",
        group=SALES_GROUP,
        implied_group=ROOM_GROUP,
        help="Read by coach and coachee alone. Kept as long as you say.",
    )
    coaching_reminder_days = fields.Integer(
        "Remind after (days)",
        config_parameter="crm_playbook.coaching_reminder_days",
        help="Remind of shared coaching notes that wait this long for an answer. 0 never does.",
    )
    coaching_retention_months = fields.Integer(
        "Keep Coaching Notes (months)",
        config_parameter="crm_playbook.coaching_retention_months",
        help="Delete coaching notes this long after their conversation. 0 keeps them for ever.",
    )
    coaching_retention_preview = fields.Char(compute="_compute_coaching_retention_preview")

    @api.depends("coaching_retention_months")
    def _compute_coaching_retention_preview(self):
        for settings in self:
            settings.coaching_retention_preview = self.env["crm.coaching.note"]._count_expired(
                settings.coaching_retention_months
            )

    @api.onchange("group_playbook_coaching")
    def _onchange_group_playbook_coaching(self):
        return self._onchange_rooms()

    @api.model
    def _switch_coaching(self, is_on):
        self.env["crm.coaching.note"]._follow_switch(is_on)

    def set_values(self):
        self.env["crm.coaching.note"]._note_period(self.coaching_retention_months)
        result = super().set_values()
        self.env["crm.coaching.note"]._switch_crons()
        return result
