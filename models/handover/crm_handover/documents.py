from odoo import models
from odoo.fields import Command


class CrmHandover(models.Model):
    """Documents chosen from the deal. On submission the handover gets copies of its own, which
    share the file with the original: whoever reads the handover reads them, the deal stays
    closed to them, and they are still there when the deal is gone."""

    _inherit = "crm.handover"

    def _check_documents(self, *vals_list):
        """Refuse to choose documents that the user may not read."""
        if self.env.su or not any(vals.get("document_ids") for vals in vals_list):
            return
        ids = set()
        for vals in vals_list:
            for command in vals.get("document_ids") or ():
                operation, *arguments = command
                if operation == Command.LINK:
                    ids.add(arguments[0])
                elif operation == Command.SET:
                    ids.update(arguments[1])
        self.env["ir.attachment"].browse(sorted(ids)).check_access("read")

    def _adopt_documents(self):
        """Give these handovers copies of the chosen documents, each once."""
        for handover in self:
            chosen = handover.document_ids
            chosen.check_access("read")
            # sudo: the user may read what is copied, and submits the handover
            documents = chosen.sudo()
            own = documents.filtered(handover._owns)
            known = {(document.checksum, document.name) for document in own}
            for document in documents - own:
                if (document.checksum, document.name) not in known:
                    own |= document.copy({"res_model": self._name, "res_id": handover.id})
                    known.add((document.checksum, document.name))
            # sudo: as above
            handover.sudo().document_ids = own

    def _owns(self, document):
        return document.res_model == self._name and document.res_id == self.id
