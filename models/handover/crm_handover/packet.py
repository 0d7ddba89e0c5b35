from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import ormcache

from ..constants import EDITABLE
from ..crm_handover_child import to_json

AMOUNTS = ("expected_revenue", "recurring_revenue_monthly")
TEXTS = ("problem", "why_now", "outcome")
FULL = 100
# What the parts look at besides the fields of the packet.
FURTHER_DEPENDENCIES = ("partner_id", "promise_ids.owner_id", "promise_ids.date_due")


class CrmHandover(models.Model):
    """The packet as plain values, kept with every submission."""

    _inherit = "crm.handover"

    def _take_version(self):
        """Write down the packet as it is."""
        self.ensure_one()
        # sudo: versions are written by the system alone
        handover = self._unlock()
        version = {
            "number": self._count_versions() + 1,
            "user_id": self.env.uid,
            "packet": handover._get_packet(),
        }
        handover.version_ids = [Command.create(version)]

    def _count_versions(self):
        # sudo: how often it was submitted, for whoever takes a step
        return len(self.sudo().version_ids)

    def _get_packet(self):
        """Return the packet of one handover as a dict of JSON values."""
        names = {"partner_id", *AMOUNTS, *self._get_packet_fields()}
        return {name: self._to_json(name) for name in self._fields if name in names}

    def _to_json(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "one2many":
            return [line._get_packet_line() for line in value]
        return to_json(field, value)

    # --- print ---------------------------------------------------------------------------

    def _get_brief_name(self, is_for_customer=False):
        """Return the name of the printed file. The customer's does not tell how we call the
        deal."""
        name = self.partner_id.name if is_for_customer else self.name
        return self.env._("Handover - %s", name or self.env._("customer"))

    def _render_brief(self, is_for_customer=False):
        """Return the brief of one handover as HTML, without the head and foot of a print.

        :param bool is_for_customer: leave out what is internal
        """
        self.ensure_one()
        name = "report_handover_customer_page" if is_for_customer else "report_handover_document"
        values = {"handover": self, "user": self.env.user}
        return self.env["ir.qweb"]._render(f"crm_playbook.{name}", values)

    # --- what the deal knows already -----------------------------------------------------
    # What a handover takes from its deal: fields, and what rooms know of it.

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

    # --- how much of what is asked for is there ------------------------------------------
    # One method per part says whether it is filled.

    @api.model
    def _get_completeness_dependencies(self):
        """Return what completeness depends on. A bridge adds what its parts look at besides
        the packet."""
        return [*self._get_packet_fields(), *FURTHER_DEPENDENCIES]

    @api.depends(lambda self: self._get_completeness_dependencies())
    def _compute_completeness(self):
        for handover in self:
            handover.completeness = handover._get_share(handover._find_missing_parts())

    def _get_share(self, missing):
        """Return how much of what is asked of one handover is there, in percent."""
        asked = len(self._get_parts())
        return FULL * (asked - len(missing)) // asked if asked else FULL

    @api.depends(lambda self: self._get_completeness_dependencies())
    def _compute_missing_part_ids(self):
        for handover in self:
            handover.missing_part_ids = handover._find_missing_parts()

    def _find_missing_parts(self):
        """Return the parts that are asked of one handover and not filled."""
        return self._get_parts().filtered(lambda part: not self._is_filled(part))

    def _get_parts(self):
        """Return the parts that are asked of one handover."""
        # sudo: what is asked for is shown to whoever reads the handover
        if template := self.template_id.sudo():
            return template.part_ids.with_env(self.env)
        return self.env["crm.handover.part"].browse(self._get_default_part_ids())

    @api.model
    @ormcache()
    def _get_default_part_ids(self):
        """Return the ids of the parts that are asked for without a template."""
        # sudo: as above
        return self.env["crm.handover.part"].sudo().search([("is_default", "=", True)]).ids

    def _is_filled(self, part):
        """Tell whether one part is filled, by the method of its code."""
        method = getattr(self, f"_is_{part.code}_filled", None)
        # Without a method, the bridge that brought the part is gone.
        return method() if method else True

    def _check_complete(self, receiver=None):
        """Refuse packets below the minimum of their template, with what is missing.

        :param receiver: who is going to receive them, where that is not written yet
        """
        for handover in self:
            minimum = handover.template_id.min_completeness
            missing, share = handover.missing_part_ids, handover.completeness
            if receiver:
                missing = missing.filtered(lambda part: part.code != "receiver")
                share = handover._get_share(missing)
            if share < minimum:
                handover._refuse_incomplete(minimum, missing)

    def _get_missing_to_submit(self):
        """Return the parts that one packet lacks to be submitted; none where it has enough."""
        minimum = self.template_id.min_completeness
        return self.missing_part_ids if self.completeness < minimum else self.missing_part_ids[:0]

    def _check_template(self):
        """Refuse a template that is not meant for the deal, or none where there is one: it
        would ask for less. Managers may choose any."""
        if self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return
        Template = self.env["crm.handover.template"].sudo()  # sudo: as in _get_parts
        for handover in self.filtered("lead_id"):
            # sudo: the user may change the deal
            fitting = Template.search(Template._get_domain_for_lead(handover.lead_id.sudo()))
            if fitting and handover.template_id not in fitting:
                raise UserError(
                    self.env._(
                        "Choose a template for “%(name)s” that is meant for its deal:"
                        " %(templates)s.",
                        name=handover.name,
                        templates=", ".join(fitting.mapped("name")),
                    )
                )

    @api.model
    def _has_text(self, text):
        return bool((text or "").strip())

    # --- one method per part -------------------------------------------------------------

    def _is_customer_filled(self):
        return bool(self.partner_id)

    def _is_receiver_filled(self):
        return bool(self.to_user_id)

    def _is_problem_filled(self):
        return self._has_text(self.problem)

    def _is_why_now_filled(self):
        return self._has_text(self.why_now)

    def _is_outcome_filled(self):
        return self._has_text(self.outcome)

    def _is_success_filled(self):
        return bool(self.success_ids)

    def _is_scope_in_filled(self):
        return self._has_text(self.scope_in)

    def _is_scope_out_filled(self):
        return self._has_text(self.scope_out)

    def _is_promises_filled(self):
        """Either something was promised, or somebody says that nothing was."""
        return bool(self.promise_ids) or self.no_promises

    def _is_promise_owners_filled(self):
        return all(promise.owner_id and promise.date_due for promise in self.promise_ids)

    def _is_risks_filled(self):
        return bool(self.risk_ids)

    def _is_terms_filled(self):
        return self._has_text(self.commercial_terms)

    def _is_timeline_filled(self):
        return bool(self.date_kickoff and self.date_golive)

    def _is_people_filled(self):
        return bool(self.contact_ids)

    def _is_documents_filled(self):
        return bool(self.document_ids)

    # --- documents -----------------------------------------------------------------------
    # Documents chosen from the deal. On submission the handover gets copies of its own, which
    # share the file with the original: whoever reads the handover reads them, the deal stays
    # closed to them, and they are still there when the deal is gone.

    def _check_documents(self, *vals_list):
        """Refuse to choose documents that the user may not read."""
        if self.env.su or not any(vals.get("document_ids") for vals in vals_list):
            return
        ids = set()
        for vals in vals_list:
            for command in vals.get("document_ids") or ():
                operation, *arguments = command
                if operation == Command.LINK:
                    ids.add(arguments[0])
                elif operation == Command.SET:
                    ids.update(arguments[1])
        self.env["ir.attachment"].browse(sorted(ids)).check_access("read")

    def _adopt_documents(self):
        """Give these handovers copies of the chosen documents, each once."""
        for handover in self:
            chosen = handover.document_ids
            chosen.check_access("read")
            # sudo: the user may read what is copied, and submits the handover
            documents = chosen.sudo()
            own = documents.filtered(handover._owns)
            known = {(document.checksum, document.name) for document in own}
            for document in documents - own:
                if (document.checksum, document.name) not in known:
                    own |= document.copy({"res_model": self._name, "res_id": handover.id})
                    known.add((document.checksum, document.name))
            # sudo: as above
            handover.sudo().document_ids = own

    def _owns(self, document):
        return document.res_model == self._name and document.res_id == self.id
