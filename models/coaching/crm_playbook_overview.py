from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..deal.overview import Kind
from .constants import ROOM, SHARED


class CrmPlaybookOverview(models.AbstractModel):
    """Notes that wait for an answer of whoever looks."""

    _inherit = "crm.playbook.overview"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "notes_to_answer": Kind(ROOM, "crm.coaching.note", 90)}

    def _get_tile_notes_to_answer(self, scope):
        mine = Domain("coach_id", "=", self.env.uid) | Domain("coachee_id", "=", self.env.uid)
        domain = mine & Domain("state", "=", SHARED) & Domain("author_id", "!=", self.env.uid)
        return self._make_work(
            self.env._("Notes to Answer"),
            "crm.coaching.note",
            domain,
            lambda notes: [
                self._make_line(
                    note.display_name,
                    format_date(self.env, note.date),
                    action=self._make_form(note),
                )
                for note in notes
            ],
            order="date, id",
            about=self.env._("Coaching notes that somebody shared with you."),
        )
