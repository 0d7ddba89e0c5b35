from odoo import api, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from .private_models import is_private

# What a rule says; its name may change.
SAYING = frozenset(
    (
        "active",
        "domain_force",
        "groups",
        "model_id",
        "perm_create",
        "perm_read",
        "perm_unlink",
        "perm_write",
    )
)


class IrRule(models.Model):
    """The record rules of coaching notes stay as they are. More of them may be added: rules
    without groups are combined by AND, so they only narrow."""

    _inherit = "ir.rule"

    def write(self, vals):
        if SAYING & vals.keys():
            self._check_not_of_coaching()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_not_of_coaching(self):
        # At uninstall too: that is loading, while the mark for it is one that clients can send.
        self._check_not_of_coaching()

    def _check_not_of_coaching(self):
        if is_loading(self.env):
            return
        # sudo: looks only at which models they are of
        if any(is_private(rule.model_id) for rule in self.sudo()):
            raise UserError(
                self.env._(
                    "Coaching notes are private: the rules that say who reads them stay as they "
                    "are."
                )
            )
