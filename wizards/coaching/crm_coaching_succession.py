from odoo import fields, models


class CrmCoachingSuccession(models.TransientModel):
    """Hands coaching over to somebody else."""

    _name = "crm.coaching.succession"
    _description = "Hand Coaching Over"

    from_coach_id = fields.Many2one(
        "res.users",
        "From",
        required=True,
        default=lambda self: self.env.user,
        context={"active_test": False},
    )
    to_coach_id = fields.Many2one("res.users", "To", required=True)
    coachee_ids = fields.Many2many("res.users", string="Coachees", help="Empty for all.")
    reason = fields.Text(required=True)

    def action_hand_over(self):
        """Hand the shared notes over; everybody concerned is told, and the log says why.

        :return: an action that closes the dialog
        :raise UserError: when there is nothing to hand over
        """
        self.ensure_one()
        self.env["crm.coaching.note"]._hand_over(
            self.from_coach_id, self.to_coach_id, self.reason, self.coachee_ids
        )
        return {"type": "ir.actions.act_window_close"}
