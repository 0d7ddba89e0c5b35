from odoo import api, models
from odoo.exceptions import UserError


class CrmStage(models.Model):
    """Every won stage asks for what templates require to win."""

    _inherit = "crm.stage"

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        templates = self.env["crm.handover.template"]
        if templates._is_any_required() and any(stages.mapped("is_won")):
            templates._follow_required()
        return stages

    def write(self, vals):
        templates = self.env["crm.handover.template"]
        if "is_won" not in vals or not templates._is_any_required():
            return super().write(vals)
        if vals["is_won"]:
            return self._become_won(vals, super().write)
        result = super().write(vals)
        templates._follow_required()
        return result

    def _become_won(self, vals, write):
        """Write through what is required to win, which the deals in these stages are asked for
        before they are won. Of what is refused nothing stays; ``write`` is the one of
        ``super()``."""
        try:
            with self.env.cr.savepoint():
                self.env["crm.handover.template"]._follow_required(self.ids)
                return write(vals)
        except UserError:
            # Gates are kept per process, those too that have just been taken back.
            self.env.registry.clear_cache("default", "templates")
            raise
