from odoo import models

from .crm_handover_lifecycle import LOST_DEAL

# What a packet that is still being filled repeats of its deal.
FOLLOWED = frozenset(
    (
        "name",
        "user_id",
        "company_id",
        "partner_id",
        "expected_revenue",
        "recurring_revenue",
        "recurring_plan",
    )
)


class CrmLead(models.Model):
    """Whoever may read a deal reads its handover: the salesperson and the company of the deal
    are kept on the handover, where rules find them without a look at the deal. A packet that is
    still being filled says what the deal says."""

    _inherit = "crm.lead"

    def write(self, vals):
        result = super().write(vals)
        if FOLLOWED & vals.keys():
            self._update_handovers()
        return result

    def _compute_company_id(self):
        result = super()._compute_company_id()
        self._update_handovers()
        return result

    def _update_handovers(self):
        """Let the handovers of these deals follow them."""
        leads = self._origin
        if not leads or not self.env["crm.handover"]._is_used():
            return
        for handover in leads._get_handovers():
            vals = handover._prepare_follow()
            changed = {
                name: value
                for name, value in vals.items()
                if handover._fields[name].convert_to_write(handover[name], handover) != value
            }
            if changed:
                handover.write(changed)

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        if self.env["crm.handover"]._is_used():

            def was(is_won, lead):
                return bool(old_status_by_lead.get(lead.id, {}).get("is_won")) == is_won

            def is_now(is_won, lead):
                return bool(new_status_by_lead.get(lead.id, {}).get("is_won")) == is_won

            if reopened := self.filtered(lambda lead: was(True, lead) and is_now(False, lead)):
                reopened._get_handovers()._report_lost_deal()
            if won := self.filtered(lambda lead: was(False, lead) and is_now(True, lead)):
                self.env["mail.activity"]._take_back(LOST_DEAL, won._get_handovers())
        return result
