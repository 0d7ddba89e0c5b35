from odoo import api, models
from odoo.tools import format_date


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.depends("subject", "preview", "date", "author_id")
    @api.depends_context("coaching_evidence", "uid", "lang")
    def _compute_display_name(self):
        """Where evidence is chosen, name messages by what they say: most have no subject.
        Names of related records are read elevated, so this looks at what the reader may read."""
        result = super()._compute_display_name()
        if self.env.context.get("coaching_evidence"):
            for message in self.sudo(False)._filtered_access("read"):
                date = format_date(self.env, message.date, date_format="d MMM")
                parts = (message.author_id.name, date, message.preview or message.subject)
                named = self.browse(message.id)
                named.display_name = " · ".join(filter(None, parts))
        return result
