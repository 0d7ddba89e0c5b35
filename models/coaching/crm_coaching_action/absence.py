from odoo import api, models

from ....tools import rooms
from ....tools.openable import filter_openable, works_here
from ..constants import DRAFT, ROOM


class CrmCoachingAction(models.Model):
    """Actions of people who leave and come back. Odoo deletes the activities of a user who is
    archived: what was planned is a proposal meanwhile, and planned anew when they are back."""

    _inherit = "crm.coaching.action"

    @api.model
    def _set_aside(self, users):
        """Let the planned actions of users who are about to be archived wait for them."""
        if not users or not self._is_any_kept():
            return
        # sudo: whoever archives users reads no coaching
        planned = self.sudo().search(
            [
                ("coachee_id", "in", users.ids),
                ("is_scheduled", "=", True),
                ("date_done", "=", False),
                ("activity_id", "!=", False),
            ]
        )
        planned.activity_id.filtered(lambda activity: not activity.active).unlink()  # put away
        planned.write({"is_scheduled": False})

    @api.model
    def _take_up(self, users):
        """Plan what waited for these users, who are back. What lies on a deal that they may not
        open any more goes on waiting, and so does everything while the room is off."""
        if not users or not rooms.is_on(self.env, ROOM) or not self._is_any_kept():
            return
        # sudo: as above
        waiting = self.sudo().search(
            [
                ("coachee_id", "in", users.ids),
                ("is_scheduled", "=", False),
                ("date_done", "=", False),
                ("note_id.state", "!=", DRAFT),
            ]
        )
        for coachee, actions in waiting.grouped("coachee_id").items():
            actions.with_context(lang=coachee.lang).filtered(self._can_be_planned)._schedule()

    @api.model
    def _take_up_all(self):
        """Plan what waited for users who came back while the room was off."""
        # sudo: whoever turns the switch reads no coaching
        waiting = self.sudo().search([("is_scheduled", "=", False), ("date_done", "=", False)])
        self._take_up(waiting.coachee_id.filtered(works_here))

    @api.model
    def _can_be_planned(self, action):
        lead = action.note_id.lead_id
        return not action.on_deal or bool(lead and filter_openable(lead, action.coachee_id))
