"""Who may read what a condition looks at.

Conditions are judged elevated and their answer is shown to many, so a condition may only look
at what the person who saves it may read, record by record: one answer per question is enough
to read a field letter by letter.
"""

from odoo.fields import Domain
from odoo.models import BaseModel

from .condition import LIKE_OPERATORS, ConditionError, get_values

# What only administrators read is no matter of sales, whoever writes the condition.
ADMIN_GROUPS = frozenset(("base.group_system", "base.group_erp_manager"))
NO_ACCESS = "."
COMPANY = "res.company"
X2MANY = ("one2many", "many2many")
# Words in the name of a field that opens doors.
SECRET_WORDS = frozenset(("password", "passwd", "passkey", "secret", "token", "totp", "otp"))
SECRET_KEYS = frozenset(("api", "private", "secret", "access"))  # followed by "key"
# Fields that say something else to each reader, and do not say so.
READER_FIELDS = frozenset(("message_is_follower", "message_needaction", "message_has_error"))


def check_field(field, env, place):
    """Raise a :class:`ConditionError` for a field that no condition may look at, whoever
    writes it."""
    if any(_is_secret(own) for own in (field, field.related_field) if own):
        raise ConditionError("secret", place)
    contexts = env.registry.field_depends_context.get(field, ())
    if "uid" in contexts or field.name in READER_FIELDS:
        raise ConditionError("reader", place)


def _is_secret(field):
    words = field.name.lower().split("_")
    keys = {before for before, word in zip(words, words[1:], strict=False) if word == "key"}
    groups = {group.strip() for group in (field.groups or "").split(",")}
    groups = {group for group in groups if group and not group.startswith("!")}
    return (
        bool(SECRET_WORDS & set(words) or SECRET_KEYS & keys)
        or NO_ACCESS in groups
        or (bool(groups) and groups <= ADMIN_GROUPS)
    )


def check(leaf, env):
    """Raise a :class:`ConditionError` unless the user of ``env`` may read all that a
    comparison looks at: each model, field and record along its path."""
    way = ()
    for field in leaf.fields:
        model = env[field.model_name]
        if not (_is_open(way, model) and _has_field(model, field)):
            raise ConditionError("access", leaf.path)
        way = (*way, field)
    if way[-1].relational and _looks_at_names(leaf):
        model = env[way[-1].comodel_name]
        if not (_is_open(way, model) and _has_field(model, model._fields["display_name"])):
            raise ConditionError("access", leaf.path)


def _looks_at_names(leaf):
    return leaf.operator in LIKE_OPERATORS or any(isinstance(v, str) for v in get_values(leaf))


def _has_field(model, field):
    if not model._has_field_access(field, "read"):
        return False
    # Of what is private only this is shown to others.
    public = getattr(model, "_get_public_fields", None)
    return model.env.su or public is None or field.name in public()


def _is_open(way, model):
    """Tell whether the user may read all records of ``model`` that the fields of ``way`` lead
    to; no field leads to the deal itself, whose verdict is only shown to who may read it."""
    if not model.has_access("read"):
        return False
    # Which companies somebody works in says what deals are seen, not what is seen of them.
    if not way or model.env.su or model._name == COMPANY:
        return True
    if type(model)._check_access is not BaseModel._check_access:
        # Messages, activities and files are read by who may read the document they are on.
        inverse = model._fields.get(getattr(way[-1], "inverse_name", None))
        return inverse is not None and inverse.type == "many2one_reference"
    rule = model.env["ir.rule"]._compute_domain(model._name, "read")
    if not _crosses_companies(way) or _works_everywhere(model.env):
        rule = _without_companies(rule, model)
    return rule.is_true()


def _crosses_companies(way):
    """Tell whether a way leads to records of other companies: all that belongs to a shared
    customer, for instance. What a deal has or points at is of its own company."""
    return len(way) > 1 and any(field.type in X2MANY for field in way[1:])


def _works_everywhere(env):
    # sudo: how many companies there are
    return len(env.user.company_ids) == env[COMPANY].sudo().search_count([])


def _without_companies(domain, model):
    """Return a record rule without what it asks of companies: who does not see the company
    does not see the deal."""

    def simplify(condition):
        path, operator, value = condition.field_expr, condition.operator, condition.value
        end = model
        for name in path.split("."):
            field = end._fields.get(name)
            if field is None:
                return condition
            end = model.env[field.comodel_name] if field.relational else end
        if field.relational and field.comodel_name == COMPANY:
            return Domain.TRUE
        if isinstance(value, Domain):
            value = _without_companies(value, end)
            if value.is_true() and operator in ("any", "any!"):
                return Domain.TRUE
        return condition

    return domain.map_conditions(simplify)
