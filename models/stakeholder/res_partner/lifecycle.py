from odoo import models

from ..constants import ACTIVE


class ResPartner(models.Model):
    """Deals hear of it when the contact of one of their people is archived, deleted or cannot
    be reached any more; what they heard is taken back when it is back."""

    _inherit = "res.partner"

    def write(self, vals):
        leaving = self.browse()
        if "active" in vals and not vals["active"]:
            leaving = self.filtered("active")
        people = leaving._get_stakeholders()
        result = super().write(vals)
        people._report_loss("archived")
        if vals.get("active") or vals.get("message_bounce") == 0:
            self._get_stakeholders()._take_back_loss()
        return result

    def unlink(self):
        people = self._get_stakeholders(only_active=False)
        lost = people.filtered(lambda person: person.state == ACTIVE)
        people._forget_person()
        result = super().unlink()
        lost._report_loss("deleted")
        return result

    def _message_receive_bounce(self, email, partner):
        reachable = self.filtered(lambda contact: not contact.message_bounce)
        result = super()._message_receive_bounce(email, partner)
        reachable._get_stakeholders()._report_loss("bounced")
        return result

    def _get_stakeholders(self, only_active=True):
        """Return what these contacts are on deals."""
        # sudo: the deals are told, whoever changes the contact; the user learns nothing
        Stakeholder = self.env["crm.stakeholder"].sudo()
        if not self or not Stakeholder._is_anybody_known():
            return Stakeholder
        domain = [("partner_id", "in", self.ids)]
        return Stakeholder.search(domain + [("state", "=", ACTIVE)] * only_active)
