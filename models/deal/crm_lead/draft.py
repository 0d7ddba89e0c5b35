from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import ormcache

from ....tools import reach
from ....tools.arguments import check_existence


class CrmLead(models.Model):
    """A deal as a form shows it while somebody edits, for methods that answer about it.

    An answer is no field: whoever reads all fields of many deals would have it worked out for
    each of them. A form asks for it, with what was edited and is not saved yet.
    """

    _inherit = "crm.lead"

    def _get_draft(self, values):
        """Return this deal, or with the values of a form a new record that has them, and what
        follows from them. An answer about it tells no more than an onchange does.

        :param dict values: values by field name as a form has them, of relations the ids; see
            :func:`tools.arguments.form_values`. None for a saved deal as it is.
        :raise AccessError: for users who may not edit the deal, or not read what values point at
        """
        if values is None and self:
            return self
        self.check_access("write" if self else "create")
        given = {name: self._from_form(name, value) for name, value in (values or {}).items()}
        self._check_chosen(values or {})
        if not self.env.su:
            self._refuse_unreadable(reach.find_unreadable(self, given))
            self._refuse_unreadable(reach.find_unreadable_default(self, {}))
        draft = self.new(origin=self) if self else self.new()
        try:
            draft._update_cache(given)
        except (TypeError, ValueError, AttributeError, OverflowError):
            raise UserError(self.env._("These are no values of a deal.")) from None
        # As an onchange does: what was given stays, what depends on it follows.
        computed = self.pool.field_computed
        kept = [f for name in given for f in computed.get(self._fields[name], [self._fields[name]])]
        with self.env.protecting(kept, draft):
            draft.modified(list(given))
        return draft

    def _check_chosen(self, values):
        """Refuse values that point at what is gone; what the deal points at is there."""
        for name, value in values.items():
            field = self._fields[name]
            if value and field.relational:
                ids = value if field.type == "many2many" else [value]
                # sudo: which of them are chosen anew
                new = set(ids).difference(self.sudo()[name]._ids)
                if new:
                    check_existence(self.env, field.comodel_name, list(new))

    def _from_form(self, name, value):
        """Return a value of a form as the cache takes it."""
        is_list = self._fields[name].type == "many2many"
        return [Command.set(value)] if is_list else value

    @api.model
    @ormcache("names")
    def _get_form_names(self, names):
        """Return the names of the fields of which a change on a form may change these fields:
        themselves, and those from which they are computed.

        :param frozenset names: names of fields of a lead
        """
        found, waiting = set(), set(names)
        while waiting:
            field = self._fields.get(waiting.pop())
            if field and field.name not in found:
                found.add(field.name)
                paths = self.pool.field_depends.get(field, ()) if field.compute else ()
                waiting.update(path.split(".")[0] for path in paths)
        return sorted(found)
