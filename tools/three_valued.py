"""Three-valued reading of a domain: matched, missed, or unknown.

What: a domain says yes or no, but "no" may only mean that the data is missing.
:func:`split` turns one domain into two, *matched* and *missed*; a record in neither is
*unknown*. Both are ordinary domains, so SQL and Python evaluate them by the same rules.

How it works: Kleene's three-valued logic. A condition on an empty value is unknown, a
negation keeps unknown, AND is missed as soon as one side is missed, OR is matched as soon
as one side is matched. A condition that itself asks whether something is empty, and a
condition on a boolean, always has an answer.
"""

from odoo.fields import Domain

NUMERIC_TYPES = ("integer", "float", "monetary")
ALWAYS_KNOWN_TYPES = ("boolean",)
EQUALITY_OPERATORS = ("=", "!=", "in", "not in", "=?")
COLLECTIONS = (list, tuple, set, frozenset)


def split(domain, model):
    """Return ``(matched, missed)``, the domains of the records known to satisfy the given
    domain and known not to.

    :param domain: a domain (list or ``Domain``) whose paths exist on ``model``
    :param model: any recordset of the model the domain is about
    """
    return _read(iter(list(Domain(domain))), model)


def _read(tokens, model):
    token = next(tokens)
    if token == "!":
        matched, missed = _read(tokens, model)
        return missed, matched
    if token in ("&", "|"):
        left, right = _read(tokens, model), _read(tokens, model)
        if token == "&":
            return left[0] & right[0], left[1] | right[1]
        return left[0] | right[0], left[1] & right[1]
    return _split_condition(token, model)


def _split_condition(condition, model):
    path, operator, value = condition
    if not isinstance(path, str):  # the constants (1, '=', 1) and (0, '=', 1)
        return Domain([condition]), ~Domain([condition])
    name, _dot, rest = path.partition(".")
    field = model._fields[name]
    if field.type == "many2one" and rest:
        return _split_inside(field, Domain(rest, operator, value), model)
    if field.type == "many2one" and operator == "any":
        return _split_inside(field, value, model)
    if field.type == "many2one" and operator == "not any":
        matched, missed = _split_inside(field, value, model)
        return missed, matched
    answer = Domain(path, operator, value)
    known = Domain.TRUE if _asks_for_emptiness(operator, value) else _known(field, path)
    return known & answer, known & ~answer


def _split_inside(field, domain, model):
    matched, missed = split(domain, model.env[field.comodel_name])
    return Domain(field.name, "any", matched), Domain(field.name, "any", missed)


def _asks_for_emptiness(operator, value):
    if operator not in EQUALITY_OPERATORS:
        return False
    if isinstance(value, COLLECTIONS):
        return not value or any(not item for item in value)
    return not value


def _known(field, path):
    if path == "id" or field.type in ALWAYS_KNOWN_TYPES:
        return Domain.TRUE
    if field.type in NUMERIC_TYPES:
        return Domain(path, "!=", 0)
    return Domain(path.partition(".")[0] if field.relational else path, "!=", False)
