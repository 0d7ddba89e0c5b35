from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import reach

# Context value of the records that a copy is made of. It is an object, which no client can send.
COPYING = object()


class Base(models.AbstractModel):
    """Nobody points at what they may not read.

    Related fields, and computed ones that are stored, are worked out elevated: a record of
    one's own, or one that is not even saved, would tell of whatever it points at. So all
    relations of our models, and those that we add to other models, are looked at in the few
    methods that every channel goes through; code that runs elevated is free. See
    ``tools/reach.py`` for what may stay as it is.
    """

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            self._refuse_unreadable(reach.find_unreadable(self, values, has_lines=True))
            self._refuse_unreadable(reach.find_unreadable_default(self, fields_spec))
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _prepare_create_values(self, vals_list):
        """Look at what is given, and at the defaults that a client may send in its context; those
        of the fields are the system's."""
        completed = super()._prepare_create_values(vals_list)
        if not self.env.su and self.env.context.get("playbook_copying") is not COPYING:
            values = [
                reach.pick_given(self, given, vals)
                for given, vals in zip(vals_list, completed, strict=True)
            ]
            readable = reach.get_readable(self, values)
            for vals in values:
                self._refuse_unreadable_values(vals, readable)
        return completed

    def write(self, vals):
        if not self.env.su:
            self._refuse_unreadable_values(vals)
        return super().write(vals)

    def copy(self, default=None):
        """A copy may point at what its original points at, and at nothing else."""
        if self.env.su or not reach.is_ours(self):
            return super().copy(default)
        self._refuse_unreadable_values(default or {})
        lines = {
            name: {"fields": {}} for name, field in self._fields.items() if field.type == "one2many"
        }
        self._refuse_unreadable(reach.find_unreadable_default(self.browse(), lines))
        copying = self.with_context(playbook_copying=COPYING)
        return super(Base, copying).copy(default).with_env(self.env)

    def _refuse_unreadable_values(self, vals, readable=None):
        """Refuse values that point at what the user may not read. What the system writes down by
        itself is left out: clients were refused to set it."""
        if not isinstance(vals, dict):  # core has its own answer to that
            return
        kept = self._get_kept_fields()
        vals = {name: value for name, value in vals.items() if name not in kept}
        self._refuse_unreadable(reach.find_unreadable(self, vals, readable=readable))

    @api.model
    def _get_kept_fields(self):
        """Return the names of the fields that the system keeps by itself. Models name theirs."""
        return frozenset()

    @api.model
    def _refuse_unreadable(self, field):
        if field is None:
            return
        raise AccessError(
            self.env._(
                "“%(field)s”: you may not read what was chosen there, or it is gone. Choose "
                "something else.",
                field=field.get_description(self.env, ["string"])["string"],
            )
        )
