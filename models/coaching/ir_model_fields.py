from odoo import api, models
from odoo.exceptions import UserError

# Models that are for the people of a note alone.
PRIVATE_MODELS = frozenset(
    (
        "crm.coaching.note",
        "crm.coaching.rating",
        "crm.coaching.action",
        "crm.coaching.reply",
        "crm.coaching.opening",
        "crm.coaching.answer",
    )
)


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    @api.constrains("relation", "model_id", "ttype")
    def _check_no_way_to_coaching(self):
        """Refuse fields made by hand that lead from a model that others read to coaching: a
        related field reads along such a way whatever its reader may read."""
        for field in self:
            if (
                field.state == "manual"
                and field.relation in PRIVATE_MODELS
                and field.model not in PRIVATE_MODELS
            ):
                raise UserError(
                    self.env._(
                        "Field “%s” would lead to coaching notes, which are read by coach and "
                        "coachee alone.",
                        field.name,
                    )
                )
