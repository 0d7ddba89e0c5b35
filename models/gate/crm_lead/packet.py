from odoo import models

from ....tools import rooms
from ..constants import ROOM


class CrmLead(models.Model):
    """What was shown at the gates goes along when the deal is handed on."""

    _inherit = "crm.lead"

    def _get_counting_evidence(self):
        """Return the evidence that counts: of each criterion the newest, if it confirms."""
        if not rooms.is_on(self.env, ROOM):
            return []
        newest = {evidence.criterion_id: evidence for evidence in self.evidence_ids.sorted("id")}
        return [e for e in newest.values() if e.outcome in ("confirmed", "approved")]

    def _get_known_texts(self):
        texts = super()._get_known_texts()
        texts["problem"] += [
            # sudo: the names of criteria are shown to whoever works on the deal
            f"{evidence.criterion_id.sudo().name}: {evidence.note.strip()}"
            for evidence in self._get_counting_evidence()
            if (evidence.note or "").strip()
        ]
        return texts

    def _get_known_documents(self):
        documents = super()._get_known_documents()
        return documents.union(*(e.attachment_ids for e in self._get_counting_evidence()))
