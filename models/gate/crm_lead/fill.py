from odoo import api, models
from odoo.tools.view_validation import get_expression_field_names

from ....exceptions import StageGateError
from ....tools.arguments import checked, codes, form_values, one_of

# Kinds of fields that a person fills in without the form around them.
FILLED_ALONE = (
    "char",
    "text",
    "integer",
    "float",
    "monetary",
    "date",
    "datetime",
    "selection",
    "many2one",
    "many2many",
)


class CrmLead(models.Model):
    """Where a move was refused, what is missing is filled in, and the move made."""

    _inherit = "crm.lead"

    @api.model
    @checked(names=codes)
    def get_gate_fields(self, names):
        """Say which of these fields the current user may fill in outside of the form.

        :param list names: names of fields
        :return: list of dicts, in the order given: ``name``, ``type``, ``label``, and ``needs``:
            the names of the fields that choosing a value depends on
        :raise AccessError: for users outside of Sales
        """
        self.check_access("write")
        attributes = ["type", "string", "readonly", "domain", "currency_field"]
        found = self.fields_get([name for name in names or () if name in self._fields], attributes)
        return [
            {
                "name": name,
                "type": found[name]["type"],
                "label": found[name]["string"],
                "needs": self._get_needs(found[name]),
            }
            for name in dict.fromkeys(names or ())
            if name in found and self._is_filled_alone(name, found[name])
        ]

    def _is_filled_alone(self, name, description):
        return (
            description["type"] in FILLED_ALONE
            and not description["readonly"]
            and self._has_field_access(self._fields[name], "write")
        )

    def _get_needs(self, description):
        """Return the names of the fields by which a value is chosen, of those that are read."""
        domain, currency = description.get("domain"), description.get("currency_field")
        needs = get_expression_field_names(domain) if isinstance(domain, str) else set()
        needs |= {currency} if currency else set()
        return sorted(
            name
            for name in needs
            if name in self._fields and self._has_field_access(self._fields[name], "read")
        )

    @checked(values=form_values("crm.lead"))
    def action_fill_in(self, values):
        """Give these deals values, each where nothing is filled in yet. Returns True.

        :param dict values: by field name, as a form has them: of relations the ids
        """
        self.check_access("write")
        values = {name: value for name, value in (values or {}).items() if value}
        self._check_pointed(values)
        self[:1]._get_draft(values)  # refuses what is gone, or is no value of the field
        lacking = dict.fromkeys(self, ())
        for name in values:
            field = self._fields[name]
            for lead_id in self.env["crm.stage.criterion"]._get_unfilled(field, self):
                lacking[self.browse(lead_id)] += (name,)
        for names, leads in self.grouped(lacking.get).items():
            if names:
                leads.write({name: self._from_form(name, values[name]) for name in names})
        return True

    def _check_pointed(self, values):
        """Refuse values that point at what the user may not read."""
        for name, value in values.items():
            field = self._fields[name]
            if field.relational:
                ids = value if field.type == "many2many" else [value]
                self.env[field.comodel_name].browse(ids).exists().check_access("read")

    @checked(stage_id=one_of("crm.stage"))
    def action_move_if_ready(self, stage_id):
        """Move these deals to a stage, all of them or none.

        :return: False once they are there, else what still stops them: a dict as the context
            of the refusal
        """
        self.check_access("write")
        try:
            with self.env.cr.savepoint():
                self.write({"stage_id": stage_id})
        except StageGateError as refusal:
            return refusal.context
        return False
