"""Whose day it is. A day is that of the people concerned: of whoever keeps a promise, receives a
handover or owns a deal, not of whoever happens to look, nor of the server. The functions take
those who may say which time zone counts, users or contacts, the first one that has one decides."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields
from odoo.tools import SQL

NOON = time(12)


def get_zone(*people):
    """Return the time zone of the first of these records that has one, else UTC."""
    for records in people:
        for person in records.sudo():  # sudo: the zone of a colleague is no secret
            if person.tz:
                return pytz.timezone(person.tz)
    return pytz.utc


def get_day(moment, *people):
    """Return the day that a moment, naive and in UTC, is for people."""
    return pytz.utc.localize(moment).astimezone(get_zone(*people)).date()


def get_today(*people):
    """Return the day that it is for people now."""
    return get_day(fields.Datetime.now(), *people)


def get_moment(day, *people, hour=NOON):
    """Return a time of a day of people as a naive moment in UTC. At noon it is the same day
    nearly everywhere else as well."""
    local = get_zone(*people).localize(datetime.combine(day, hour))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def get_doubtful_days():
    """Return the first and the last day that is today somewhere."""
    today = fields.Datetime.now().date()
    return today - timedelta(days=1), today + timedelta(days=1)


def make_day(moment, zone):
    """Return SQL of the day that a moment is in a zone.

    :param SQL moment: a column in UTC, or :func:`make_now`
    :param SQL zone: of a time zone, NULL: UTC
    """
    return SQL("timezone(COALESCE(%s, 'UTC'), timezone('UTC', %s))::date", zone, moment)


def make_now():
    """Return SQL of the present moment, as frozen as that of Python."""
    return SQL("%s::timestamp", fields.Datetime.now())
