"""Fields that the system keeps by itself and no client may set, by whatever channel."""

from odoo.models import MAGIC_COLUMNS


def get_names(model):
    """Return the names of the stored fields that are read-only in Python: the kept fields of a
    model that says so on the field itself."""
    names = {name for name, field in model._fields.items() if field.readonly and field.store}
    return names.difference(MAGIC_COLUMNS)


def get_refused(records, names, vals_list):
    """Return the label of the first of these fields that users try to set, or None. Code that
    runs elevated may set them."""
    if records.env.su:
        return None
    given = next((name for vals in vals_list for name in vals if name in names), None)
    if given is None:
        return None
    return records._fields[given].get_description(records.env, ["string"])["string"]


def without_defaults(records, names):
    """Return the records without defaults for these fields, as a client may send them in its
    context."""
    keys = {f"default_{name}" for name in names}
    if keys.isdisjoint(records.env.context):
        return records
    context = {key: value for key, value in records.env.context.items() if key not in keys}
    return records.with_env(records.env(context=context))
