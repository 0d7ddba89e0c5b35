"""Which comparisons work, by the type of the field: in the database and in memory, without an
error, whatever the records hold."""

from collections import namedtuple
from datetime import date

from odoo.tools.date_utils import parse_date

from .condition import (
    BIGGEST_INTEGER,
    EQUALITY_OPERATORS,
    HIERARCHY_OPERATORS,
    LIKE_OPERATORS,
    ORDER_OPERATORS,
    SUBDOMAIN_OPERATORS,
    ConditionError,
    describe,
    get_values,
)

# Years that no time zone and no rounding pushes out of the calendar.
FIRST_YEAR, LAST_YEAR = 1000, 9000
# A pattern is matched step by step: each wildcard multiplies the steps.
MAX_WILDCARDS = 5

# ``accepts`` takes (value, environment, operator) and tells whether such a field can be
# compared with the value; ``reason`` says what to do when it cannot.
Kind = namedtuple("Kind", "operators accepts reason")


def _is_text(value, _env, operator):
    if not isinstance(value, str):
        return False
    if operator not in LIKE_OPERATORS:
        return True
    # A backslash at the end would escape nothing.
    backslashes = len(value) - len(value.rstrip("\\"))
    return value.count("%") <= MAX_WILDCARDS and backslashes % 2 == 0


def _is_number(value, _env, _operator):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value, env, operator):
    return (
        _is_number(value, env, operator)
        and abs(value) <= BIGGEST_INTEGER
        and float(value).is_integer()
    )


def _is_boolean(value, _env, _operator):
    return value in (0, 1) and not isinstance(value, (str, float))


def _is_record(value, env, operator):
    if isinstance(value, str):
        return _is_text(value, env, operator)
    is_id = isinstance(value, int) and not isinstance(value, bool)
    return is_id and 0 <= value <= BIGGEST_INTEGER and operator not in LIKE_OPERATORS


def _is_moment(value, env, operator):
    """A day or a moment, in the notation of Odoo: relative ones such as ``today -90d`` too."""
    if not isinstance(value, str):
        return False
    if operator in LIKE_OPERATORS:
        return _is_text(value, env, operator)
    try:
        moment = parse_date(value, env)
    except (ValueError, TypeError, OverflowError, AttributeError, LookupError):
        return False
    return isinstance(moment, date) and FIRST_YEAR <= moment.year <= LAST_YEAR


TEXT = Kind(EQUALITY_OPERATORS + ORDER_OPERATORS + LIKE_OPERATORS, _is_text, "text")
INTEGER = Kind(EQUALITY_OPERATORS + ORDER_OPERATORS, _is_integer, "integer")
NUMBER = Kind(EQUALITY_OPERATORS + ORDER_OPERATORS, _is_number, "number")
BOOLEAN = Kind(EQUALITY_OPERATORS, _is_boolean, "boolean")
MOMENT = Kind(EQUALITY_OPERATORS + ORDER_OPERATORS + LIKE_OPERATORS, _is_moment, "moment")
RECORD = Kind(
    EQUALITY_OPERATORS + LIKE_OPERATORS + HIERARCHY_OPERATORS + SUBDOMAIN_OPERATORS,
    _is_record,
    "record",
)
IDENTIFIER = Kind(
    EQUALITY_OPERATORS + ORDER_OPERATORS + HIERARCHY_OPERATORS, _is_integer, "integer"
)
# Types that are not here cannot be compared: files, properties, free structures.
KINDS = {
    "char": TEXT,
    "text": TEXT,
    "html": TEXT,
    "selection": TEXT,
    "integer": INTEGER,
    "many2one_reference": INTEGER,
    "float": NUMBER,
    "monetary": NUMBER,
    "boolean": BOOLEAN,
    "date": MOMENT,
    "datetime": MOMENT,
    "many2one": RECORD,
    "one2many": RECORD,
    "many2many": RECORD,
}


def check(leaf, env):
    """Raise a :class:`ConditionError` unless the comparison works."""
    field, place = leaf.fields[-1], describe(leaf.path, leaf.operator, leaf.value)
    kind = IDENTIFIER if field.name == "id" else KINDS.get(field.type)
    if kind is None:
        raise ConditionError("type", leaf.path)
    if leaf.operator not in kind.operators:
        raise ConditionError("operator", place)
    if leaf.operator in SUBDOMAIN_OPERATORS:
        return
    _check_number_of_values(leaf, place)
    # Nothing is before or after no record; the database does not even answer.
    is_answered = kind is not IDENTIFIER or leaf.operator not in ORDER_OPERATORS
    for value in get_values(leaf):
        if value is False and is_answered:
            continue
        if not kind.accepts(value, env, leaf.operator):
            raise ConditionError(kind.reason, place)
    if leaf.operator in HIERARCHY_OPERATORS and get_parent(leaf, env) is None:
        raise ConditionError("hierarchy", place)


def _check_number_of_values(leaf, place):
    is_list = isinstance(leaf.value, list)
    if is_list and leaf.operator in ORDER_OPERATORS + LIKE_OPERATORS:
        raise ConditionError("one_value", place)
    if leaf.operator in HIERARCHY_OPERATORS and any(v is False for v in get_values(leaf)):
        raise ConditionError("record", place)


def get_parent(leaf, env):
    """Return ``(model, name of its field)`` by which *child of* and *parent of* go up from the
    records of a comparison, or None where there is nothing above them."""
    field = leaf.fields[-1]
    if field.name != "id" and not field.relational:
        return None
    model = env[field.model_name if field.name == "id" else field.comodel_name]
    # As Odoo has it, the parents along a field of their own model are those in that field.
    is_own = field.name != "id" and field.comodel_name == field.model_name
    name = field.name if is_own else model._parent_name
    parent = model._fields.get(name)
    is_parent = parent is not None and parent.type == "many2one" and parent.store
    return (model, name) if is_parent and parent.comodel_name == model._name else None
