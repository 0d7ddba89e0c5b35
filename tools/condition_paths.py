"""What a condition depends on, as paths for ``@api.depends``.

A path that does not resolve stops every write in the database, of every model. So each one is
followed to its end here, through fields and models that are there, before it is let out.
"""

import logging

from .condition import HIERARCHY_OPERATORS, ConditionError, parse, walk
from .condition_types import get_parent

_logger = logging.getLogger(__name__)

CREATE_DATE = "create_date"
X2MANY = ("one2many", "many2many")


def get_dependencies(domain, model, results=()):
    """Return the set of field paths whose change can change what ``domain`` says.

    :param model: any recordset of the model that the domain is about
    :param results: names of fields of that model that are worked out from the condition
    :raise ConditionError: for a condition that cannot be followed
    """
    paths = set()
    for leaf in walk(domain, model):
        if any(is_result(field, model, results) for field in leaf.fields):
            raise ConditionError("circular", leaf.path)
        found = _get_paths(leaf, model.env)
        if not all(_resolves(path, model) for path in found):
            raise ConditionError("follow", leaf.path)
        paths |= found
    return paths


def get_all_dependencies(texts, model, results=()):
    """Return the paths of all these conditions. Called while the registry is set up, when
    other addons may be missing: a condition that cannot be followed is not."""
    paths = set()
    for text in texts:
        try:
            paths |= get_dependencies(parse(text), model, results)
        except ConditionError as error:
            _logger.info("The condition %r is not followed: %s", text, error)
        except Exception:
            # Whatever is in it: without a registry, nobody could mend it.
            _logger.exception("The condition %r is not followed", text)
    return paths


def is_result(field, model, results):
    """Tell whether a field is one of the ``results`` on this model."""
    return field.model_name == model._name and field.name in results


def _get_paths(leaf, env):
    names, paths = leaf.path.split("."), set()
    for depth, field in enumerate(leaf.fields, start=1):
        if field.type in X2MANY and _is_step(field):
            paths.add(".".join([*names[:depth], _get_trace(field, env, leaf)]))
    if names[-1] == "id":
        names.pop()
    if names:
        paths.add(".".join(names))
        if trace := _get_trace_of_last(leaf, names, env):
            paths.add(trace)
    if leaf.operator in HIERARCHY_OPERATORS:
        paths |= {".".join([*names, *above]) for above in _get_above(leaf, env)}
    return paths


def _get_trace(field, env, leaf):
    """Return the field of the records of an x2many that changes when one of them comes or
    goes: removal leaves no trace in the x2many itself. The creation date only changes with the
    existence of a record; some models have none."""
    comodel = env[field.comodel_name]._fields
    names = [CREATE_DATE, getattr(field, "inverse_name", None), *comodel]
    for name in names:
        trace = comodel.get(name)
        if trace is not None and trace.store and trace.column_type and name != "id":
            return name
    raise ConditionError("follow", leaf.path)


def _get_trace_of_last(leaf, names, env):
    """Return the path that changes when the record that a path leads to is deleted: the database
    empties the many2one without a word. None where there is no such path."""
    field = leaf.fields[len(names) - 1] if len(names) <= len(leaf.fields) else None
    if field is None or field.type != "many2one" or not _is_step(field):
        return None
    comodel = env[field.comodel_name]
    trace = comodel._fields.get(CREATE_DATE)
    if trace is None or not trace.store or not comodel._auto or comodel._abstract:
        return None
    return ".".join([*names, CREATE_DATE])


def _get_above(leaf, env):
    """Return the paths from a record to what is above it."""
    parent = get_parent(leaf, env)
    if parent is None:
        raise ConditionError("hierarchy", leaf.path)
    model, name = parent
    if model._parent_store and name == model._parent_name:
        return [["parent_path"]]  # changes with everything above
    return [[name], [name, name]]


def _is_step(field):
    """Tell whether Odoo finds its way back over a field without code of the field: that code
    would run, and could fail, at every change of what the field leads to."""
    return field.relational and field._description_searchable and (field.store or field.related)


def _resolves(path, model):
    """Tell whether Odoo can follow a path: to each field, and back from it."""
    *before, last = path.split(".")
    for name in before:
        field = model._fields.get(name)
        if field is None or not _is_step(field) or field.comodel_name not in model.env:
            return False
        model = model.env[field.comodel_name]
        # Rows of a view in the database change without a word.
        if not model._auto or model._abstract:
            return False
    return last in model._fields


def forget(registry, fields, names):
    """Let ``fields`` depend no more on fields of these names, which go: Odoo cannot follow a
    dependency on a field that is not there, and would not let it go. The models are set up
    again right after."""
    depends = registry.field_depends
    for field in filter(None, fields):
        paths = depends.get(field, ())
        depends[field] = tuple(path for path in paths if names.isdisjoint(path.split(".")))
