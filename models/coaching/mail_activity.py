from odoo import api, models
from odoo.exceptions import UserError

NOTE = "crm.coaching.note"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.constrains("res_model_id", "res_id", "user_id")
    def _check_coaching_party(self):
        """An activity is read by the one it is assigned to: on a coaching note that is its
        coach or, once it is shared, its coachee."""
        for activity in self.filtered(lambda activity: activity.res_model == NOTE):
            # sudo: constraints run elevated; only who the two are is looked at
            note = self.env[NOTE].sudo().browse(activity.res_id)
            people = note.author_id if note.state == "draft" else note.coach_id | note.coachee_id
            if activity.user_id - people:
                raise UserError(
                    self.env._("Activities of a coaching note are for its coach and coachee.")
                )

    def write(self, vals):
        result = super().write(vals)
        actions = self.env["crm.coaching.action"]
        # What is put away while the room is off is not done.
        if "active" in vals and "playbook_topic" not in vals and self and actions._is_any_kept():
            actions._note_done(self, not vals["active"])
        return result
