"""Reading the conditions that people write in the domain editor.

A condition is data: it is parsed as a Python literal and never evaluated. Whatever text is
given, the answer is a domain of bounded size or a :class:`ConditionError`. What its
comparisons may look at is said in ``condition_types``, ``condition_access`` and
``condition_paths``; ``crm.condition.mixin`` puts them together.
"""

import math
import re
import warnings
from ast import literal_eval
from collections import namedtuple

from odoo.fields import Domain

HIERARCHY_OPERATORS = ("child_of", "parent_of")
SUBDOMAIN_OPERATORS = ("any", "not any")
EQUALITY_OPERATORS = ("=", "!=", "in", "not in", "=?")
ORDER_OPERATORS = ("<", ">", "<=", ">=")
LIKE_OPERATORS = tuple(
    f"{negation}{operator}"
    for operator in ("like", "ilike", "=like", "=ilike")
    for negation in ("", "not ")
)
OPERATORS = frozenset(
    HIERARCHY_OPERATORS
    + SUBDOMAIN_OPERATORS
    + EQUALITY_OPERATORS
    + ORDER_OPERATORS
    + LIKE_OPERATORS
)
# Ways of writing an operator that Odoo understands and no longer wants.
OLD_OPERATORS = {"<>": "!=", "==": "="}
COLLECTIONS = (list, tuple, set, frozenset)
# Limits far beyond what anybody writes by hand, and below what makes Python or PostgreSQL give
# up. ``MAX_DEPTH`` is how deep AND, OR, NOT, sub-domains and steps of a path may be nested.
MAX_LENGTH = 100_000
MAX_COMPARISONS = 500
MAX_DEPTH = 25
MAX_VALUES = 10_000
MAX_TEXT = 1_000
MAX_STEPS = 10
BIGGEST_INTEGER = 2**31 - 1
BIGGEST_NUMBER = 10**15
MAX_PLACE = 200
PATH = re.compile(r"[A-Za-z_]\w{0,62}(\.[A-Za-z_]\w{0,62})*", re.ASCII)

# One comparison of a condition: the dotted path, the fields along it, and what it is
# compared with.
Leaf = namedtuple("Leaf", "path fields operator value")


class ConditionError(ValueError):
    """What is wrong with a condition, and where.

    :param reason: a key of the sentences in ``crm.condition.mixin._get_condition_reasons``
    :param place: the part of the condition at fault, for the reader
    """

    def __init__(self, reason, place=""):
        self.reason = reason
        self.place = _make_readable(place)
        super().__init__(f"{reason}: {self.place}")


def _make_readable(text):
    """Return a short text that every client can show."""
    text = str(text).encode("utf-8", "replace").decode()[:MAX_PLACE]
    return "".join(char if char.isprintable() else "�" for char in text)


def describe(path, operator, value=None):
    """Return a comparison as its reader knows it; a value that says nothing is left out."""
    shown = value if isinstance(value, (str, int, float)) else ""
    return f"{path} {operator} {shown}".strip()


def is_storable(text):
    """Tell whether a text can be given to the database."""
    try:
        return "\0" not in text and bool(text.encode() or True)
    except UnicodeEncodeError:
        return False


# --- parsing ---------------------------------------------------------------------------


def parse(text):
    """Return the ``Domain`` written in ``text``, a Python literal such as the domain
    editor makes; no text stands for no condition.

    :raise ConditionError: for everything else
    """
    if not text:
        return Domain.TRUE
    if not isinstance(text, str):
        raise ConditionError("syntax", text)
    if len(text) > MAX_LENGTH:
        raise ConditionError("long", text[:MAX_PLACE])
    try:
        with warnings.catch_warnings():
            # What Python thinks of a backslash is not for the log.
            warnings.simplefilter("ignore")
            tokens = literal_eval(text.strip() or "[]")
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ConditionError("syntax", text) from error
    if not isinstance(tokens, (list, tuple)):
        raise ConditionError("syntax", text)
    domain, _depth = _Parser(text).build(tokens)
    return domain


