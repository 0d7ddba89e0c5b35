from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Contacts that are merged: on each deal they are one person."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._merge_stakeholders(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _log_merge_operation(self, src_partners, dst_partner):
        result = super()._log_merge_operation(src_partners, dst_partner)
        # Messages and meetings moved too.
        if self.env["crm.stakeholder"]._is_used():
            dst_partner._follow_stakeholder_contact()
        return result

    @api.model
    def _merge_stakeholders(self, src_partners, dst_partner):
        """Done by the ORM before core changes the columns: it would delete whoever is on the
        map of a deal twice."""
        people = (dst_partner | src_partners)._get_stakeholders(only_active=False)
        moving = people.filtered(lambda person: person.partner_id in src_partners)
        if not moving:
            return
        united = people.browse()
        for of_deal in people.grouped("lead_id").values():
            same = of_deal.sorted(lambda person: person.partner_id != dst_partner)
            if len(same) > 1:
                same[0]._absorb(same[1:])
                united |= same[0]
        moving.exists()._merging().write({"partner_id": dst_partner.id})
        united._report_loss("merged")
