from odoo import api, fields, models


class CrmDeadlineMove(models.Model):
    """Every change of the expected closing of a deal, from the first review on. Odoo does not
    track that date. Append-only: nobody may write or delete a row by RPC."""

    _name = "crm.deadline.move"
    _description = "Change of a Close Date"
    _order = "id desc"
    _rec_name = "lead_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "By", ondelete="set null")
    from_date = fields.Date("From")
    to_date = fields.Date("To")

    @api.model
    def _log(self, before):
        """Append a row for each deal whose date differs from ``{lead id: date}`` before."""
        # sudo: the log is written by the system alone
        leads = self.env["crm.lead"].sudo().browse(before)
        now = self.env.cr.now()
        # sudo: as above
        self.sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "date": now,
                    "user_id": self.env.uid,
                    "from_date": before[lead.id],
                    "to_date": lead.date_deadline,
                }
                for lead in leads
                if before[lead.id] and lead.date_deadline != before[lead.id]
            ]
        )
