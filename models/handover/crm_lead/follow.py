from functools import partial

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ..constants import ACCEPTED, KICKED_OFF, LOST_DEAL, SUBMITTED

# What a packet that is still being filled repeats of its deal.
FOLLOWED = frozenset(
    (
        "name",
        "user_id",
        "company_id",
        "partner_id",
        "expected_revenue",
        "recurring_revenue",
        "recurring_plan",
    )
)
# States in which a packet is with its receiver.
RECEIVED = (SUBMITTED, ACCEPTED, KICKED_OFF)
# What may take a deal to another company.
COMPANY_FIELDS = frozenset(("company_id", "user_id", "team_id", "partner_id"))


class CrmLead(models.Model):
    """Whoever may read a deal reads its handover: the salesperson and the company of the deal
    are kept on the handover, where rules find them without a look at the deal. A packet that is
    still being filled says what the deal says."""

    _inherit = "crm.lead"

    @api.model
    def _concerns_handover(self, names):
        handovers = self.env["crm.handover"]
        if not names or not handovers._is_any_kept():
            return False
        watched = FOLLOWED | COMPANY_FIELDS if handovers._is_used() else COMPANY_FIELDS
        return not watched.isdisjoint(names)

    def _remember_handover(self, passage):
        """Return whose these deals are."""
        # sudo: who may read a handover does not depend on what the writer may read
        return {lead.id: (lead.user_id, lead.company_id) for lead in self.sudo()}

    def _refuse_handover(self, passage):
        packets = COMPANY_FIELDS & passage.names and self._get_packets_to_keep()
        return partial(self._refuse_to_take_away, packets) if packets else None

    def _follow_handover(self, passage):
        """Let handovers follow. Whose they are decides who may read them: that is followed while
        the room is off too."""
        leads = self.sudo()  # sudo: as above
        if not self.env["crm.handover"]._is_used():
            before = passage.memory["handover"]
            leads = leads.filtered(lambda lead: before[lead.id] != (lead.user_id, lead.company_id))
        leads._update_handovers()

    def _get_packets_to_keep(self):
        """Return ``{handover: company}`` of deals that users are about to change while their
        packets are with a receiver. What the system does by itself, such as to assign deals, is
        not refused: people are told."""
        if self.env.uid == SUPERUSER_ID or not self.env["crm.handover"]._is_used():
            return {}
        domain = [("lead_id", "in", self._origin.ids), ("state", "in", RECEIVED)]
        # sudo: that a receiver would lose a packet concerns whoever changes the deal
        handovers = self.env["crm.handover"].sudo().search(domain)
        return {handover: handover.company_id for handover in handovers}

    def _refuse_to_take_away(self, packets):
        """Refuse a company of deals in which the receivers of their packets do not work: they
        would lose them without a word.

        :param dict packets: ``{handover: company before}``
        """
        for handover, before in packets.items():
            company = handover.lead_id.company_id
            if company == before or not handover._find_losers(company, "to_user_id"):
                continue
            raise UserError(
                self.env._(
                    "“%(deal)s” was handed over to %(user)s, who does not work in %(company)s: "
                    "let somebody who works there receive the handover first.",
                    deal=handover.lead_id.name,
                    user=handover.to_user_id.name,
                    company=company.name,
                )
            )

    def _update_handovers(self):
        """Let the handovers of these deals follow them."""
        leads = self._origin
        if not leads or not self.env["crm.handover"]._is_any_kept():
            return
        for handover in leads._get_handovers():
            vals = handover._prepare_follow()
            changed = {
                name: value
                for name, value in vals.items()
                if handover._fields[name].convert_to_write(handover[name], handover) != value
            }
            if changed:
                handover.write(changed)
            is_moved = "company_id" in changed and handover.state in RECEIVED
            if is_moved and handover._is_used():
                handover._report_losers()

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        if self.env["crm.handover"]._is_used():

            def was(is_won, lead):
                return bool(old_status_by_lead.get(lead.id, {}).get("is_won")) == is_won

            def is_now(is_won, lead):
                return bool(new_status_by_lead.get(lead.id, {}).get("is_won")) == is_won

            if reopened := self.filtered(lambda lead: was(True, lead) and is_now(False, lead)):
                reopened._get_handovers()._report_lost_deal()
            if won := self.filtered(lambda lead: was(False, lead) and is_now(True, lead)):
                self.env["mail.activity"]._take_back(LOST_DEAL, won._get_handovers())
        return result
