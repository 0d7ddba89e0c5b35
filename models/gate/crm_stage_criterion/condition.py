from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from ....tools import condition_access, condition_types, rooms
from ....tools.condition import ConditionError
from .criterion import ACTIVE

CONDITION, FIELDS = "condition", "fields"
# What is worked out by judging criteria.
RESULTS = ("playbook_badges", "gate_missing_count")
# Types of which one can say whether they are filled, besides those that can be compared.
FILLED_TYPES = ("binary", "image", "reference")


class CrmStageCriterion(models.Model):
    """The conditions of criteria, and the fields they ask for."""

    _inherit = "crm.stage.criterion"

    _condition_fields = ("applies_domain", "domain")
    # Gates read a deal as its form shows it: without what is archived.
    _condition_context = {}

    @api.constrains("domain")
    def _check_domain(self):
        self._check_conditions("domain")

    @api.constrains("applies_domain")
    def _check_applies_domain(self):
        self._check_conditions("applies_domain")

    @api.constrains("kind", "state")
    def _check_judged_conditions(self):
        self.filtered(lambda criterion: criterion.state == ACTIVE)._check_conditions()

    @api.constrains("kind", "field_ids")
    def _check_field_ids(self):
        # Constraints run elevated; what a person may not read is judged as that person.
        leads = self.sudo(self.env.uid == SUPERUSER_ID).env["crm.lead"]
        for criterion in self:
            for asked in criterion.field_ids:
                if not criterion._can_ask_for(asked, leads):
                    raise ValidationError(
                        self.env._(
                            "Criterion “%(name)s” may only ask for fields of a lead that can be "
                            "filled and that you may read; “%(field)s” is none.",
                            name=criterion.name,
                            field=asked.field_description,
                        )
                    )

    def _can_ask_for(self, asked, leads):
        """Tell whether the user of ``leads`` may ask for the field that a record of
        ``ir.model.fields`` stands for."""
        field = leads._fields.get(asked.name)
        if asked.model != leads._name or field is None:
            return False
        return self._can_be_asked_for(field) and leads._has_field_access(field, "read")

    @api.model
    def _can_be_asked_for(self, field):
        """Tell whether judging can say that a field is filled, for every reader alike."""
        try:
            condition_access.check_field(field, self.env, field.name)
        except ConditionError:
            return False
        is_known = field.type in condition_types.KINDS or field.type in FILLED_TYPES
        return is_known and field.name not in RESULTS

    def _get_judged_names(self):
        """Return the names of the fields that this criterion asks for, as far as they are
        there and can be judged."""
        fields_ = self.env["crm.lead"]._fields
        # sudo: which fields are asked for is part of the criterion
        names = [name for name in self.sudo().field_ids.mapped("name") if name in fields_]
        return tuple(name for name in names if self._can_be_asked_for(fields_[name]))

    def _find_rooms(self):
        names = {name for criterion in self for name in criterion._get_judged_names()}
        fields_ = self.env["crm.lead"]._fields
        found = (rooms.get_rooms_of_field(self.env, fields_[name]) for name in names)
        return super()._find_rooms().union(*found)

    @api.depends("field_ids")
    def _compute_condition_warning(self):
        result = super()._compute_condition_warning()
        for criterion in self.filtered(lambda c: c.kind == FIELDS and not c.condition_warning):
            # sudo: the labels of the fields of a deal
            asked, names = criterion._origin.sudo(), criterion._origin._get_judged_names()
            left_out = asked.field_ids.filtered(lambda field, names=names: field.name not in names)
            if left_out:
                criterion.condition_warning = self.env._(
                    "Stage Criterion “%(name)s” cannot ask for these fields: %(fields)s.",
                    name=criterion.name,
                    fields=", ".join(left_out.mapped("field_description")),
                )
        return result

    @api.model
    def _get_warning_dependencies(self):
        return [*super()._get_warning_dependencies(), "kind"]

    @api.model
    def _get_condition_results(self):
        return RESULTS

    def _get_judged_conditions(self):
        """Return the names; what a criterion of another kind has in its condition is not
        looked at."""
        return [f for f in self._condition_fields if f != "domain" or self.kind == CONDITION]

    def _read_spare_condition(self):
        """Return the condition of a criterion of another kind, which a kind of a bridge may
        use, or None."""
        try:
            return self._parse_condition("domain")
        except ConditionError:
            return None

    @api.model
    def _get_judging_leads(self, company=None):
        """Return no deal; today is that of whoever moves deals."""
        leads = super()._get_judging_leads(company)
        return leads.with_context(tz=self.env.context.get("tz") or self.env.user.tz)
