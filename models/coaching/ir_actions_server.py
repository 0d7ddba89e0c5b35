from odoo import api, models

from ...tools.loading import is_loading
from .private_models import PRIVATE_MODELS, get_models_on_path, not_from_addons, refuse

# What may change of an action that an addon brought: how it is called and shown, not what it
# does.
HARMLESS = frozenset(
    (
        "binding_model_id",
        "binding_type",
        "binding_view_types",
        "group_ids",
        "help",
        "name",
        "path",
        "sequence",
    )
)
# Paths along which an action goes on from the record that it runs on.
PATH_FIELDS = ("update_path", "followers_partner_field_name", "activity_user_field_name")


class IrActionsServer(models.Model):
    """Server and scheduled actions stay away from coaching notes, whoever makes them: a form
    of automation rules creates its actions elevated, and what runs by schedule always is."""

    _inherit = "ir.actions.server"

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_action_not_on_coaching()
        return actions

    def write(self, vals):
        result = super().write(vals)
        if any(self._is_telling(name) for name, value in vals.items() if value):
            self._check_action_not_on_coaching()
        return result

    def _is_telling(self, name):
        """Tell whether a field says what an action does. What is computed follows another one,
        and is written while that happens."""
        return name == "crud_model_id" or not (name in HARMLESS or self._fields[name].compute)

    def _check_action_not_on_coaching(self):
        """Refuse actions that run on coaching notes or lead there, and changes to those that an
        addon brought."""
        # sudo: looks only at what the actions are set to do
        if not is_loading(self.env) and any(action._reaches_coaching() for action in self.sudo()):
            refuse(self)

    def run(self):
        """Refuse what was made before it was refused; what an addon brought is code."""
        # sudo: looks only at what the actions are set to do
        reaching = self.sudo().filtered(lambda action: action._reaches_coaching())
        if reaching and not_from_addons(reaching):
            refuse(self)
        return super().run()

    def _reaches_coaching(self):
        """Tell whether this action runs on coaching notes, makes some, or goes there from
        another record."""
        self.ensure_one()
        models_ = {self.model_id.model}
        if self.state in ("object_create", "object_copy"):
            models_.add(self.crud_model_id.model)
        for name in PATH_FIELDS:
            models_.update(get_models_on_path(self.env, self.model_id.model, self[name]))
        return not PRIVATE_MODELS.isdisjoint(models_)
