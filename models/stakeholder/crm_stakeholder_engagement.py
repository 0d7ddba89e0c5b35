from odoo import fields, models

ENGAGED_DAYS = 90
FRESH_DAYS = 30


class CrmStakeholder(models.Model):
    """When we last really talked to a person. The facts are gathered from messages, meetings
    and logged calls; nobody types them in."""

    _inherit = "crm.stakeholder"

    last_inbound = fields.Datetime("Last Heard From", readonly=True, copy=False)
    last_outbound = fields.Datetime("Last Written To", readonly=True, copy=False)
    last_meeting = fields.Datetime(readonly=True, copy=False)
    inbound_30 = fields.Integer("Received in 30 Days", readonly=True, copy=False)
    inbound_90 = fields.Integer("Received in 90 Days", readonly=True, copy=False)
    outbound_30 = fields.Integer("Sent in 30 Days", readonly=True, copy=False)
    outbound_90 = fields.Integer("Sent in 90 Days", readonly=True, copy=False)
    meeting_30 = fields.Integer("Meetings in 30 Days", readonly=True, copy=False)
    meeting_90 = fields.Integer("Meetings in 90 Days", readonly=True, copy=False)
    last_contact = fields.Datetime(compute="_compute_contact")
    is_engaged = fields.Boolean("Engaged", compute="_compute_contact")
    recency = fields.Selection(
        [("fresh", "Fresh"), ("cooling", "Cooling"), ("cold", "Cold"), ("never", "Never")],
        compute="_compute_contact",
    )

    def _compute_contact(self):
        self.update({"last_contact": False, "is_engaged": False, "recency": "never"})
