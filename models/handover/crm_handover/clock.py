from collections import namedtuple
from datetime import time, timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools import days, rooms
from ....tools.flag_search import match_flag
from ....tools.jobs import switch, wake
from ..constants import ROOM, SUBMITTED

# A clock is about to run out when this share of its hours is gone.
WARN_AT = 0.75
CRON = "crm_playbook.ir_cron_handover_clock"
HANDOVERS_PER_BATCH = 100
DAYS_AT_ONCE = 14
# So far working hours are looked for: about four years for clocks, and a quarter for a meeting.
CLOCK_STEPS, MEETING_DAYS = 100, 90
MORNING = time(9)
SATURDAY = 5
# A calendar with fixed hours; the resource whose leaves count, if any; whose zone its hours are
# in, None: its own.
Hours = namedtuple("Hours", "calendar resource zone")


class CrmHandover(models.Model):
    """Clocks: so many working hours to accept, so many to kick off. Somebody is told once,
    before the time is over; the rest is shown."""

    _inherit = "crm.handover"

    @api.depends("clock_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for handover in self:
            handover.is_late = bool(handover.clock_deadline and handover.clock_deadline < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return match_flag(value, Domain("clock_deadline", "<", fields.Datetime.now()))

    def _prepare_clock(self, clock, start):
        """Return the values that start a clock: ``accept`` or ``kickoff``."""
        hours = self._get_clock_hours(clock)
        deadline = self._add_hours(start, hours)
        warning = deadline and self._add_hours(start, hours * WARN_AT)
        if warning:
            self._start_clocks()
        return {
            f"{clock}_deadline": deadline,
            "clock_deadline": deadline,
            "clock_warning": warning,
        }

    @api.model
    def _prepare_no_clock(self):
        return {"clock_deadline": False, "clock_warning": False}

    def _get_clock_hours(self, clock):
        # sudo: what a template says holds for whoever takes the step
        return self.template_id.sudo()[f"{clock}_hours"]

    def _add_hours(self, start, hours):
        """Return the moment so many working hours after ``start``, or False without hours.
        Where no working time is known, nights and weekends count."""
        if not hours:
            return False
        # sudo: what a template says holds for whoever takes the step
        known = self._get_hours(self.template_id.sudo().resource_calendar_id)
        if not known:
            return fields.Datetime.add(start, hours=hours)
        return self._add_work(known, start, hours)

    @api.model
    def _start_clocks(self):
        """Let clocks be looked at, with the first of them."""
        if rooms.is_on(self.env, ROOM):
            wake(self.env, CRON)

    @api.model
    def _follow_switch(self, is_on):
        """Look at clocks again, those that ran out meanwhile too, and let packets that are being
        filled say what their deals say by now; or stop."""
        if not is_on:
            switch(self.env, CRON, False)
            return
        # sudo: whosever handovers they are, whoever turned the switch
        handovers = self.sudo()
        handovers._search_editable().lead_id._update_handovers()
        if handovers.search_count([("clock_warning", "!=", False)], limit=1):
            wake(self.env, CRON)

    @api.model
    def _cron_warn(self):
        """Tell receivers whose clock is about to run out, each of them once."""
        if not rooms.is_on(self.env, ROOM):
            return
        due = Domain("clock_warning", "<=", fields.Datetime.now())

        def find(after_id, count):
            return self.search(due & Domain("id", ">", after_id), order="id", limit=count)

        self.env["crm.playbook.job"]._go_through(
            CRON, find, lambda handovers: handovers._notify_deadline(), HANDOVERS_PER_BATCH
        )

    def _notify_deadline(self):
        """Plan one activity for each of these handovers, without a mail, and never again for
        the same clock."""
        self._end_notices()
        handovers = self.with_context(mail_activity_quick_update=True)
        for (is_submitted, receiver), own in handovers.grouped(
            lambda handover: (handover.state == SUBMITTED, handover.to_user_id)
        ).items():
            own._notify_step(receiver, "accept_clock" if is_submitted else "kickoff_clock")
        self._unlock().write({"clock_warning": False})

    # --- working hours -------------------------------------------------------------------
    # Working time of the receiver: that of their own calendar, else that of the company where
    # the receiver lives. A flexible calendar, and one without hours, say nothing about when
    # somebody works: they count as no calendar.

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

    # --- a meeting -----------------------------------------------------------------------

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
