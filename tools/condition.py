"""Reading and checking the conditions that people write in the domain editor.

A condition is data: it is parsed as a Python literal and never evaluated.
"""

from ast import literal_eval
from collections import namedtuple

from odoo.fields import Domain

HIERARCHY_OPERATORS = ("child_of", "parent_of")
SUBDOMAIN_OPERATORS = ("any", "not any")
COLLECTIONS = (list, tuple, set, frozenset)
REFUSED_TYPES = ("binary", "image", "json", "properties", "properties_definition", "reference")
CREATE_DATE = "create_date"

# One comparison of a condition: the dotted path, the fields along it, and what it is
# compared with.
Leaf = namedtuple("Leaf", "path fields operator value")


class ConditionError(ValueError):
    """What is wrong with a condition, and where.

    :param reason: a key of the sentences in ``crm.icp.criterion._get_condition_sentence``
    :param place: the part of the condition at fault, for the reader
    """

    def __init__(self, reason, place):
        super().__init__(f"{reason}: {place}")
        self.reason = reason
        self.place = place


def parse(text):
    """Return the ``Domain`` written in ``text``, a Python literal such as the domain
    editor makes. Raises :class:`ConditionError` when it is none."""
    try:
        return Domain(literal_eval((text or "[]").strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ConditionError("syntax", str(text)[:200]) from error


def walk(domain, model, prefix=(), fields=()):
    """Yield a :class:`Leaf` for each comparison in ``domain``, sub-domains included.

    :param model: any recordset of the model that the domain is about
    :raise ConditionError: for a path that does not exist on the model
    """
    for token in Domain(domain):
        if isinstance(token, str) or not isinstance(token[0], str):
            continue
        path, operator, value = token
        along, last_model = _follow(path, model)
        names, chain = (*prefix, *path.split(".")), (*fields, *along)
        if operator in SUBDOMAIN_OPERATORS:
            if not along[-1].relational:
                raise ConditionError("operator", f"{path} {operator}")
            yield from walk(value, last_model, names, chain)
        else:
            yield Leaf(".".join(names), chain, operator, value)


def _follow(path, model):
    along = []
    for name in path.split("."):
        field = model._fields.get(name) if model is not None else None
        if field is None:
            raise ConditionError("unknown_field", path)
        along.append(field)
        model = model.env[field.comodel_name] if field.relational else None
    return along, model


def get_dependencies(domain, model):
    """Return the set of field paths whose change can change what ``domain`` says.

    They go to ``@api.depends``. Removal of a record of an x2many leaves no trace in the
    field itself, so the path of the creation date, which only changes with the record's
    existence, is added there.
    """
    paths = set()
    for leaf in walk(domain, model):
        names = leaf.path.split(".")
        for depth, field in enumerate(leaf.fields, start=1):
            if field.type in ("one2many", "many2many"):
                paths.add(".".join([*names[:depth], CREATE_DATE]))
        if names[-1] == "id":
            names.pop()
        if not names:
            continue
        paths.add(".".join(names))
        if leaf.operator in HIERARCHY_OPERATORS and leaf.fields[-1].relational:
            parent = model.env[leaf.fields[-1].comodel_name]._parent_name
            paths.add(".".join([*names, parent]))
            paths.add(".".join([*names, parent, parent]))
    return paths
