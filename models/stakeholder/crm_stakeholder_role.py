from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ...tools.loading import is_loading


class CrmStakeholderRole(models.Model):
    """What a person does in a purchase, such as to pay for it or to use what is bought."""

    _name = "crm.stakeholder.role"
    _description = "Stakeholder Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    is_decisive = fields.Boolean(
        "Decides",
        help="Whoever has this role can stop the deal alone. It is a doubt when such a person "
        "was never met.",
    )
    requirement_ids = fields.One2many("crm.stakeholder.requirement", "role_id", "Needed For")

    @api.model_create_multi
    def create(self, vals_list):
        roles = super().create(vals_list)
        self.env.registry.clear_cache()
        return roles

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"name", "is_decisive", "active", "sequence"}:
            self.env.registry.clear_cache()
        if vals.keys() & {"is_decisive", "active"}:
            self.env["crm.stakeholder.requirement"]._apply()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unused(self):
        for model, fname in self._get_users().items() if not is_loading(self.env) else ():
            # sudo: a role is in use whoever may see where
            users = self.env[model].sudo().with_context(active_test=False)
            if used := users.search([(fname, "in", self.ids)], limit=1)[fname] & self:
                raise UserError(
                    self.env._(
                        "The role “%s” is in use. Archive it instead of deleting it.",
                        used[0].name,
                    )
                )

    @api.model
    def _get_users(self):
        """Return where roles are used: the fields by model."""
        return {"crm.stakeholder": "role_ids", "crm.stakeholder.requirement": "role_id"}

    @api.model
    @ormcache()
    def _get_decisive_ids(self):
        """Return the ids of the roles that decide. Kept per process."""
        # sudo: what a role is holds for people who may not read roles
        roles = self.sudo().with_context(active_test=False)
        return frozenset(roles.search([("is_decisive", "=", True)]).ids)

    @api.model
    @ormcache("self.env.lang")
    def _get_names(self):
        """Return ``{role id: name}`` in the language of the reader. Kept per process."""
        # sudo: names of roles are shown to whoever sees the deal
        roles = self.sudo().with_context(active_test=False)
        return {role.id: role.name for role in roles.search([])}
