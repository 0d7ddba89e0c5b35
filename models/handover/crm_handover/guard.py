from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from ....tools import kept_fields, rooms
from ....tools.loading import is_loading
from ..constants import DRAFT, EDITABLE, ROOM, UNLOCKED

# The packet, besides what bridges add.
PACKET_FIELDS = frozenset(
    (
        "template_id",
        "to_user_id",
        "problem",
        "why_now",
        "outcome",
        "success_ids",
        "scope_in",
        "scope_out",
        "promise_ids",
        "no_promises",
        "risk_ids",
        "commercial_terms",
        "date_kickoff",
        "date_golive",
        "contact_ids",
        "document_ids",
    )
)


class CrmHandover(models.Model):
    """Who may write what, when: the same for forms, imports, RPC and code that runs elevated."""

    _inherit = "crm.handover"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_kept_fields(*vals_list)
        self._check_documents(*vals_list)
        is_first = not self._is_any_kept()
        vals_list = self._add_deals(vals_list)
        handovers = kept_fields.without_defaults(self, self._get_kept_fields())
        handovers = super(CrmHandover, handovers).create(vals_list).with_env(self.env)
        if is_first:
            self._start_use()
        return handovers

    @api.model
    def _add_deals(self, vals_list):
        """Return values with what the system takes from the deals; the user may change those
        deals."""
        default = self.env.context.get("default_lead_id")
        ids = [vals.get("lead_id") or default for vals in vals_list]
        leads = self.env["crm.lead"].browse(ids)
        if not self.env.su:
            if not all(ids):
                raise UserError(self.env._("A handover belongs to a deal: choose which."))
            leads.check_access("write")
        return [
            {**(self._prepare_from_deal(lead) if lead else {}), "lead_id": lead.id, **vals}
            for lead, vals in zip(leads, vals_list, strict=True)
        ]

    def _refuse_unreadable_values(self, vals, readable=None):
        """Leave out the template that the deal has, whoever begins the handover: it may be one
        of another company."""
        template = self.env["crm.handover.template"].browse(vals.get("template_id"))
        if template and not template.has_access("read"):
            lead = self.lead_id[:1] or self.env["crm.lead"].browse(vals.get("lead_id"))
            if template == template._get_for_lead(lead):
                vals = {name: value for name, value in vals.items() if name != "template_id"}
        return super()._refuse_unreadable_values(vals, readable)

    def write(self, vals):
        self._refuse_kept_fields(vals)
        if "lead_id" in vals and not self.env.su:
            raise UserError(self.env._("A handover stays with its deal."))
        if self._get_packet_fields() & vals.keys():
            self._check_unlocked()
        self._check_documents(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_drafts(self):
        for handover in self if not is_loading(self.env) else ():
            if handover.state != DRAFT or handover.version_ids:
                raise UserError(
                    self.env._(
                        "The handover “%s” was submitted and is kept for the record.",
                        handover.name,
                    )
                )

    # --- locks -------------------------------------------------------------------------

    @api.model
    def _get_packet_fields(self):
        """Return the names of the fields that make up the packet. A bridge adds its own."""
        return PACKET_FIELDS

    @api.model
    def _get_kept_fields(self):
        """Return the names of what the system writes down by itself, such as the state."""
        return kept_fields.get_names(self)

    @api.model
    def _refuse_kept_fields(self, *vals_list):
        if label := kept_fields.get_refused(self, self._get_kept_fields(), vals_list):
            raise UserError(self.env._("“%s” of a handover cannot be set by hand.", label))

    def _check_hand_over(self):
        """Refuse whoever may not change these handovers and their deals."""
        self.check_access("write")
        if not self.env.su:
            self.lead_id.check_access("write")

    def _check_unlocked(self):
        """Refuse to change a packet that is with the receiver, or closed."""
        if self.env.context.get("handover_unlocked") is UNLOCKED:
            return
        # sudo: the state, whoever may read the handover
        for handover in self.sudo():
            if handover.state not in EDITABLE:
                raise UserError(
                    self.env._(
                        "The handover “%s” was submitted. It changes only after the receiver"
                        " has sent it back.",
                        handover.name,
                    )
                )

    def _unlock(self):
        """Return these handovers elevated, and free to be written whatever their state is.
        The caller has checked who may."""
        # sudo: said above
        return self.sudo().with_context(handover_unlocked=UNLOCKED)

    @api.model
    def _search_editable(self, domain=()):
        """Return the handovers whose packet is still being filled."""
        return self.search(Domain("state", "in", EDITABLE) & Domain(list(domain)))

    def _refuse_copy(self):
        raise UserError(self.env._("A handover belongs to one deal and is not duplicated."))

    # --- whether the room is used ------------------------------------------------------

    @api.model
    def _is_used(self):
        """Tell whether handovers are followed: the room is on and some deal has one. Until then
        nothing here asks the database."""
        return rooms.is_on(self.env, ROOM) and self._is_any_kept()

    @api.model
    @ormcache(cache="stable")
    def _is_any_kept(self):
        """Tell whether any deal has a handover, which is kept while the room is off."""
        # sudo: whether there is any at all, whoever asks
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _start_use(self):
        """Show handovers on deals, with the first of them."""
        self.env.registry.clear_cache("stable")
