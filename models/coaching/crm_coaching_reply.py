from odoo import fields, models


class CrmCoachingReply(models.Model):
    """An answer or a reply to a coaching note. Written by the note's own actions alone and
    never changed: whoever answers can rely on what was said."""

    _name = "crm.coaching.reply"
    _inherit = ["crm.coaching.part"]
    _description = "Reply to a Coaching Note"
    _order = "id"

    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    body = fields.Text("Reply", required=True)
