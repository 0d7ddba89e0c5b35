from odoo import api, models
from odoo.fields import Command

from ..constants import EDITABLE

AMOUNTS = ("expected_revenue", "recurring_revenue_monthly")
TEXTS = ("problem", "why_now", "outcome")


class CrmHandover(models.Model):
    """What a handover takes from its deal: fields, and what rooms know of it."""

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
        """Return the first content of the packet of a deal: what rooms know of it."""
        texts = lead._get_known_texts()
        documents = lead._get_known_documents()._filtered_access("read")
        return {
            **{name: self._join(*texts[name]) for name in TEXTS},
            "contact_ids": [Command.create(person) for person in lead._get_known_people()],
            "document_ids": [Command.set(documents.ids)],
        }

    @api.model
    def _join(self, *texts):
        return "\n".join(text.strip() for text in texts if text.strip()) or False
