from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from ....tools import kept_fields, rooms
from ....tools.loading import is_loading
from ...deal.constants import SALES_GROUP
from ..constants import DRAFT, EDITABLE, ROOM, STATES, UNLOCKED

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
    """What was promised while selling, handed to the people who keep it.

    How it works: the seller fills the packet while the deal is open and submits it; from then
    on it is locked. The receiver accepts it or sends it back with what is missing, and may be
    anybody of the company: they need no right on deals, and see of the deal what is written
    here. Fields that are read-only here are kept by the system, whoever calls.
    """

    _name = "crm.handover"
    _description = "Handover"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "clock_deadline, id desc"
    # Whoever may read a handover takes part in the talk about it.
    _mail_post_access = "read"

    # Out of reach for receivers, whom nothing here leads to the deal.
    lead_id = fields.Many2one(
        "crm.lead",
        "Deal",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups=SALES_GROUP,
    )
    name = fields.Char(readonly=True, copy=False, help="The name of the deal.")
    state = fields.Selection(
        STATES, default=DRAFT, required=True, readonly=True, copy=False, tracking=True
    )
    template_id = fields.Many2one(
        "crm.handover.template", ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null")
    from_user_id = fields.Many2one("res.users", "From", readonly=True, index="btree_not_null")
    to_user_id = fields.Many2one("res.users", "To", tracking=True, domain="[('share', '=', False)]")
    salesperson_id = fields.Many2one(
        "res.users",
        "Account Owner",
        readonly=True,
        index="btree_not_null",
        help="The salesperson of the deal, who is told when a promise is broken.",
    )

    # --- the packet ----------------------------------------------------------------------

    problem = fields.Text(help="The problem the customer bought against.")
    why_now = fields.Text()
    outcome = fields.Text("Expected Outcome")
    success_ids = fields.One2many("crm.handover.success", "handover_id", "Success Criteria")
    scope_in = fields.Text("In Scope")
    scope_out = fields.Text("Out of Scope")
    promise_ids = fields.One2many("crm.handover.promise", "handover_id", "Promises")
    no_promises = fields.Boolean(
        "Nothing Else Promised", help="Nothing was promised besides what is in scope."
    )
    risk_ids = fields.One2many("crm.handover.risk", "handover_id", "Risks")
    commercial_terms = fields.Text(help="In words: what was agreed on price, payment and term.")
    expected_revenue = fields.Monetary("Amount", readonly=True)
    recurring_revenue_monthly = fields.Monetary("Recurring per Month", readonly=True)
    date_kickoff = fields.Date("Kick-off", help="The day planned for the kick-off.")
    date_golive = fields.Date("Go-live")
    contact_ids = fields.One2many("crm.handover.contact", "handover_id", "People")
    document_ids = fields.Many2many(
        "ir.attachment", "crm_handover_document_rel", "handover_id", "attachment_id", "Documents"
    )

    # --- what became of it ---------------------------------------------------------------

    completeness = fields.Integer(
        compute="_compute_completeness",
        store=True,
        aggregator="avg",
        help="Share of the parts asked for, in percent, that are filled.",
    )
    missing_part_ids = fields.Many2many(
        "crm.handover.part", string="Missing", compute="_compute_missing_part_ids"
    )
    return_ids = fields.One2many("crm.handover.return", "handover_id", "Returns", readonly=True)
    return_summary = fields.Char("Last Return", compute="_compute_return_summary")
    version_ids = fields.One2many("crm.handover.version", "handover_id", "Versions", readonly=True)
    project_id = fields.Many2one(
        "project.project", readonly=True, ondelete="set null", index="btree_not_null"
    )
    merged_into_id = fields.Many2one(
        "crm.handover",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The handover that went on when the deals were merged.",
    )
    date_submitted = fields.Datetime("Submitted On", readonly=True, copy=False)
    date_first_submitted = fields.Datetime("First Submitted On", readonly=True, copy=False)
    date_accepted = fields.Datetime("Accepted On", readonly=True, copy=False)
    date_kicked_off = fields.Datetime("Kicked Off On", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed On", readonly=True, copy=False)
    accept_deadline = fields.Datetime("Accept Until", readonly=True, copy=False)
    kickoff_deadline = fields.Datetime("Kick Off Until", readonly=True, copy=False)
    clock_deadline = fields.Datetime(
        "Next Step Due",
        readonly=True,
        copy=False,
        help="Until when the handover is to be accepted, or kicked off.",
    )
    clock_warning = fields.Datetime(
        "Warn From", readonly=True, copy=False, help="When somebody is told that the clock runs."
    )
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    can_edit = fields.Boolean(compute="_compute_rights")
    is_receiver = fields.Boolean(compute="_compute_rights")

    _deal_once = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL", "This deal has a handover already."
    )
    _by_receiver = models.Index("(to_user_id, clock_deadline, id DESC)")
    _clock_to_warn = models.Index("(clock_warning) WHERE clock_warning IS NOT NULL")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for handover in self:
            # sudo: the currency of a company, to show amounts
            company = handover.company_id.sudo() or self.env.company
            handover.currency_id = company.currency_id

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_rights(self):
        writable = self._filtered_access("write") if self.has_access("write") else self.browse()
        for handover in self:
            is_with_seller = handover.state in EDITABLE
            handover.can_edit = is_with_seller and (not handover.id or handover in writable)
            handover.is_receiver = handover.to_user_id == self.env.user

    @api.depends("return_ids")
    def _compute_return_summary(self):
        for handover in self:
            # No slice, which would forget that all of them are read.
            last = next(iter(handover.return_ids), handover.return_ids)
            defects = ", ".join(last.defect_ids.mapped("name"))
            handover.return_summary = ". ".join(filter(None, (defects, last.comment)))

    def _after_state_change(self):
        """Called elevated whenever the state of these handovers was written. A bridge lets what
        belongs to it follow; what deals owed until they were handed over is settled."""
        if leads := self.lead_id:
            leads._follow_beside(["handover_state"])

    def copy_data(self, default=None):
        """Refuse: a handover belongs to one deal."""
        return self._refuse_copy()

    # --- who may change it ---------------------------------------------------------------
    # Who may write what, when: the same for forms, imports, RPC and code that runs elevated.

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

    # --- locks ---------------------------------------------------------------------------

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

    # --- whether the room is used --------------------------------------------------------

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
