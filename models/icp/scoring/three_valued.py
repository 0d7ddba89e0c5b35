"""Three-valued reading of a domain: matched, missed, or unknown.

What: a domain says yes or no, but "no" may only mean that the data is missing.
:func:`split` turns one domain into two, *matched* and *missed*; a record in neither is
*unknown*. Both are ordinary domains, so SQL and Python evaluate them by the same rules.

How it works: Kleene's three-valued logic. A condition on an empty value is unknown, a
negation keeps unknown, AND is missed as soon as one side is missed, OR is matched as soon
as one side is matched. A condition that itself asks whether something is empty, and a
condition on a boolean, always has an answer.

A third domain, *settled*, is the cheap way to ask for missed of a record that is not
matched: for a single condition it only asks whether there is data.
"""

from collections import namedtuple

from odoo.fields import Domain

ALWAYS_KNOWN_TYPES = ("boolean",)
NUMERIC_TYPES = ("integer", "float", "monetary")
EQUALITY_OPERATORS = ("=", "!=", "in", "not in", "=?")
COLLECTIONS = (list, tuple, set, frozenset)
# Operators that no empty value satisfies.
SELECTIVE_OPERATORS = ("=", "in", "like", "ilike", "=like", "=ilike", "any", "child_of")

Reading = namedtuple("Reading", "matched missed settled")


def split(domain, model):
    """Return the :class:`Reading` of a domain.

    :param domain: a domain (list or ``Domain``) whose paths exist on ``model``
    :param model: any recordset of the model the domain is about
    """
    return _read(iter(list(Domain(domain))), model)


def _read(tokens, model):
    token = next(tokens)
    if token == "!":
        return _negate(_read(tokens, model))
    if token in ("&", "|"):
        left, right = _read(tokens, model), _read(tokens, model)
        if token == "&":
            missed = left.missed | right.missed
            return Reading(left.matched & right.matched, missed, missed)
        missed = left.missed & right.missed
        return Reading(left.matched | right.matched, missed, missed)
    return _read_condition(token, model)


def _negate(reading):
    return Reading(reading.missed, reading.matched, reading.matched)


def _read_condition(condition, model):
    path, operator, value = condition
    if not isinstance(path, str):  # the constants (1, '=', 1) and (0, '=', 1)
        constant = Domain([condition])
        return Reading(constant, ~constant, Domain.TRUE)
    name, _dot, rest = path.partition(".")
    field = model._fields[name]
    if field.type == "many2one" and rest:
        return _read_inside(field, Domain(rest, operator, value), model)
    if field.type == "many2one" and operator == "any":
        return _read_inside(field, value, model)
    if field.type == "many2one" and operator == "not any":
        return _negate(_read_inside(field, value, model))
    if field.type in NUMERIC_TYPES and operator in EQUALITY_OPERATORS:
        value = _zero_to_empty(value)
    answer = Domain(path, operator, value)
    if _asks_for_emptiness(operator, value):
        return Reading(answer, ~answer, Domain.TRUE)
    known = _known(field, path)
    matched = answer if operator in SELECTIVE_OPERATORS else known & answer
    return Reading(matched, known & ~answer, known)


def _read_inside(field, domain, model):
    inner = split(domain, model.env[field.comodel_name])
    return Reading(*(Domain(field.name, "any", part) for part in inner))


def _asks_for_emptiness(operator, value):
    if operator not in EQUALITY_OPERATORS:
        return False
    if isinstance(value, COLLECTIONS):
        return not value or any(not item for item in value)
    return not value


def _zero_to_empty(value):
    """Return ``value`` with False for 0: compared with 0, an amount without a value is not
    the same in SQL and in Python."""
    if isinstance(value, COLLECTIONS):
        return [item or False for item in value]
    return value or False


def _known(field, path):
    if path == "id" or field.type in ALWAYS_KNOWN_TYPES:
        return Domain.TRUE
    # False stands for 0 and for no value alike, in SQL and in Python.
    return Domain(path.partition(".")[0] if field.relational else path, "!=", False)
