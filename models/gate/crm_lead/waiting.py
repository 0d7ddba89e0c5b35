from odoo import api, models


class CrmLead(models.Model):
    """Debts wait for whoever works on a deal."""

    _inherit = "crm.lead"

    @api.model
    def _is_waiting_watched(self):
        return super()._is_waiting_watched() or self.env["crm.stage.criterion"]._get_gates().in_use

    def _get_waiting(self):
        waiting = super()._get_waiting()
        if not self.env["crm.stage.criterion"]._get_gates().in_use:
            return waiting
        domain = [("lead_id", "in", self.ids), ("state", "=", "open")]
        waivers = self.env["crm.stage.waiver"].search(domain, order="id")
        for lead, own in waivers.grouped("lead_id").items():
            names = [waiver.criterion_id.name or waiver.criterion_name for waiver in own]
            sentence = self.env._("Waived and still to be shown: %s", ", ".join(names))
            waiting.setdefault(lead.id, []).append(sentence)
        return waiting
