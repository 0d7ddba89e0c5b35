from odoo import api, fields, models
from odoo.tools import ormcache


class CrmBuyingTrigger(models.Model):
    """An event that makes a customer start looking, such as new funding or a new law."""

    _name = "crm.buying.trigger"
    _description = "Buying Trigger"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=0)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "This buying trigger exists already.")

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache()
    def _is_used(self):
        """Tell whether any trigger exists, so that a database without them does not pay
        a query per customer to learn that it has none."""
        # sudo: only the existence of a record is told
        return bool(self.sudo().with_context(active_test=False).search_count([], limit=1))
