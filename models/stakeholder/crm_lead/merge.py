from odoo import models


class CrmLead(models.Model):
    """Deals that are merged: one map with each person once."""

    _inherit = "crm.lead"

    def _merge_stakeholder(self, opportunities):
        # sudo: the maps move along, whoever may read them
        leads = self.sudo() | opportunities.sudo()
        is_known = self.env["crm.stakeholder"]._is_anybody_known()
        if is_known and any(leads.mapped("has_stakeholders")):
            leads[0]._merge_stakeholders(leads[1:])

    def _merge_stakeholders(self, opportunities):
        """Bring the people of ``opportunities`` to this deal. Of those who are on several
        maps, the entry of the deal that comes first stays."""
        people = self.stakeholder_ids
        for opportunity in opportunities:
            people |= opportunity.stakeholder_ids
        staying, _united = people._unite()
        staying.filtered(lambda person: person.lead_id != self).write({"lead_id": self.id})
        # The messages moved too.
        self.env["crm.stakeholder"]._follow_contact(self)
