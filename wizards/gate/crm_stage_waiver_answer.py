from odoo import api, fields, models
from odoo.fields import Command


class CrmStageWaiverAnswer(models.TransientModel):
    """What is said once for all the waivers that are chosen in the list."""

    _name = "crm.stage.waiver.answer"
    _description = "Answer to Waivers"

    kind = fields.Selection(
        [("give", "Give"), ("refuse", "Refuse"), ("extend", "Extend")],
        required=True,
        readonly=True,
        default="give",
    )
    waiver_ids = fields.Many2many("crm.stage.waiver", string="Waivers", readonly=True)
    date_expiry = fields.Date(
        "Valid Until", help="From this day on the criterion is asked for again."
    )
    note = fields.Text("Why It Is Refused")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "waiver_ids" in fields and self.env.context.get("active_model") == "crm.stage.waiver":
            values["waiver_ids"] = [Command.set(self.env.context.get("active_ids") or [])]
        return values

    def action_apply(self):
        """Do with the waivers what is said here; rights and days are theirs to check."""
        self.ensure_one()
        if self.kind == "give":
            self.waiver_ids.action_give(self.date_expiry)
        elif self.kind == "refuse":
            self.waiver_ids.action_refuse(self.note)
        else:
            self.waiver_ids.action_extend(self.date_expiry)
        return {"type": "ir.actions.act_window_close"}
