from odoo import api, models

from ....tools.openable import works_here
from ..constants import ANSWERED, SHARED


class CrmCoachingNote(models.Model):
    """One of the two people of a conversation leaves: the other one is told, once, and nobody
    else. What the notes say is told to nobody."""

    _inherit = "crm.coaching.note"

    @api.model
    def _report_leavers(self, users):
        """Tell whoever coached these users, or was coached by them."""
        if not self._is_used():
            return
        # sudo: only who the two people are is looked at
        notes = self.sudo().search(
            [
                ("state", "in", (SHARED, ANSWERED)),
                "|",
                ("coach_id", "in", users.ids),
                ("coachee_id", "in", users.ids),
            ]
        )
        pairs = dict.fromkeys(
            (reader, leaver, leaver == note.coach_id)
            for note in notes
            for reader, leaver in (
                (note.coachee_id, note.coach_id),
                (note.coach_id, note.coachee_id),
            )
            if leaver in users
        )
        for reader, leaver, is_coach in pairs:
            if works_here(reader):
                self.with_context(lang=reader.lang)._notify_leaver(reader, leaver, is_coach)

    def _notify_leaver(self, reader, leaver, is_coach):
        subject = self.env._("%s does not coach you any more", leaver.name)
        body = self.env._(
            "Your coaching notes stay as they are. Somebody of the exception group can hand the "
            "coaching over to another coach."
        )
        if not is_coach:
            subject = self.env._("%s is not coached any more", leaver.name)
            body = self.env._("Your coaching notes stay as they are. Nobody answers to them.")
        reader._notify_colleagues(subject, body)
