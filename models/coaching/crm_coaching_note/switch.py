from odoo import api, models

from ....tools import rooms
from ..constants import ROOM

# Topic of the activities on notes that are put away while the room is off.
PUT_AWAY = "coaching_put_away"


class CrmCoachingNote(models.Model):
    """While the room is off nobody sees or gets anything of coaching, and nobody writes any. What
    was written stays as it is, for those who may read it; the retention period, which is a promise
    to the people, goes on."""

    _inherit = "crm.coaching.note"

    @api.model
    def _check_switched_on(self):
        """Refuse whoever writes while the room is off; code that runs elevated may."""
        if not self.env.su:
            rooms.refuse_unless_on(self.env, ROOM)

    @api.model
    def _follow_switch(self, is_on):
        """Put away what people have planned on notes, or bring it back."""
        # sudo: of whomever it is; nothing of it is told
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        if is_on:
            away = activities.search([("playbook_topic", "=", PUT_AWAY)])
            away.write({"active": True, "playbook_topic": False})
            self.env["crm.coaching.action"]._take_up_all()
        elif self._is_any_kept():
            shown = activities.search([("res_model", "=", self._name), ("active", "=", True)])
            shown.write({"active": False, "playbook_topic": PUT_AWAY})
        self._switch_crons()
