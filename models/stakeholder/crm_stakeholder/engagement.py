from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.flag_search import match_flag
from ..people import buying_group


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
    last_contact = fields.Datetime(
        compute="_compute_contact",
        help="When we last heard from the person or met them. What only we sent does not count.",
    )
    is_engaged = fields.Boolean(
        "Engaged",
        compute="_compute_contact",
        search="_search_is_engaged",
        help="Both sides wrote, or met, in the last 90 days.",
    )
    recency = fields.Selection(
        [
            (buying_group.FRESH, "Fresh"),
            (buying_group.COOLING, "Cooling"),
            (buying_group.COLD, "Cold"),
            (buying_group.NEVER, "Never"),
        ],
        compute="_compute_contact",
        search="_search_recency",
    )

    @api.depends("last_inbound", "last_outbound", "last_meeting")
    def _compute_contact(self):
        now = fields.Datetime.now()
        for person in self:
            inbound, meeting = person.last_inbound, person.last_meeting
            until = buying_group.get_two_way_until(inbound, person.last_outbound, meeting)
            person.last_contact = buying_group.get_last_answer(inbound, meeting)
            person.is_engaged = bool(until) and until >= now
            person.recency = buying_group.get_recency(person.last_contact, now)

    def _search_is_engaged(self, operator, value):
        if operator != "in":
            return NotImplemented
        limit = self._get_days_ago(buying_group.ENGAGED_DAYS)
        written = Domain("last_inbound", ">=", limit) & Domain("last_outbound", ">=", limit)
        engaged = written | Domain("last_meeting", ">=", limit)
        return match_flag(value, engaged)

    def _search_recency(self, operator, value):
        if operator != "in":
            return NotImplemented
        fresh = self._get_answered_since(buying_group.FRESH_DAYS)
        warm = self._get_answered_since(buying_group.ENGAGED_DAYS)
        ever = Domain("last_inbound", "!=", False) | Domain("last_meeting", "!=", False)
        domains = {
            buying_group.FRESH: fresh,
            buying_group.COOLING: warm & ~fresh,
            buying_group.COLD: ever & ~warm,
            buying_group.NEVER: ~ever,
        }
        return Domain.OR(domains[name] for name in value if name in domains)

    def _get_answered_since(self, days):
        limit = self._get_days_ago(days)
        return Domain("last_inbound", ">=", limit) | Domain("last_meeting", ">=", limit)

    def _get_days_ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)
