from odoo import fields, models


class CrmHandoverReturnWizard(models.TransientModel):
    """Asks the receiver what is wrong with a handover."""

    _name = "crm.handover.return.wizard"
    _description = "Send a Handover Back"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade")
    defect_ids = fields.Many2many(
        "crm.handover.defect",
        "crm_handover_return_wizard_defect_rel",
        "wizard_id",
        "defect_id",
        string="What Is Wrong",
        required=True,
    )
    comment = fields.Text(required=True)

    def action_apply(self):
        """Send the handover back. Raises and returns as ``crm.handover.action_return``."""
        self.ensure_one()
        return self.handover_id.action_return(self.defect_ids.mapped("code"), self.comment)
