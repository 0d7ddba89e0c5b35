from odoo import api, fields, models

TIME_FIELDS = frozenset(
    ("start", "stop", "start_date", "stop_date", "active", "opportunity_id", "partner_ids")
)


class CalendarEvent(models.Model):
    """A meeting that is over when it is saved is contact at once; the nightly pass sees to
    those that pass by themselves."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._follow_stakeholder_contact()
        return events

    def write(self, vals):
        if not TIME_FIELDS.intersection(vals) or not self.env["crm.stakeholder"]._is_used():
            return super().write(vals)
        before = self._get_past_attendees()
        result = super().write(vals)
        (before | self._get_past_attendees())._follow_stakeholder_contact()
        return result

    def _follow_stakeholder_contact(self):
        if self.env["crm.stakeholder"]._is_used():
            self._get_past_attendees()._follow_stakeholder_contact()

    def _get_past_attendees(self):
        """Return who took part in those of these meetings that are over."""
        now = fields.Datetime.now()
        # sudo: a private meeting is contact too; nothing but its time is told
        return self.sudo().filtered(lambda event: event.stop and event.stop <= now).partner_ids
