from odoo import api, models

from ....tools import rooms
from ..constants import ROOM


class CrmLead(models.Model):
    """Steps that coach and coachee have put on a deal for everybody to read wait there. Nothing
    else of coaching is told."""

    _inherit = "crm.lead"

    @api.model
    def _is_waiting_watched(self):
        return super()._is_waiting_watched() or self._has_coaching_steps()

    @api.model
    def _has_coaching_steps(self):
        return rooms.is_on(self.env, ROOM) and self.env["crm.coaching.action"]._is_any_kept()

    def _get_waiting(self):
        waiting = super()._get_waiting()
        if not self._has_coaching_steps():
            return waiting
        actions = self.env["crm.coaching.action"].search(
            [("note_id.lead_id", "in", self.ids), ("activity_id.active", "=", True)]
        )
        for activity in actions.activity_id:
            if activity.res_model == "crm.lead" and activity.user_id:
                sentence = self.env._(
                    "Planned for %(user)s: %(step)s",
                    user=activity.user_id.name,
                    step=activity.summary,
                )
                waiting.setdefault(activity.res_id, []).append(sentence)
        return waiting
