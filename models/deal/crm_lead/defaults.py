from odoo import api, models

from ....tools.arguments import is_id

STAGE_KEY = "default_stage_id"


class CrmLead(models.Model):
    """What clients give as a default."""

    _inherit = "crm.lead"

    @api.model
    def default_get(self, fields):
        """Core takes whatever is no id for *no stage*: the deal would be in none, and pass every
        gate. It begins in the first stage, as all that ask for none."""
        context, leads = self.env.context, self
        if context.get(STAGE_KEY) and not is_id(context[STAGE_KEY]):
            kept = {key: value for key, value in context.items() if key != STAGE_KEY}
            leads = self.with_env(self.env(context=kept))
        return super(CrmLead, leads).default_get(fields)
