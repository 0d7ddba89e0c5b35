from odoo import models
from odoo.tools import html2plaintext


class CrmLead(models.Model):
    """What is known of a deal when it is handed on. Rooms add what they know."""

    _inherit = "crm.lead"

    def _get_known_texts(self):
        """Return what was written down about this deal, in the environment of the reader.

        :return: dict of lists of lines of plain text: ``problem`` (what the customer wants to be
            rid of), ``why_now``, ``outcome`` (what is to be reached)
        """
        self.ensure_one()
        return {"problem": [html2plaintext(self.description or "")], "why_now": [], "outcome": []}

    def _get_known_documents(self):
        """Return the attachments that were given as evidence; the reader may not open them all."""
        self.ensure_one()
        return self.env["ir.attachment"]

    def _get_known_people(self):
        """Return the people of the customer: dicts of ``partner_id`` (0 where there is no contact
        that the reader may open), ``name``, ``roles`` (text or False), ``attitude``."""
        self.ensure_one()
        contact = self.partner_id._filtered_access("read")
        return [{"partner_id": contact.id}] if contact and not contact.is_company else []
