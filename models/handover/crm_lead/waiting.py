from odoo import api, models

from ..constants import RETURNED


class CrmLead(models.Model):
    """A handover that was sent back waits for whoever sells."""

    _inherit = "crm.lead"

    @api.model
    def _is_waiting_watched(self):
        return super()._is_waiting_watched() or self.env["crm.handover"]._is_used()

    def _get_waiting(self):
        waiting = super()._get_waiting()
        if not self.env["crm.handover"]._is_used():
            return waiting
        returned = self._get_handovers().filtered(lambda handover: handover.state == RETURNED)
        for handover in returned.with_env(self.env):
            last = next(iter(handover.return_ids), handover.return_ids)
            why = ". ".join(filter(None, (*last.defect_ids.mapped("name"), last.comment)))
            sentence = self.env._("The handover was sent back: %s", why)
            waiting.setdefault(handover.lead_id.id, []).append(sentence)
        return waiting
