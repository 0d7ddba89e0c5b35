from odoo import models

from .crm_lead.changes import Change


class CrmStage(models.Model):
    _inherit = "crm.stage"

    def write(self, vals):
        if vals.get("is_won") and self.env["crm.lead"]._is_judged():
            self.check_access("write")
            self._judge_switch_to_won()
        return super().write(vals)

    def _judge_switch_to_won(self):
        """Leads are won where they are when their stage becomes a won stage; then what is
        asked of a deal that is won is asked of them. Archived ones are not won by it: they are
        asked when they come back."""
        # sudo: the switch touches every lead of the stage, whoever may read it
        leads = self.env["crm.lead"].sudo()
        stages = self.filtered(lambda stage: not stage.is_won)
        leads = leads.search([("stage_id", "in", stages.ids), ("won_status", "!=", "won")])
        changes = {
            lead: Change(lead.stage_id.id, lead.stage_id, moves=False, wins=True, loses=False)
            for lead in leads
        }
        leads._judge(changes)
