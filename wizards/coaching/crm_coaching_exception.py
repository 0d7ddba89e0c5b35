from odoo import fields, models


class CrmCoachingException(models.TransientModel):
    """Opens somebody's shared notes for a limited time, with a reason that both read."""

    _name = "crm.coaching.exception"
    _description = "Open Coaching Notes by Exception"

    coachee_id = fields.Many2one("res.users", required=True)
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    reason = fields.Text(required=True)

    def action_open(self):
        """Open the notes; the coachee and the coaches are told.

        :return: a window action with the notes
        :raise UserError: when there are none
        """
        self.ensure_one()
        opening = self.env["crm.coaching.note"]._open_by_exception(
            self.coachee_id, self.reason, self.date_from, self.date_to
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notes opened by exception"),
            "res_model": "crm.coaching.note",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", opening.note_ids.ids)],
            "context": {"create": False},
        }
