from odoo import models

ASSESSED_FIELDS = ("stakeholder_map_ids", "missing_role_ids")


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _drop_column(self):
        """Let maps depend no more on a field that goes: Odoo cannot follow a dependency on
        a field that is not there, and would not let it go. The models are set up again right
        after, and requirements leave out the conditions that looked at it."""
        depends, names = self.pool.field_depends, set(self.mapped("name"))
        for field in map(self.env["crm.lead"]._fields.get, ASSESSED_FIELDS):
            paths = depends.get(field, ())
            depends[field] = tuple(path for path in paths if names.isdisjoint(path.split(".")))
        return super()._drop_column()
