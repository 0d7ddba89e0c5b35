from odoo import models


class CrmLead(models.Model):
    """The one way in which what rooms know of deals moves along when they are merged."""

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        for _room, merge in self._get_steps("merge"):
            merge(opportunities)
        return result
