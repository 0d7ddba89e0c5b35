from odoo import api, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from ...tools.openable import works_here

PEOPLE = {
    "crm.coaching.note": ("author_id", "coach_id", "coachee_id"),
    "crm.coaching.opening": ("user_id", "coachee_id", "to_coach_id"),
    "crm.coaching.reply": ("user_id",),
}


# What makes somebody leave, or a guest.
LEAVING_FIELDS = frozenset(("active", "group_ids", "role"))


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if not LEAVING_FIELDS & vals.keys():
            return super().write(vals)
        before = self.filtered(works_here)
        back = self.filtered(lambda user: not user.active) if vals.get("active") else self.browse()
        result = super().write(vals)
        if gone := before.filtered(lambda user: not works_here(user)):
            self.env["crm.coaching.note"]._report_leavers(gone)
        self.env["crm.coaching.action"]._take_up(back)
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_without_coaching(self):
        """Notes stay with the people they are about, also when those leave."""
        for model, names in PEOPLE.items() if not is_loading(self.env) else ():
            for name in names:
                # sudo: that there is something, not what
                found = self.env[model].sudo().search([(name, "in", self.ids)], limit=1)
                if found:
                    # sudo: the name of a user who is being deleted
                    raise UserError(
                        self.env._(
                            "“%s” cannot be deleted: their coaching stays with them. Archive the "
                            "user instead.",
                            found[name].sudo().name,
                        )
                    )

    def action_archive(self):
        """Archive users; core deletes their activities. What they planned waits for them."""
        self.env["crm.coaching.action"]._set_aside(self)
        return super().action_archive()
