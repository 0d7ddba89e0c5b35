"""Whether a calendar says when somebody works, and whether they work on a day of theirs."""

from datetime import datetime, time, timedelta

import pytz

from odoo.fields import Domain
from odoo.tools.intervals import Intervals

from . import days

SATURDAY = 5
# The clocks of no two places are further apart.
FARTHEST = timedelta(days=2)


def has_hours(calendar):
    """Tell whether a calendar has fixed hours. A flexible one, and one without hours, say nothing
    about when somebody works: they count as no calendar."""
    if not calendar or calendar.flexible_hours:
        return False
    return any(
        not line.display_type and line.day_period != "lunch" and line.hour_to > line.hour_from
        for line in calendar.attendance_ids
    )


def get_zone(user):
    """Return the time zone in which a user lives, else that of the calendar they work by."""
    user = user.sudo()  # sudo: the zone of a colleague is no secret
    calendar, _resource = _get_calendar(user)
    return days.get_zone(user) if user.tz or not calendar else pytz.timezone(calendar.tz)


def works_on(user, day):
    """Tell whether a user works on a day of theirs: by their own calendar, else by that of their
    company. Its weekdays and hours are those of the place where the user lives, and a public
    holiday is on its date there too. Where no calendar says anything, Monday to Friday."""
    user = user.sudo()  # sudo: working hours are not for everybody to read
    calendar, resource = _get_calendar(user)
    if not calendar:
        return day.weekday() < SATURDAY
    zone = get_zone(user)
    begin = zone.localize(datetime.combine(day, time.min))
    end = zone.localize(datetime.combine(day + timedelta(days=1), time.min))
    attendances = calendar._attendance_intervals_batch(begin, end, tz=zone)[False]
    return bool(attendances - _get_leaves(user, calendar, resource, begin, end))


def _get_calendar(user):
    """Return the calendar with hours that a user works by, or none, and the resource whose leave
    is that of the user."""
    company = user.company_id
    resources = user.resource_ids.filtered(
        lambda resource: resource.active and resource.company_id in (company, company.browse())
    )
    for resource in resources:
        if has_hours(resource.calendar_id):
            return resource.calendar_id, resource
    calendar = company.resource_calendar_id
    return calendar if has_hours(calendar) else calendar.browse(), resources[:1]


def _get_leaves(user, calendar, resource, begin, end):
    """Return the public holidays and the leave of a user between two aware moments, as
    intervals. Leave is from moment to moment; a public holiday, kept as moments of the place of
    the calendar, is on the same date and hours where the user lives."""
    company = calendar.company_id or user.company_id
    shared = Domain("calendar_id", "=", False) & Domain("company_id", "in", [False, company.id])
    public = Domain("resource_id", "=", False) & (Domain("calendar_id", "=", calendar.id) | shared)
    own = Domain("resource_id", "in", resource.ids)
    first, last = (moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in (begin, end))
    leaves = user.env["resource.calendar.leaves"].search(
        Domain("time_type", "=", "leave")
        & (public | own)
        & Domain("date_from", "<=", last + FARTHEST)
        & Domain("date_to", ">=", first - FARTHEST)
    )
    zone, place = begin.tzinfo, pytz.timezone(calendar.tz)

    def get_moment(leave, moment):
        moment = pytz.utc.localize(moment)
        if leave.resource_id:
            return moment.astimezone(zone)
        return zone.localize(moment.astimezone(place).replace(tzinfo=None))

    return Intervals(
        (get_moment(leave, leave.date_from), get_moment(leave, leave.date_to), leave)
        for leave in leaves
    )
