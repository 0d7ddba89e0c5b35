"""What the people of a deal amount to, worked out from plain values.

A person counts when they are still there and known by name: a placeholder is a missing person,
and whoever left, was archived or cannot be reached by mail any more covers nothing.
"""

from collections import namedtuple
from datetime import timedelta
from functools import cached_property

ENGAGED_DAYS = 90
FRESH_DAYS = 30
CLAIMED_SUPPORT = ("supporter", "champion")
# From against to for; whoever is not judged yet has no place on it.
ATTITUDE_SCALE = ("opponent", "sceptic", "neutral", "supporter", "champion")
FRESH, COOLING, COLD, NEVER = "fresh", "cooling", "cold", "never"

# One person of a deal who counts; moments are naive UTC datetimes or None.
Person = namedtuple("Person", "id role_ids attitude is_attitude_old inbound outbound meeting")
# Somebody who is known to be missing.
Placeholder = namedtuple("Placeholder", "id role_ids")
# What a team asks of its deals.
Limits = namedtuple("Limits", "min_engaged silent_days")
DEFAULT_LIMITS = Limits(min_engaged=2, silent_days=42)


def get_two_way_until(inbound, outbound, meeting):
    """Return the moment until which contact counts as two-way, or None when it never did:
    both sides wrote, or they met."""
    ends = [meeting] if meeting else []
    if inbound and outbound:
        ends.append(min(inbound, outbound))
    return max(ends) + timedelta(days=ENGAGED_DAYS) if ends else None


def get_last_answer(inbound, meeting):
    """Return when we last heard from somebody, or None. What only we sent is no answer."""
    return max(filter(None, (inbound, meeting)), default=None)


def get_recency(last_answer, now):
    """Return one of fresh, cooling, cold, never."""
    if not last_answer:
        return NEVER
    if last_answer >= now - timedelta(days=FRESH_DAYS):
        return FRESH
    return COOLING if last_answer >= now - timedelta(days=ENGAGED_DAYS) else COLD


def is_at_least(attitude, minimum):
    """Tell whether an attitude is as much in favour as ``minimum``; an unknown one is not."""
    return not minimum or (
        attitude in ATTITUDE_SCALE
        and ATTITUDE_SCALE.index(attitude) >= ATTITUDE_SCALE.index(minimum)
    )


class BuyingGroup:
    """The people of one deal at one moment.

    :param people: list of :class:`Person`
    :param placeholders: list of :class:`Placeholder`
    :param needed: tuple of the ids of the roles that the deal needs, in order
    :param decisive: set of the ids of the roles that decide
    :param limits: the :class:`Limits` of the team
    :param now: the moment, a naive UTC datetime
    """

    def __init__(self, people, placeholders, needed, decisive, limits, now):
        self.people = people
        self.placeholders = placeholders
        self.needed = needed
        self.decisive = decisive
        self.limits = limits
        self.now = now

    @cached_property
    def engaged(self):
        """People with two-way contact lately."""
        return [person for person in self.people if self.is_engaged(person)]

    @cached_property
    def covering(self):
        """``{role id: people who have it}`` of the needed roles."""
        return {
            role_id: [person for person in self.people if role_id in person.role_ids]
            for role_id in self.needed
        }

    @cached_property
    def missing(self):
        """Ids of the needed roles that nobody covers."""
        return [role_id for role_id, people in self.covering.items() if not people]

    @property
    def is_single_threaded(self):
        return len(self.engaged) < self.limits.min_engaged

    @property
    def supporters(self):
        """People who are said to be on our side."""
        return [person for person in self.people if person.attitude in CLAIMED_SUPPORT]

    def get_decisive_roles(self, person):
        return [role_id for role_id in person.role_ids if role_id in self.decisive]

    def has_two_way(self, person):
        """Tell whether there ever was contact from both sides."""
        return bool(self._get_two_way_until(person))

    def is_engaged(self, person):
        until = self._get_two_way_until(person)
        return bool(until) and until >= self.now

    def is_silent(self, person):
        """Tell whether somebody who was heard of has been silent for too long."""
        end = self._get_silence(person)
        return bool(end) and end < self.now

    def get_last_answer(self, person):
        return get_last_answer(person.inbound, person.meeting)

    def get_next_change(self):
        """Return the first moment at which time alone changes what this group amounts to."""
        moments = [self._get_two_way_until(person) for person in self.people]
        moments += [self._get_silence(person) for person in self.supporters]
        return min((moment for moment in moments if moment and moment >= self.now), default=None)

    def _get_two_way_until(self, person):
        return get_two_way_until(person.inbound, person.outbound, person.meeting)

    def _get_silence(self, person):
        """Return the moment until which a person's silence is not too long, or None."""
        answer = self.get_last_answer(person)
        return answer and answer + timedelta(days=self.limits.silent_days)
