from odoo import api, models
from odoo.exceptions import UserError

from .private_models import PRIVATE_MODELS, get_models_on_path


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    @api.constrains("relation", "model_id", "ttype", "related")
    def _check_no_way_to_coaching(self):
        """Refuse fields made by hand that lead from a model that others read to coaching: a
        related field reads along such a way whatever its reader may read."""
        for field in self:
            if (
                field.state == "manual"
                and field.model not in PRIVATE_MODELS
                and not PRIVATE_MODELS.isdisjoint(field._get_models_led_to())
            ):
                raise UserError(
                    self.env._(
                        "Field “%s” would lead to coaching notes, which are read by coach and "
                        "coachee alone.",
                        field.name,
                    )
                )

    def _get_models_led_to(self):
        """Return the models that this field, or its related path, leads to."""
        return {self.relation, *get_models_on_path(self.env, self.model, self.related)}
