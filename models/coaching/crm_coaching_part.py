from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from .constants import CLOSED


class CrmCoachingPart(models.AbstractModel):
    """A part of a coaching note: whoever reads the note reads it, by a record rule of its own.

    Heirs say in ``_check_may_change`` who may change it.
    """

    _name = "crm.coaching.part"
    _description = "Part of a Coaching Note"

    note_id = fields.Many2one("crm.coaching.note", required=True, index=True, ondelete="cascade")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_change()
        return parts

    def write(self, vals):
        if "note_id" in vals and any(part.note_id.id != vals["note_id"] for part in self):
            raise UserError(self.env._("It stays with the coaching note it was written for."))
        self._check_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_while_open(self):
        if not is_loading(self.env):
            self._check_change()

    def _check_change(self):
        """Refuse what the current user may not change; code that runs elevated may."""
        if not self.env.su:
            self.note_id._check_switched_on()
            for part in self:
                part._check_may_change()

    def _check_may_change(self):
        """Raise unless the current user may change this part of its note."""
        if self.note_id.state == CLOSED:
            raise UserError(self.env._("The coaching note is closed."))

    @api.depends("note_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Neutral, as the name of a note is."""
        self.display_name = self.env._("Part of a Coaching Note")
