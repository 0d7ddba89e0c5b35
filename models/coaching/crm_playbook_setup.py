from odoo import api, models

from ..deal.setup import Step
from .constants import ROOM

DRAFT = "draft"


class CrmPlaybookSetup(models.AbstractModel):
    """A first coaching note. There is no example of it: it is about somebody who is there."""

    _inherit = "crm.playbook.setup"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "coaching": Step(ROOM, "crm.coaching.note", 70)}

    def _get_step_coaching(self):
        title = self.env._("Share a First Coaching Note")
        return self._make_step(
            title,
            self.env._("What was seen, and what to try next, stays between the two who need it."),
            2,
            self._make_list(title, "crm.coaching.note"),
            is_done=self.env["crm.coaching.note"].search_count([("state", "!=", DRAFT)], limit=1),
        )
