from odoo import api, models

from ..people.contact_query import CONTACT_TYPES


def is_contact(message):
    """Tell whether a message may be contact with a customer: written by a person, or a logged
    activity."""
    return bool(message.message_type in CONTACT_TYPES or message.mail_activity_type_id)


class CrmLead(models.Model):
    """A deal tells its map when somebody wrote, called or became its customer."""

    _inherit = "crm.lead"

    @api.model
    def _concerns_stakeholder(self, names):
        return names and "partner_id" in names and self.env["crm.stakeholder"]._is_used()

    def _follow_stakeholder(self, passage):
        self._follow_stakeholder_contact()

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if is_contact(message):
            self._follow_stakeholder_contact()
        return recipients

    def _follow_stakeholder_contact(self):
        if not self.env["crm.stakeholder"]._is_used():
            return
        # sudo: whether the deal has people, for whoever writes on it
        leads = self.sudo().filtered("has_stakeholders")
        if leads:
            self.env["crm.stakeholder"]._follow_contact(leads)
