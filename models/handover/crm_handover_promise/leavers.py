from odoo import models

from ....tools.openable import works_here
from ..constants import KEEPER, OPEN


class CrmHandoverPromise(models.Model):
    _inherit = "crm.handover.promise"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("owner_id") or vals.get("state"):
            self._take_back_leaver()
        return result

    def _take_back_leaver(self):
        """Let nobody be told any longer that nobody keeps these promises, where that is so."""
        # sudo: activities of others, whoever settles a promise
        handovers = self.sudo().handover_id
        kept = handovers.filtered(
            lambda handover: all(
                works_here(promise.owner_id)
                for promise in handover.promise_ids
                if promise.state == OPEN and promise.owner_id
            )
        )
        kept._take_back_leavers(KEEPER)
