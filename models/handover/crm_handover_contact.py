from odoo import api, fields, models

ATTITUDES = [
    ("opponent", "Opponent"),
    ("sceptic", "Sceptic"),
    ("neutral", "Neutral"),
    ("supporter", "Supporter"),
    ("champion", "Champion"),
    ("unknown", "Unknown"),
]


class CrmHandoverContact(models.Model):
    """Somebody of the customer, as the receiver needs to know them."""

    _name = "crm.handover.contact"
    _description = "Person of a Handover"
    _inherit = ["crm.handover.child"]
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="set null", index="btree_not_null"
    )
    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True, required=True
    )
    roles = fields.Char()
    attitude = fields.Selection(ATTITUDES, help="Never shown to the customer.")

    @api.depends("partner_id")
    def _compute_name(self):
        for contact in self:
            partner = contact.partner_id
            contact.name = partner.name or partner.complete_name or contact.name

    @api.model
    def _prepare_nobody(self):
        """Return the values of a person who was forgotten."""
        return {
            "partner_id": False,
            "name": self.env._("Former contact"),
            "roles": False,
            "attitude": False,
        }
