"""What people get who may not see the fields of this addon: what stock gives them.

Fields on models of stock name the groups that see them. Stock's own methods reach people of any
group, so what extends them looks first which of these fields its caller may see.
"""

from odoo.fields import Command


def get_accessible(model, names, operation="read"):
    """Return those of these fields that the user of ``model`` may read (or ``write``)."""
    return [name for name in names if model._has_field_access(model._fields[name], operation)]


def add_to_copies(records, vals_list, names, default=None):
    """Return the values of copies with those of these fields that the user may read.

    Odoo copies every field that says so, and refuses whoever may not read one of them. Such
    fields say ``copy=False`` and are added here, unless ``default`` gives them.

    :param list vals_list: what ``copy_data`` of core returned for these records
    """
    names = [n for n in get_accessible(records, names) if n not in (default or {})]
    return [
        # Core returns None for a record that is copied already.
        vals and {**vals, **{name: _to_write(record, name) for name in names}}
        for record, vals in zip(records, vals_list, strict=True)
    ]


def _to_write(record, name):
    field = record._fields[name]
    if field.type == "many2many":
        return [Command.set(record[name]._filtered_access("read").ids)]
    return field.convert_to_write(record[name], record)
