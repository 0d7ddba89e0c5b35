from odoo import models

from ...tools.openable import works_here

# What makes somebody leave, or a guest.
LEAVING_FIELDS = frozenset(("active", "group_ids", "role"))


class ResUsers(models.Model):
    """Colleagues are told something; when a salesperson leaves, the leaders of the teams hear what
    waits on the deals."""

    _inherit = "res.users"

    def _notify_colleagues(self, subject, body, sender=None):
        """Tell these users something by a message that hangs on no document.

        :param str subject: in the language of these users, which is one, as the body is
        :param body: HTML, or plain text
        :param dict sender: ``author_id`` and ``email_from``; whoever acts where it is left out
        """
        users = self.sudo()  # sudo: a room says something to others; which language they read
        thread = users.env["mail.thread"].with_context(lang=users[:1].lang)
        thread.message_notify(
            partner_ids=users.partner_id.ids, subject=subject, body=body, **(sender or {})
        )

    def write(self, vals):
        if not LEAVING_FIELDS & vals.keys() or not self.env["crm.lead"]._is_waiting_watched():
            return super().write(vals)
        before = self.filtered(works_here)
        result = super().write(vals)
        if gone := before.filtered(lambda user: not works_here(user)):
            # sudo: the deals of whoever left, whoever archives the user
            leads = self.env["crm.lead"].sudo().search([("user_id", "in", gone.ids)])
            leads._notify_waiting(lambda lead: lead.team_id.user_id)
        return result
