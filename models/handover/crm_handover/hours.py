from collections import namedtuple
from datetime import time, timedelta, timezone

from odoo import api, models

from ....tools import days

DAYS_AT_ONCE = 14
# So far working hours are looked for: about four years for clocks, and a quarter for a meeting.
CLOCK_STEPS, MEETING_DAYS = 100, 90
MORNING = time(9)
SATURDAY = 5

# A calendar with fixed hours; the resource whose leaves count, if any; whose zone its hours are
# in, None: its own.
Hours = namedtuple("Hours", "calendar resource zone")


class CrmHandover(models.Model):
    """Working time of the receiver: that of their own calendar, else that of the company where
    the receiver lives. A flexible calendar, and one without hours, say nothing about when
    somebody works: they count as no calendar."""

    _inherit = "crm.handover"

    def _get_hours(self, chosen=None):
        """Return the :class:`Hours` of the receiver of one handover, None when not known.

        :param chosen: a calendar that goes before those of receiver and company
        """
        # sudo: working hours are not for everybody to read
        receiver, company = self.to_user_id.sudo(), self.company_id.sudo()
        if chosen and self._has_hours(chosen.sudo()):
            return Hours(chosen.sudo(), receiver.resource_ids.browse(), None)
        company = company or receiver.company_id or self.env.company.sudo()
        own = receiver.resource_ids.filtered(
            lambda resource: (
                resource.active
                and resource.company_id in (company, company.browse())
                and self._has_hours(resource.calendar_id)
            )
        )[:1]
        if own:
            return Hours(own.calendar_id, own, None)
        calendar = company.resource_calendar_id
        if self._has_hours(calendar):
            zone = days.get_zone(receiver) if receiver.tz else None
            return Hours(calendar, own, zone)
        return None

    @api.model
    def _has_hours(self, calendar):
        """Tell whether a calendar says when somebody works."""
        return bool(
            calendar
            and not calendar.flexible_hours
            and calendar.attendance_ids.filtered(
                lambda line: (
                    not line.display_type
                    and line.day_period != "lunch"
                    and line.hour_to > line.hour_from
                )
            )
        )

    @api.model
    def _get_work(self, hours, start, stop):
        """Return the intervals of work between two aware moments, without leaves."""
        work = hours.calendar._work_intervals_batch(
            start, stop, resources=hours.resource, tz=hours.zone
        )
        return work[hours.resource.id]

    def _add_work(self, hours, start, count):
        """Return the moment after so many hours of work, naive and in UTC; False when there is
        not so much work in sight."""
        begin, left = start.replace(tzinfo=timezone.utc), timedelta(hours=count)
        step = timedelta(days=DAYS_AT_ONCE)
        for place in range(CLOCK_STEPS):
            at = begin + step * place
            for since, until, _line in self._get_work(hours, at, at + step):
                if left <= until - since:
                    return (since + left).astimezone(timezone.utc).replace(tzinfo=None)
                left -= until - since
        return False

    # --- a meeting ---------------------------------------------------------------------

    def _propose_meeting(self, day):
        """Return the first moment from a day on at which the receiver works, not before nine
        o'clock, naive and in UTC. Without known hours, nine o'clock of a weekday."""
        hours, receiver = self._get_hours(), self.to_user_id
        zone = days.get_zone(receiver)
        first = self._get_morning(day).replace(tzinfo=timezone.utc)
        last = first + timedelta(days=MEETING_DAYS)
        for since, until, _line in self._get_work(hours, first, last) if hours else ():
            morning = self._get_morning(since.astimezone(zone).date()).replace(tzinfo=timezone.utc)
            if max(since, morning) < until:
                return max(since, morning).astimezone(timezone.utc).replace(tzinfo=None)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return self._get_morning(day)

    def _get_morning(self, day):
        return days.get_moment(day, self.to_user_id, hour=MORNING)
