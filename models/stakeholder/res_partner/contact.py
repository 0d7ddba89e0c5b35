from odoo import models

from ..crm_lead.contact import is_contact


class ResPartner(models.Model):
    """A message on a contact is contact with whoever wrote or got it, on their deals."""

    _inherit = "res.partner"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if is_contact(message) and self.env["crm.stakeholder"]._is_used():
            people = message.author_id | message.partner_ids | message.notified_partner_ids | self
            people._follow_stakeholder_contact()
        return recipients

    def _follow_stakeholder_contact(self):
        """Gather the facts of contact anew on all deals where one of these contacts matters."""
        # sudo: facts follow on deals that the writer may not see, and tell the writer nothing
        Stakeholder = self.env["crm.stakeholder"].sudo()
        leads = Stakeholder.search([("partner_id", "in", self.ids)]).lead_id
        if leads:
            Stakeholder._follow_contact(leads)
