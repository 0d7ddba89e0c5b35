from odoo import models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    def write(self, vals):
        """A stage that becomes a won stage wins the deals in it."""
        if vals.get("is_won") and self.env["crm.handover.template"]._is_any_required():
            # sudo: the switch touches every deal of the stage, whoever may read it
            leads = self.env["crm.lead"].sudo()
            stages = self.filtered(lambda stage: not stage.is_won)
            leads._refuse_without_handover(
                leads.search([("stage_id", "in", stages.ids), ("type", "=", "opportunity")])
            )
        return super().write(vals)
