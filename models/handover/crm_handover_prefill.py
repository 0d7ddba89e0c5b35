from odoo import api, models
from odoo.fields import Command
from odoo.tools import html2plaintext

from .crm_handover import EDITABLE

AMOUNTS = ("expected_revenue", "recurring_revenue_monthly")


class CrmHandover(models.Model):
    """What a handover takes from its deal: fields, evidence of the gates, the map of people."""

    _inherit = "crm.handover"

    @api.model
    def default_get(self, fields):
        """Propose in a new form what is taken from the deal. It asks for it by its context; a
        creation never does, see ``create``."""
        values = super().default_get(fields)
        lead_id = self.env.context.get("default_lead_id")
        lead = self.env["crm.lead"].browse(lead_id if isinstance(lead_id, int) else [])
        if not self.env.context.get("handover_prefill") or not lead.exists():
            return values
        lead.check_access("write")
        found = {**self._prepare_from_deal(lead), **self._prepare_prefill(lead)}
        return {**{name: found[name] for name in found if name in fields}, **values}

    @api.model_create_multi
    def create(self, vals_list):
        handovers = self.with_context(handover_prefill=False)
        return super(CrmHandover, handovers).create(vals_list).with_env(self.env)

    @api.model
    def _prepare_from_deal(self, lead):
        """Return the values that the system keeps, and the template with its receiver."""
        # sudo: the user was checked on the deal
        lead = lead.sudo()
        template = self.env["crm.handover.template"]._get_for_lead(lead)
        return {
            **self._prepare_from_deal_again(lead),
            "from_user_id": lead.user_id.id or self.env.uid,
            "salesperson_id": lead.user_id.id,
            "template_id": template.id,
            "to_user_id": template.to_user_id.filtered("active").id,
        }

    @api.model
    def _prepare_from_deal_again(self, lead):
        """Return the values that are taken anew with every submission."""
        return {
            "name": lead.name,
            "company_id": lead.company_id.id,
            "partner_id": lead.partner_id.id,
            **{name: lead[name] for name in AMOUNTS},
        }

    def _prepare_follow(self):
        """Return what one handover takes from its deal now: whose it is, and the rest of it
        while the packet is still being filled."""
        lead = self.lead_id
        vals = {"salesperson_id": lead.user_id.id, "company_id": lead.company_id.id}
        if self.state not in EDITABLE:
            return vals
        seller = lead.user_id or self.from_user_id
        return {**self._prepare_from_deal_again(lead), **vals, "from_user_id": seller.id}

    @api.model
    def _prepare_prefill(self, lead):
        """Return the first content of the packet of a deal. Rooms that are not there, such as
        the map of people, leave their part empty."""
        return {
            "problem": self._join(html2plaintext(lead.description or ""), *self._tell(lead)),
            "why_now": self._name_all(lead, "buying_trigger_ids"),
            "outcome": self._name_all(lead, "use_case_id"),
            "contact_ids": [Command.create(vals) for vals in self._prepare_contacts(lead)],
            "document_ids": [Command.set(self._get_evidence_documents(lead).ids)],
        }

    @api.model
    def _join(self, *texts):
        return "\n".join(text.strip() for text in texts if text and text.strip()) or False

    @api.model
    def _name_all(self, lead, fname):
        return fname in lead._fields and ", ".join(lead[fname].mapped("display_name")) or False

    # --- gates -------------------------------------------------------------------------

    @api.model
    def _get_evidence(self, lead):
        """Return the evidence that counts: of each criterion the newest, if it confirms."""
        if "evidence_ids" not in lead._fields:
            return ()
        newest = {}
        for evidence in lead.evidence_ids.sorted("id"):
            newest[evidence.criterion_id] = evidence
        return [e for e in newest.values() if e.outcome in ("confirmed", "approved")]

    @api.model
    def _tell(self, lead):
        """Return what was noted as evidence, one line per criterion."""
        # sudo: the names of criteria are shown to whoever works on the deal
        return [
            f"{evidence.criterion_id.sudo().name}: {evidence.note.strip()}"
            for evidence in self._get_evidence(lead)
            if (evidence.note or "").strip()
        ]

    @api.model
    def _get_evidence_documents(self, lead):
        documents = self.env["ir.attachment"]
        for evidence in self._get_evidence(lead):
            documents |= evidence.attachment_ids
        return documents._filtered_access("read")

    # --- people ------------------------------------------------------------------------

    @api.model
    def _prepare_contacts(self, lead):
        """Return the people of the map who are still there, or else the customer's contact."""
        people = lead.stakeholder_ids if "stakeholder_ids" in lead._fields else ()
        people = [person for person in people if person.state == "active"]
        if people:
            partners = self.env["res.partner"].union(*(person.partner_id for person in people))
            readable = partners._filtered_access("read")
            return [self._prepare_contact(person, readable) for person in people]
        contact = lead.partner_id._filtered_access("read")
        return [{"partner_id": contact.id}] if contact and not contact.is_company else []

    @api.model
    def _prepare_contact(self, person, readable):
        """Return one person; of a contact that the user may not read there is the name alone,
        as on the map.

        :param readable: the contacts that the user may read
        """
        return {
            "partner_id": (person.partner_id & readable).id,
            "name": person.name,
            "roles": ", ".join(person.role_ids.mapped("name")) or False,
            "attitude": person.attitude,
            "stakeholder_id": person.id,
        }
