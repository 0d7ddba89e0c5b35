"""Which models are for the people of a note alone, and which fields lead an engine to a model.

Much of Odoo works on a model that somebody chose in a form, and works elevated: automation
rules, scheduled actions, mailings, goals. Record rules do not reach it. What such an engine is
set to do is a record; it is refused when that record points at one of these models, whoever
asks: a form of another model creates its lines elevated too.
"""

from odoo.exceptions import UserError

PRIVATE_MODELS = frozenset(
    (
        "crm.coaching.note",
        "crm.coaching.rating",
        "crm.coaching.action",
        "crm.coaching.reply",
        "crm.coaching.opening",
        "crm.coaching.answer",
        "crm.coaching.exception",
        "crm.coaching.succession",
    )
)
# They describe a model and its rights, and do nothing with its records.
DESCRIBING_MODELS = frozenset(
    (
        "ir.model.access",
        "ir.model.constraint",
        "ir.model.fields",
        "ir.model.inherit",
        "ir.model.relation",
        "ir.rule",
        # Planned by a person for records that they may change; see mail_activity.py.
        "mail.activity.plan",
    )
)
# Where the menu entry of an action is shown; the action works on a model of its own.
MENU_FIELD = "binding_model_id"


def is_private(model):
    """Tell whether a record of ``ir.model`` is one of these models. Asks no database."""
    get_id = model.env["ir.model"]._get_id
    return any(model.id == get_id(name) for name in PRIVATE_MODELS)


def get_model_pointers(records):
    """Return the names of the fields by which records of a model say on which model they work.

    A record that also has ``res_id``, such as an activity or a meeting, is about one record,
    and dialogs work with the rights of whoever opens them.
    """
    if records._name in DESCRIBING_MODELS or records._transient or "res_id" in records._fields:
        return ()
    return tuple(
        name
        for name, field in records._fields.items()
        if field.comodel_name == "ir.model"
        and field.type == "many2one"
        and field.store
        and name != MENU_FIELD
    )


def get_watched_fields(records):
    """Return the names of the fields whose change is looked at: those that point at a model,
    and the one that lets an engine work again that was stopped. What is computed follows
    another field, which is looked at."""
    pointers = get_model_pointers(records)
    watched = (*pointers, "active") if pointers else ()
    fields = records._fields
    return tuple(
        name
        for name in watched
        if name in fields and fields[name].store and not fields[name].compute
    )


def get_models_on_path(env, model_name, path):
    """Return the names of the models that a path of fields leads to, as far as there is a way."""
    found = []
    for name in (path or "").split("."):
        field = model_name in env and env[model_name]._fields.get(name)
        if not field or not field.comodel_name:
            break
        model_name = field.comodel_name
        found.append(model_name)
    return found


def not_from_addons(records):
    """Return those of these records that are no data of an installed addon."""
    addons = records.env.registry._init_modules
    xml_ids = records._get_external_ids()
    return records.filtered(
        lambda record: not any(name.split(".")[0] in addons for name in xml_ids[record.id])
    )


def refuse(records):
    """Raise the sentence that these records are set to work on coaching notes."""
    # sudo: how Odoo calls such records
    kind = records.sudo().env["ir.model"]._get(records._name).name
    raise UserError(records.env._("Coaching notes are private and out of reach of “%s”.", kind))
