from odoo import fields, models

from ...models.coaching.constants import SHARED


class CrmCoachingAnswer(models.TransientModel):
    """Where an answer or a reply is written, before it stays as it is."""

    _name = "crm.coaching.answer"
    _description = "Answer to a Coaching Note"

    note_id = fields.Many2one("crm.coaching.note", required=True, ondelete="cascade")
    text = fields.Text("Your Answer", required=True)

    def action_send(self):
        """Append the text to the note, as the answer or as a reply. Returns True."""
        self.ensure_one()
        note, text = self.note_id, self.text
        self.text = "-"  # what was said is in the note, and nowhere else
        if note.state == SHARED and note.is_answering:
            return note.action_answer(answer=text)
        return note.action_reply(text=text)
