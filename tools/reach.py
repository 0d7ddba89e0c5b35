"""What somebody points at must be readable by them.

A record that points at another one tells of it: its name, and by related and computed fields,
which Odoo works out elevated, much of what it holds. So whoever gives the id of a record must
be allowed to read that record, in every channel that takes values.
"""

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command
from odoo.models import BaseModel

# This addon, and its bridges.
PREFIX = "crm_playbook"
DEFAULT = "default_"
MOST_ID = 2**31 - 1


def is_ours(model):
    """Tell whether a model is one of this addon, or of a bridge to it."""
    return (model._original_module or "").startswith(PREFIX)


def is_added(field):
    """Tell whether a field is one of this addon, or of a bridge to it."""
    return bool(field._modules) and field._modules[0].startswith(PREFIX)


def is_watched(model, field):
    """Tell whether the value of a field is looked at: any relation of our models, and the
    relations that we add to others."""
    return field.relational and (is_ours(model) or is_added(field))


def get_readable(model, values_list):
    """Return ``{model name: ids}`` of what any of these values point at and the user may read,
    looked up once for all of them.

    :param list values_list: dicts as for ``create``
    """
    pointed = {}
    for values in values_list:
        for name, value in values.items():
            field = model._fields[name]
            if value and field.relational and is_watched(model, field):
                pointed.setdefault(field.comodel_name, set()).update(_get_ids(field, value))
    readable = {}
    for name, ids in pointed.items():
        records = model.env[name].browse(number for number in ids if 0 < number <= MOST_ID)
        # sudo: what is gone is sorted out, before the rights of the user are asked
        existing = records.sudo().exists().with_env(model.env) if len(records) > 1 else records
        readable[name] = set(existing._filtered_access("read")._ids) if len(existing) > 1 else set()
    return readable


def find_unreadable(records, values, has_lines=False, readable=None):
    """Return the first field by which values point at what the user may not read, or None.

    What one of the records points at already may stay, and so may what a computed field
    proposes by itself.

    :param records: the records that are to take the values; none for a new one
    :param dict values: as for ``create``, ``write`` or ``onchange``
    :param bool has_lines: whether the values of lines are looked at as well; ``create`` and
        ``write`` do that when it is the turn of the lines
    :param dict readable: of :func:`get_readable`, what needs no look any more
    """
    for name, value in values.items():
        field = records._fields.get(name)
        if not value or field is None or not field.relational:
            continue
        known = (readable or {}).get(field.comodel_name, ())
        if is_watched(records, field) and not _may_point(records, field, values, known):
            return field
        for line, line_values in _get_lines(records, field, value) if has_lines else ():
            if found := find_unreadable(line, line_values, has_lines=True):
                return found
    return None


def pick_given(model, given, vals):
    """Return those of the values of a new record that come from whoever creates it.

    :param dict given: the values given to ``create``
    :param dict vals: the same with defaults, by the context too, and with computed values
    """
    context = model.env.context
    return {
        name: value
        for name, value in vals.items()
        if name in model._fields and (name in given or DEFAULT + name in context)
    }


def find_unreadable_default(model, spec):
    """Return the first field that a context fills with what the user may not read, or None.

    :param model: a model, with the context
    :param dict spec: the fields of a form as for ``onchange``; lines may have a context of
        their own
    """
    context = model.env.context
    defaults = {
        key.removeprefix(DEFAULT): value
        for key, value in context.items()
        if key.startswith(DEFAULT)
    }
    if found := find_unreadable(model, defaults, has_lines=True):
        return found
    for name, sub_spec in spec.items():
        field = model._fields.get(name)
        if not sub_spec or field is None or field.type not in ("one2many", "many2many"):
            continue
        lines = model.env[field.comodel_name].with_context(**sub_spec.get("context") or {})
        if found := find_unreadable_default(lines, sub_spec.get("fields") or {}):
            return found
    return None


def _may_point(records, field, values, known):
    ids = set(_get_ids(field, values[field.name])).difference(known)
    ids -= _get_present_ids(records, field) if ids else set()
    if not ids or _is_readable(records.env[field.comodel_name].browse(ids)):
        return True
    return bool(field.compute) and all(
        ids <= _get_proposed_ids(record, field, values) for record in records or (records,)
    )


def _is_readable(records):
    if any(not 0 < number <= MOST_ID for number in records._ids):
        return False
    try:
        return len(records._filtered_access("read")) == len(records)
    except MissingError:
        return False


def _get_present_ids(records, field):
    """Return what the records point at now, as their user sees it."""
    try:
        return set(records.mapped(field.name)._origin.ids)
    except AccessError:
        return set()


def _get_proposed_ids(record, field, values):
    """Return what a computed field says by itself, beside the other values."""
    others = {name: value for name, value in values.items() if name != field.name}
    return set(record.new(others, origin=record or None)[field.name]._origin.ids)


# --- the forms of a value ------------------------------------------------------------------


def _get_ids(field, value):
    """Yield the ids that the value of a relational field points at."""
    if isinstance(value, BaseModel):
        yield from value._origin.ids
    elif field.type == "many2one":
        # A pair of id and name, or the values of a record.
        value = value[:1] if isinstance(value, tuple) else value
        yield from _read_ids(value.get("id") if isinstance(value, dict) else value)
    elif isinstance(value, list | tuple):
        for command in value:
            yield from _get_ids_of_command(command)


def _get_ids_of_command(command):
    if not isinstance(command, list | tuple):
        yield from _read_ids(command)
    elif command and command[0] in (Command.LINK, Command.UPDATE):
        yield from _read_ids(command[1:2])
    elif command and command[0] == Command.SET:
        yield from _read_ids(command[2:3])


def _read_ids(value):
    """Yield ids from what a client may send for them; names of new lines are none."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _read_ids(item)
    elif number := _read_id(getattr(value, "origin", value)):
        yield number


def _read_id(value):
    try:
        return 0 if isinstance(value, bool) else int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0


def _get_lines(records, field, value):
    """Yield the lines that a value brings along, with their values."""
    comodel = records.env[field.comodel_name]
    if isinstance(value, dict):
        yield comodel.browse(_read_ids(value.get("id"))), value
    elif isinstance(value, list | tuple):
        for command in value:
            if isinstance(command, dict):
                yield comodel, command
            elif isinstance(command, list | tuple) and len(command) > 2:
                if command[0] == Command.CREATE and isinstance(command[2], dict):
                    yield comodel, command[2]
                elif command[0] == Command.UPDATE and isinstance(command[2], dict):
                    yield comodel.browse(_read_ids(command[1])), command[2]
