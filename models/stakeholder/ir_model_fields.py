from odoo import models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _drop_column(self):
        """Let maps depend no more on a field that goes: Odoo cannot follow a dependency on
        a field that is not there, and would not let it go. The models are set up again right
        after, and requirements leave out the conditions that looked at it."""
        field = self.env["crm.lead"]._fields.get("stakeholder_map_ids")
        names = set(self.mapped("name"))
        paths = self.pool.field_depends.get(field, ())
        self.pool.field_depends[field] = tuple(
            path for path in paths if names.isdisjoint(path.split("."))
        )
        return super()._drop_column()
