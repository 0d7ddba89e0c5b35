from odoo import models

from ..constants import PROGRESS


class CrmLead(models.Model):
    """Deals that are merged: the handover that got furthest goes on, the others are kept,
    closed and lead to it."""

    _inherit = "crm.lead"

    def _merge_handover(self, opportunities):
        if self.env["crm.handover"]._is_any_kept():
            # sudo: handovers move along, whoever may read them
            (self.sudo() | opportunities.sudo())._merge_handovers(self)
            # sudo: projects stay with the deal that goes on, whoever may read them
            projects = self.env["project.project"].sudo().with_context(active_test=False)
            projects.search([("lead_id", "in", opportunities.ids)]).lead_id = self.id

    def _merge_handovers(self, head):
        """Give ``head`` the handover of these deals that got furthest."""
        handovers = self._get_handovers()
        if not handovers:
            return
        staying = max(
            handovers,
            key=lambda h: (PROGRESS.index(h.state), h.lead_id == head, h.completeness, -h.id),
        )
        others = handovers - staying
        if others:
            others._close(merged_into_id=staying.id, lead_id=False)
            others.flush_recordset(["lead_id"])
            others._move_open_promises(staying)
        if staying.lead_id != head:
            staying._unlock().write({"lead_id": head.id})
