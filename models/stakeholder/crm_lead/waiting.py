from odoo import api, models


class CrmLead(models.Model):
    """Doubts about the people of an open deal wait for whoever works on it."""

    _inherit = "crm.lead"

    @api.model
    def _is_waiting_watched(self):
        return super()._is_waiting_watched() or self.env["crm.stakeholder"]._is_used()

    def _get_waiting(self):
        waiting = super()._get_waiting()
        if not self.env["crm.stakeholder"]._is_used():
            return waiting
        Finding = self.env["crm.stakeholder.finding"]
        leads = self.filtered(lambda lead: lead.won_status == "pending")
        leads._recompute_recordset(["stakeholder_map_ids"])
        domain = [("lead_id", "in", leads.ids), ("doubt_count", ">", 0)]
        maps = self.env["crm.stakeholder.map"].search(domain, order="lead_id")
        people = self.env["crm.stakeholder"].search([("lead_id", "in", maps.lead_id.ids)])
        names, codes = {person.id: person.name for person in people}, Finding._get_doubt_codes()
        for found in maps:
            doubts = [line for line in found.findings if line["code"] in codes]
            sentences = [Finding._get_sentence(doubt, names) for doubt in doubts]
            waiting.setdefault(found.lead_id.id, []).extend(filter(None, sentences))
        return waiting