class _Parser:
    """Makes one domain of the tokens of a condition, in prefix notation.

    :param text: the whole condition, for the reader
    """

    def __init__(self, text):
        self.text = text
        self.comparisons = 0

    def build(self, tokens):
        """Return ``(domain, how deep it is nested)`` of a list of tokens."""
        stack = []  # of (domain, depth, the operator that made it)
        for token in reversed(tokens):
            if isinstance(token, str):
                self._combine(token, stack)
            else:
                stack.append((*self._read(token), None))
            if stack[-1][1] > MAX_DEPTH:
                raise ConditionError("deep", self.text)
        domain = Domain.AND(domain for domain, _depth, _operator in reversed(stack))
        return domain, max((depth for _domain, depth, _operator in stack), default=0)

    def _combine(self, operator, stack):
        """Replace the operands on the stack by what the operator makes of them."""
        needed = {"!": 1, "&": 2, "|": 2}.get(operator)
        if not needed or len(stack) < needed:
            raise ConditionError("syntax", self.text)
        operands = [stack.pop() for _number in range(needed)]
        # A AND B AND C lie on one level, however they are bracketed.
        depth = max(depth + (made_by != operator) for _domain, depth, made_by in operands)
        domains = [domain for domain, _depth, _operator in operands]
        if operator == "!":
            stack.append((~domains[0], depth, None))
        else:
            combine = Domain.AND if operator == "&" else Domain.OR
            stack.append((combine(domains), depth, operator))

    def _read(self, token):
        """Return ``(domain, depth)`` of one comparison; each step of a path is a level."""
        if not isinstance(token, (list, tuple)) or len(token) != 3:
            raise ConditionError("syntax", self.text)
        self.comparisons += 1
        if self.comparisons > MAX_COMPARISONS:
            raise ConditionError("long", self.text)
        if not isinstance(token[0], str):
            return self._read_constant(token), 1
        path, operator = self._read_path(token[0]), self._read_operator(*token[:2])
        depth, value = path.count(".") + 1, token[2]
        if operator not in SUBDOMAIN_OPERATORS:
            return Domain(path, operator, _read_value(value, describe(path, operator))), depth
        if not isinstance(value, (list, tuple)):
            raise ConditionError("subdomain", f"{path} {operator}")
        domain, depth_inside = self.build(value)
        return Domain(path, operator, domain), depth + depth_inside

    def _read_path(self, path):
        if not PATH.fullmatch(path) or path.count(".") >= MAX_STEPS:
            raise ConditionError("unknown_field", path)
        return path

    def _read_operator(self, path, operator):
        if not isinstance(operator, str):
            raise ConditionError("operator", path)
        operator = OLD_OPERATORS.get(operator, operator.lower())
        if operator not in OPERATORS:
            raise ConditionError("operator", f"{path} {operator}")
        return operator

    def _read_constant(self, token):
        """Return the domain of ``(1, '=', 1)``, always, or ``(0, '=', 1)``, never."""
        path, operator, value = token
        are_numbers = isinstance(path, int) and isinstance(value, int)
        if not are_numbers or operator != "=" or value != 1 or path not in (0, 1):
            raise ConditionError("syntax", self.text)
        return Domain(path == 1)


def _read_value(value, place):
    """Return what is compared with: a plain value, or a list of plain values."""
    if not isinstance(value, COLLECTIONS):
        return _read_item(value, place)
    if len(value) > MAX_VALUES:
        raise ConditionError("long", place)
    return [_read_item(item, place) for item in value]


def _read_item(value, place):
    if value is None:
        return False
    if isinstance(value, str):
        if not is_storable(value):
            raise ConditionError("text", place)
        if len(value) > MAX_TEXT:
            raise ConditionError("long", place)
    elif isinstance(value, float):
        if not math.isfinite(value) or abs(value) > BIGGEST_NUMBER:
            raise ConditionError("big", place)
    elif isinstance(value, int):
        if abs(value) > BIGGEST_NUMBER:
            raise ConditionError("big", place)
    else:
        raise ConditionError("value", place)
    return value


# --- walking ---------------------------------------------------------------------------


def walk(domain, model, prefix=(), fields=()):
    """Yield a :class:`Leaf` for each comparison in ``domain``, sub-domains included. A
    sub-domain without a comparison is one itself: it asks whether there is a record.

    :param model: any recordset of the model that the domain is about
    :raise ConditionError: for a path that does not exist on the model
    """
    for token in Domain(domain):
        if isinstance(token, str) or not isinstance(token[0], str):
            continue
        path, operator, value = token
        along, last_model = _follow(path, model)
        names, chain = (*prefix, *path.split(".")), (*fields, *along)
        leaf = Leaf(".".join(names), chain, operator, value)
        if operator not in SUBDOMAIN_OPERATORS:
            yield leaf
            continue
        if last_model is None:
            raise ConditionError("relation", f"{path} {operator}")
        leaves = list(walk(value, last_model, names, chain))
        yield from leaves or [leaf]


def _follow(path, model):
    """Return ``(fields along the path, model that it ends in or None)``."""
    along = []
    for name in path.split("."):
        field = model._fields.get(name) if model is not None else None
        if field is None:
            raise ConditionError("unknown_field", path)
        along.append(field)
        has_model = field.relational and field.comodel_name in model.env
        model = model.env[field.comodel_name] if has_model else None
    return along, model


def get_values(leaf):
    """Return the list of what a comparison compares with."""
    return leaf.value if isinstance(leaf.value, COLLECTIONS) else [leaf.value]
