"""What clients give to public methods, checked once before the method runs.

A client may send anything: a text for an id, a list for a text, a day that is none. Unchecked it
ends in a traceback of whatever comes across it first. :func:`checked` names what each argument is
meant to be; anything else is refused with a sentence that names the argument.
"""

import functools
import inspect
import math

from odoo import fields
from odoo.exceptions import MissingError, UserError

MAX_ID = 2**31 - 1
MAX_TEXT = 50_000  # characters
# Fields whose values on a form are more than a value.
NO_FORM_VALUES = ("one2many", "properties", "properties_definition", "json", "reference")


def checked(**kinds):
    """Check arguments of a public method by name.

    :param kinds: ``{argument: function(env, name, value)}`` that returns the value, as the
        method wants it, or raises a ``UserError``; see the functions below
    """

    def decorate(method):
        signature = inspect.signature(method)

        @functools.wraps(method)
        def wrapper(self, *args, **kwargs):
            bound = signature.bind(self, *args, **kwargs)
            for name, kind in kinds.items():
                if name in bound.arguments:
                    bound.arguments[name] = kind(self.env, name, bound.arguments[name])
            return method(*bound.args, **bound.kwargs)

        return wrapper

    return decorate


def one_of(model, optional=False):
    """The id of a record of ``model`` that exists; if ``optional`` False or None too."""

    def check(env, name, value):
        if optional and (value is None or value is False):
            return value
        if not is_id(value):
            raise UserError(env._("“%s” is not the id of a record.", name))
        check_existence(env, model, [value])
        return value

    return check


def an_id(env, name, value):
    """The id of a record that the method looks for itself, or False or None for none."""
    if value is None or value is False or is_id(value):
        return value
    raise UserError(env._("“%s” is not the id of a record.", name))


def some_of(model):
    """A list of ids of records of ``model`` that exist."""

    def check(env, name, value):
        if not isinstance(value, (list, tuple)) or not all(map(is_id, value)):
            raise UserError(env._("“%s” is not a list of ids of records.", name))
        check_existence(env, model, value)
        return list(dict.fromkeys(value))

    return check


def text(env, name, value):
    """A text, or False or None for none."""
    if value is None or value is False:
        return value
    if not isinstance(value, str):
        raise UserError(env._("“%s” is not a text.", name))
    if len(value) > MAX_TEXT or "\0" in value:
        raise UserError(env._("“%s” is too long, or holds what is no text.", name))
    return value


def day(env, name, value):
    """A day, or False or None for none."""
    if value is None or value is False:
        return value
    try:
        return fields.Date.to_date(value)
    except (ValueError, TypeError, AttributeError):
        raise UserError(env._("“%s” is not a day.", name)) from None


def choice(model, field):
    """A key of a selection, or False or None for none."""

    def check(env, name, value):
        if value is None or value is False:
            return value
        values = env[model]._fields[field].get_values(env)
        if not isinstance(value, str) or value not in values:
            raise UserError(
                env._("“%(name)s” is one of: %(values)s.", name=name, values=", ".join(values))
            )
        return value

    return check


def record_of(**kinds):
    """A dict of these arguments, each of its kind; or False or None for none."""

    def check(env, name, value):
        if value is None or value is False:
            return None
        if not isinstance(value, dict) or not value.keys() <= kinds.keys():
            raise UserError(
                env._("“%(name)s” holds some of: %(values)s.", name=name, values=", ".join(kinds))
            )
        return {key: kinds[key](env, key, item) for key, item in value.items()}

    return check


def form_values(model):
    """Values of a record as a form has them, by field name: of relations the ids, no lines; or
    False or None for none."""

    def check(env, name, value):
        if value is None or value is False:
            return None
        fields_ = env[model]._fields
        is_dict = isinstance(value, dict) and all(isinstance(key, str) for key in value)
        if not is_dict or not value.keys() <= fields_.keys():
            raise UserError(env._("“%s” holds values by the names of fields.", name))
        for key, item in value.items():
            if not _is_form_value(fields_[key], item):
                raise UserError(env._("“%s” has a value that it cannot have.", key))
        return value

    return check


def _is_form_value(field, value):
    if field.type == "many2one":
        return value is False or value is None or is_id(value)
    if field.type == "many2many":
        return isinstance(value, (list, tuple)) and all(map(is_id, value))
    if field.type in NO_FORM_VALUES:
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return "\0" not in value
    return value is None or isinstance(value, (bool, int))


def number(low, high):
    """A number from ``low`` to ``high``, or False or None for none."""

    def check(env, name, value):
        if value is None or value is False:
            return value
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or not low <= value <= high:
            raise UserError(
                env._(
                    "“%(name)s” is a number from %(low)s to %(high)s.",
                    name=name,
                    low=low,
                    high=high,
                )
            )
        return value

    return check


def count(low, high):
    """A whole number from ``low`` to ``high``, or False or None for none."""
    is_in_range = number(low, high)

    def check(env, name, value):
        value = is_in_range(env, name, value)
        if value and value != int(value):
            raise UserError(env._("“%s” is a whole number.", name))
        return value and int(value)

    return check


def flag(env, name, value):
    """Yes or no."""
    if not isinstance(value, bool):
        raise UserError(env._("“%s” is either true or false.", name))
    return value


def codes(env, name, value):
    """A list of short texts, or False or None for none."""
    if value is None or value is False:
        return value
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise UserError(env._("“%s” is not a list of texts.", name))
    return [text(env, name, code) for code in value]


def is_id(value):
    """Tell whether a value can be the id of a record."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_ID


def check_existence(env, model, ids):
    """Refuse ids of records that are not there."""
    # sudo: that a record was deleted is no secret; whether it may be used is the method's to say
    if len(env[model].sudo().browse(ids).exists()) < len(set(ids)):
        raise MissingError(env._("What was chosen is no longer there, reload the page."))
