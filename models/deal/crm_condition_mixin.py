import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import condition, condition_access, condition_paths, condition_types, rooms

_logger = logging.getLogger(__name__)

# No condition, as the domain editor writes it.
NONE = (False, "[]")
# By what a text may be compared; Odoo turns the others into these.
WARNING_OPERATORS = ("in", "like", "ilike", "=like", "=ilike", "<", "<=", ">", ">=")
# What Odoo raises for a comparison that it cannot make. Two people at once are no such fault.
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UserError,
    ValueError,
    psycopg2.DataError,
    psycopg2.ProgrammingError,
)


class CrmConditionMixin(models.AbstractModel):
    """Conditions on deals that people write: the one place where they are read, checked and
    refused in a sentence.

    How to use: inherit it, name the fields in ``_condition_fields``, call
    ``_check_conditions(<field>)`` from a constraint on each field, judge by what
    ``_read_conditions`` returns. Hooks: ``_get_condition_results``, ``_check_leaf``,
    ``_get_judged_conditions``.

    How it works: what holds for everybody (the condition can be read, its fields are there,
    its comparisons work, it does not look at secrets or at its own result) is asked whenever a
    condition is read. So a condition that no longer holds, because a field went or because it
    was written by other means, is left out, and its record says so. What depends on who writes
    (may this person read all of it?) is asked when it is saved.
    """

    _name = "crm.condition.mixin"
    _description = "Conditions on Deals"

    # Names of the fields that hold a condition.
    _condition_fields = ()
    # Whether results are kept up to date by following what the condition looks at.
    _condition_is_followed = False
    # Whether the condition may only look at what the database holds or finds by itself.
    _condition_needs_store = False
    # What conditions are judged by, whoever asks.
    _condition_context = {"active_test": False, "tz": "UTC"}

    condition_held = fields.Boolean(
        "Condition Is Held Back",
        copy=False,
        help="Whoever wrote the condition may not read all that it looks at. It is left out "
        "until somebody who may checks it again.",
    )
    condition_warning = fields.Char(
        "Left Out",
        compute="_compute_condition_warning",
        search="_search_condition_warning",
        help="Why the condition is not used.",
    )

    @api.depends(lambda self: self._get_warning_dependencies())
    def _compute_condition_warning(self):
        for record in self:
            saved, record.condition_warning = record._origin, False
            if saved and (found := saved._find_unusable_condition()):
                record.condition_warning = saved._describe_condition_error(*found)

    @api.model
    def _get_warning_dependencies(self):
        return ["condition_held", *self._condition_fields]

    def _search_condition_warning(self, operator, value):
        if operator not in WARNING_OPERATORS:
            return NotImplemented
        # What the form shows is compared: a warning is a text in the language of the reader.
        condition = Domain("condition_warning", operator, value)
        warned = self._search_conditions().filtered("condition_warning")
        found = warned.filtered_domain(condition)
        if self.new().filtered_domain(condition):  # it holds for those without a warning
            return Domain("id", "not in", (warned - found).ids)
        return Domain("id", "in", found.ids)

    @api.model
    def _search_conditions(self):
        """Return the records with a condition, archived ones too."""
        domain = Domain.OR(Domain(fname, "not in", NONE) for fname in self._condition_fields)
        return self.with_context(active_test=False).search(domain)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_unstorable(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_unstorable(vals)
        changed = set(self._condition_fields) & vals.keys()
        held = self.filtered("condition_held") if changed else self.browse()
        result = super().write(vals)
        held._release_conditions()
        return result

    @api.constrains("condition_held")
    def _check_released(self):
        self.filtered(lambda record: not record.condition_held)._check_conditions()

    def action_check_conditions(self):
        """Use conditions that were held back, if the current user may read all that they look
        at. Returns True."""
        self.check_access("write")
        self._check_conditions()
        self._release_conditions()
        return True

    # --- saving ------------------------------------------------------------------------

    def _release_conditions(self):
        for record in self.filtered("condition_held"):
            record.condition_held = False

    @api.model
    def _refuse_unstorable(self, vals):
        """Refuse a text that the database would not take."""
        for fname in set(self._condition_fields) & vals.keys():
            if isinstance(vals[fname], str) and not condition.is_storable(vals[fname]):
                error = condition.ConditionError("text", vals[fname])
                raise ValidationError(self._describe_condition_error(fname, error))

    def _check_conditions(self, *fnames):
        """Raise a ``ValidationError`` that names record, field and place when a condition
        cannot be used, or looks at something that the current user may not read.

        :param fnames: the fields to check; by default all that these records are judged by
        """
        # Constraints run elevated; what a person may not read is judged as that person.
        reader = self.sudo(self.env.uid == SUPERUSER_ID).env
        for record in self.sudo():
            for fname in fnames or record._get_judged_conditions():
                try:
                    record._check_condition(fname, reader)
                except condition.ConditionError as error:
                    sentence = record._describe_condition_error(fname, error)
                    raise ValidationError(sentence) from error

    def _check_condition(self, fname, reader):
        """Raise a :class:`ConditionError` unless a condition can be used by the user of the
        environment ``reader``."""
        domain = self._parse_condition(fname)
        self._check_readable(domain, reader)
        self._try_condition(domain, self[fname])

    @api.model
    def _check_readable(self, domain, reader):
        for leaf in condition.walk(domain, reader["crm.lead"]):
            condition_access.check(leaf, reader)

    def _try_condition(self, domain, text):
        """Judge by the condition once, in the database and in memory, on no deal of anybody."""
        leads = self._get_judging_leads()
        self.env.flush_all()  # what fails there is not the fault of the condition
        try:
            with self.env.cr.savepoint():
                query = leads._search(domain)
                self.env.execute_query(SQL("SELECT FROM (%s) AS lead LIMIT 0", query.select()))
                leads.new({}).filtered_domain(domain)
        except FAULTS as error:
            raise condition.ConditionError("value", text) from error

    # --- an update ---------------------------------------------------------------------

    @api.model
    def _hold_unreadable_conditions(self):
        """Hold back the conditions that were saved before anybody looked at what their writers
        may read. Returns all records that are left out now."""
        # sudo: an update looks at the whole configuration
        records = self.sudo()._search_conditions()
        left_out = records.filtered(lambda record: record._find_unusable_condition())
        held = (records - left_out).filtered(lambda record: not record._is_readable_by_writers())
        if held:
            # What is published stays as it was written, so this is no edit.
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET condition_held = TRUE WHERE id = ANY(%s)",
                    SQL.identifier(self._table),
                    list(held.ids),
                )
            )
            held.invalidate_recordset(["condition_held", "condition_warning"])
        return left_out | held

    def _is_readable_by_writers(self):
        """Tell whether those who made and last changed this record may read all that its
        conditions look at. If nobody knows who that was, nobody vouches for it."""
        writers = self.create_uid | self.write_uid
        # sudo: only the superuser is elevated, as Odoo has it
        readers = [self.with_user(user).sudo(user.id == SUPERUSER_ID).env for user in writers]
        try:
            for reader in readers:
                for fname in self._get_judged_conditions():
                    self._check_readable(self._parse_condition(fname), reader)
        except condition.ConditionError:
            return False
        return bool(writers)

    # --- reading -----------------------------------------------------------------------

    def _read_conditions(self):
        """Return ``{field name: Domain}`` of what this record is judged by, or None when it has
        to be left out, which the log says."""
        self.ensure_one()
        if found := self._find_unusable_condition():
            sentence = self._describe_condition_error(*found)
            _logger.warning("%s %s is left out. %s", self._name, self.id, sentence)
            return None
        return {fname: self._parse_condition(fname) for fname in self._get_judged_conditions()}

    def _find_unusable_condition(self):
        """Return ``(field name, ConditionError)`` of the first condition that is left out."""
        # sudo: what can be used does not depend on who looks at the configuration
        record, asking = self.sudo(), None
        for fname in record._get_judged_conditions():
            try:
                domain = record._parse_condition(fname)
            except condition.ConditionError as error:
                return fname, error
            asking = asking or (None if domain.is_true() else fname)
        if record.condition_held and asking:
            return asking, condition.ConditionError("held")
        return None

    def _find_rooms(self):
        """Return the names of the rooms whose fields these conditions look at. A hook."""
        found = set()
        # sudo: what a condition needs does not depend on who looks at the configuration
        for record in self.sudo():
            for fname in record._get_judged_conditions():
                try:
                    domain = record._parse_condition(fname)
                except condition.ConditionError:  # it is left out, which its form says
                    continue
                for leaf in condition.walk(domain, self.env["crm.lead"]):
                    for field in leaf.fields:
                        found |= rooms.get_rooms_of_field(self.env, field)
        return found

    def _parse_condition(self, fname):
        """Return the ``Domain`` of a condition.

        :raise ConditionError: when it cannot be used, whoever wrote it
        """
        leads = self._get_judging_leads()
        domain = condition.parse(self[fname])
        circular = self._get_circular_fields(leads)
        for leaf in condition.walk(domain, leads):
            if not circular.isdisjoint(leaf.fields):
                raise condition.ConditionError("circular", leaf.path)
            self._check_leaf(leaf)
        if self._condition_is_followed:
            condition_paths.get_dependencies(domain, leads, self._get_condition_results())
        return domain

    def _check_leaf(self, leaf):
        """Raise a :class:`ConditionError` for a comparison that nobody may make. A hook."""
        for field in leaf.fields:
            if field.type not in condition_types.KINDS:
                raise condition.ConditionError("type", leaf.path)
            condition_access.check_field(field, self.env, leaf.path)
            is_there = field.store or field.related
            if not is_there and self._condition_needs_store:
                raise condition.ConditionError("computed", leaf.path)
            if not field._description_searchable:
                raise condition.ConditionError("computed", leaf.path)
        condition_types.check(leaf, self.env)

    def _get_circular_fields(self, leads):
        """Return the fields that say something else when the result of a condition changes."""
        results = [leads._fields[fname] for fname in self._get_condition_results()]
        dependents = (self.pool.get_dependent_fields(field) for field in results)
        return set(results).union(*dependents)

    @api.model
    def _get_condition_results(self):
        """Return the names of the fields of a deal that are worked out from these conditions,
        which therefore cannot look at them. A hook."""
        return ()

    def _get_judged_conditions(self):
        """Return the names of the conditions that this record is judged by. A hook."""
        return self._condition_fields

    # --- judging -----------------------------------------------------------------------

    @api.model
    def _get_judging_leads(self, company=None):
        """Return no deal, in the environment in which conditions are judged: the same answer
        for every reader, whatever the language, the rights and the company."""
        # su: whoever saved a condition may read what it looks at; only the verdict is told
        env = self.env(user=SUPERUSER_ID, su=True, context=dict(self._condition_context))
        return env["crm.lead"].with_company(company) if company else env["crm.lead"]

    @api.model
    def _filter_by_condition(self, leads, domain):
        """Return those of ``leads`` that satisfy a condition, each as its own company has it."""
        if domain.is_true():
            return leads
        judged = leads.with_env(self._get_judging_leads().env)
        groups = [judged]
        if any(f.company_dependent for leaf in condition.walk(domain, judged) for f in leaf.fields):
            groups = [g.with_company(c) for c, g in judged.grouped("company_id").items()]
        ids = [lead_id for group in groups for lead_id in group.filtered_domain(domain)._ids]
        return leads.browse(ids).with_prefetch(leads._prefetch_ids)

    # --- what people are told ----------------------------------------------------------

    def _describe_condition_error(self, fname, error):
        """Return what to tell about a condition that cannot be used."""
        labels = self._fields[fname].get_description(self.env, ["string"])
        # sudo: the names of the configuration that is being checked
        model = self.env["ir.model"].sudo()._get(self._name).name
        return self.env._(
            "%(model)s “%(record)s”: this condition cannot be used (%(field)s: %(place)s). "
            "%(reason)s",
            model=model,
            record=self.sudo().display_name or self.env._("New"),
            field=labels["string"],
            place=error.place or self.sudo()[fname] or "",
            reason=self._get_condition_reasons()[error.reason],
        )

    @api.model
    def _get_condition_reasons(self):
        """Return ``{reason of a ConditionError: sentence}``."""
        return {
            **self._get_syntax_reasons(),
            **self._get_value_reasons(),
            "access": self.env._("You may not read all that it looks at."),
            "circular": self.env._("It looks at its own result."),
            "computed": self.env._("This field is not stored, choose a stored one."),
            "follow": self.env._("Changes of what it looks at cannot be followed."),
            "held": self.env._(
                "Whoever wrote it may not read all that it looks at. Somebody who may has to "
                "check it again."
            ),
            "reader": self.env._("This field says something else to each reader."),
            "secret": self.env._("This field is for administrators only."),
            "type": self.env._("Fields of this type cannot be compared."),
            "unknown_field": self.env._("There is no such field."),
        }

    @api.model
    def _get_syntax_reasons(self):
        return {
            "deep": self.env._("It is nested too deeply."),
            "long": self.env._("It is too long."),
            "operator": self.env._("This operator does not work here."),
            "relation": self.env._("This operator only works on a relation."),
            "subdomain": self.env._("This operator needs a condition on the related records."),
            "syntax": self.env._("It cannot be read as a condition."),
        }

    @api.model
    def _get_value_reasons(self):
        return {
            "big": self.env._("This number is too large."),
            "boolean": self.env._("Compare it with yes or no."),
            "hierarchy": self.env._("These records have nothing above or below them."),
            "integer": self.env._("Compare it with a whole number."),
            "moment": self.env._("Compare it with a date, such as 2030-01-31 or today -30d."),
            "number": self.env._("Compare it with a number."),
            "one_value": self.env._("Compare it with one value."),
            "record": self.env._("Compare it with records or with their names."),
            "text": self.env._("Compare it with a plain text."),
            "value": self.env._("This comparison does not work."),
        }
