"""Readers of single values: None stands for an empty text, ValueError for an unreadable one."""

from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

MILLION = 1_000_000
LARGEST_AMOUNT = 10**15  # what a float still holds to the cent
LARGEST_COUNT = 2**31 - 1  # what an integer column holds
YEARS = range(1900, 2101)


def identity(text):
    """The part of an external id that stands for a name, blind to case and spacing."""
    return quote("_".join(text.casefold().split()), safe="").replace(".", "%2E")


def spelling_key(text):
    """A name without what people type differently: case, spaces, punctuation."""
    return "".join(char for char in text.casefold() if char.isalnum())


def parse_date(text):
    if not text:
        return None
    value = date.fromisoformat(text)
    if value.year not in YEARS:
        raise ValueError(text)
    return value


def parse_amount(text, unit=1):
    if not text:
        return None
    try:
        value = Decimal(text) * unit
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or not 0 <= value <= LARGEST_AMOUNT:
        raise ValueError(text)
    return float(value)


def parse_millions(text):
    return parse_amount(text, MILLION)


def parse_count(text):
    if not text:
        return None
    value = int(text)
    if not 0 <= value <= LARGEST_COUNT:
        raise ValueError(text)
    return value


def parse_year(text):
    value = parse_count(text)
    if value is not None and value not in YEARS:
        raise ValueError(text)
    return value


class Catalog:
    """Things by name, found also when a name is spelt with other spaces, case or punctuation.

    A tolerant match counts only where it is the only one possible.
    """

    def __init__(self, things):
        self._by_identity = {identity(thing.name): thing for thing in things}
        self._by_spelling = {}
        for thing in self._by_identity.values():
            self._by_spelling.setdefault(spelling_key(thing.name), []).append(thing)

    def find(self, name):
        """Return the thing meant by ``name``, or None."""
        if thing := self._by_identity.get(identity(name)):
            return thing
        key = spelling_key(name)
        candidates = self._by_spelling.get(key, []) if key else []
        return candidates[0] if len(candidates) == 1 else None
