from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from .constants import KINDS


class CrmCoachingGap(models.Model):
    """A name for what is missed in conversations, by which it is counted."""

    _name = "crm.coaching.gap"
    _description = "What Is Missed"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unused(self):
        # sudo: it is in use whoever may see where
        users = self.env["crm.coaching.note"].sudo()
        used = users.search([("gap_ids", "in", self.ids)], limit=1).gap_ids & self
        if used and not is_loading(self.env):
            raise UserError(
                self.env._(
                    "“%s” is in use. Archive it instead of deleting it.",
                    used[0].name,
                )
            )
