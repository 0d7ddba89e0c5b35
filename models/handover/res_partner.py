from odoo import models

from .constants import MERGING


class ResPartner(models.Model):
    """Whoever is deleted is forgotten in packets, those that are locked included."""

    _inherit = "res.partner"

    def unlink(self):
        Handover = self.env["crm.handover"]
        if not self or not Handover._is_any_kept():
            return super().unlink()
        traces = Handover._find_traces(self)
        result = super().unlink()
        Handover.sudo()._forget(traces)  # sudo: as above
        return result


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A contact that is merged is not forgotten: it is another one now."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        merging = self.with_context(handover_merging=MERGING)
        return super(BasePartnerMergeAutomaticWizard, merging)._merge(
            partner_ids, dst_partner, extra_checks
        )
