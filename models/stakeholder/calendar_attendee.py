from odoo import models


class CalendarAttendee(models.Model):
    """Whoever declined was not met."""

    _inherit = "calendar.attendee"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.event_id._follow_stakeholder_contact()
        return result
