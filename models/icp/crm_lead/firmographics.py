from odoo import api, fields, models

from ....tools.field_access import add_to_copies, get_accessible
from ...deal.constants import SALES_GROUP
from ..constants import ROOM_GROUP, SEEN_PARAMETER


class CrmLead(models.Model):
    """Firmographics on the lead, kept in step with the customer the way core does it for
    the website: a customer's value wins, a missing one leaves the lead's alone.

    Core calls its methods for people outside Sales too, such as a registration desk whose
    events make leads. They get what core answers, and lose nothing of what they do not see.
    """

    _inherit = "crm.lead"

    industry_id = fields.Many2one(
        "res.partner.industry",
        compute="_compute_industry_id",
        store=True,
        readonly=False,
        copy=False,  # see copy_data
        index="btree_not_null",
        groups=ROOM_GROUP,
    )
    employee_count = fields.Integer(
        "Employees",
        compute="_compute_employee_count",
        store=True,
        readonly=False,
        copy=False,  # see copy_data
        aggregator="avg",
        groups=ROOM_GROUP,
    )
    annual_revenue = fields.Monetary(
        compute="_compute_annual_revenue",
        store=True,
        readonly=False,
        copy=False,  # see copy_data
        currency_field="company_currency",
        groups=ROOM_GROUP,
    )
    budget = fields.Monetary(
        compute="_compute_budget",
        store=True,
        readonly=False,
        copy=False,  # see copy_data
        currency_field="company_currency",
        groups=ROOM_GROUP,
    )
    use_case_id = fields.Many2one(
        "crm.use.case",
        compute="_compute_use_case_id",
        store=True,
        readonly=False,
        copy=False,  # see copy_data
        index="btree_not_null",
        groups=ROOM_GROUP,
    )
    buying_trigger_ids = fields.Many2many(
        "crm.buying.trigger",
        "crm_lead_buying_trigger_rel",
        "lead_id",
        "trigger_id",
        string="Buying Triggers",
        compute="_compute_buying_trigger_ids",
        store=True,
        readonly=False,
        copy=False,  # see copy_data
        groups=ROOM_GROUP,
    )

    @api.depends("partner_id")
    def _compute_industry_id(self):
        self._sync_from_partner("industry_id")

    @api.depends("partner_id")
    def _compute_employee_count(self):
        self._sync_from_partner("employee_count")

    @api.depends("partner_id")
    def _compute_use_case_id(self):
        self._sync_from_partner("use_case_id")

    @api.depends("partner_id")
    def _compute_annual_revenue(self):
        self._sync_amount_from_partner("annual_revenue")

    @api.depends("partner_id")
    def _compute_budget(self):
        self._sync_amount_from_partner("budget")

    @api.depends("partner_id")
    def _compute_buying_trigger_ids(self):
        if self.env["crm.buying.trigger"]._is_used():
            self._sync_from_partner("buying_trigger_ids")

    def _sync_from_partner(self, fname):
        for lead in self._filter_telling(fname):
            lead[fname] = lead.partner_id[fname]

    def _sync_amount_from_partner(self, fname):
        for lead in self._filter_telling(fname):
            amount = lead.partner_id[fname]
            lead[fname] = lead._convert_partner_amount(amount, lead.partner_id)

    def _filter_telling(self, fname):
        """Return the leads whose customer has something to take over. Stored fields are computed
        elevated: a customer whom somebody of Sales may not read is not told to them."""
        leads = self.filtered(lambda lead: lead.partner_id[fname])
        if not leads or not self.env.user.has_group(SALES_GROUP):
            return leads
        # Back to the rights of the user, who is to see it on the lead.
        readable = leads.partner_id._origin.sudo(False)._filtered_access("read")
        return leads.filtered(lambda lead: lead.partner_id._origin in readable)

    def _convert_partner_amount(self, amount, partner):
        """Return a customer's amount in the currency of the lead, at today's rate."""
        currency = partner.firmographic_currency_id or self.company_currency
        if currency == self.company_currency:
            return amount
        company = self.company_id or self.env.company
        return currency._convert(amount, self.company_currency, company)

    def _get_firmographic_fields(self):
        names = ["industry_id", "employee_count", "annual_revenue", "budget", "use_case_id"]
        if self.env["crm.buying.trigger"]._is_used():
            names.append("buying_trigger_ids")
        return names

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return add_to_copies(self, vals_list, self._get_firmographic_fields(), default)

    def _prepare_values_from_partner(self, partner):
        values = super()._prepare_values_from_partner(partner)
        names = get_accessible(self, self._get_firmographic_fields())
        firmographics = {}
        for fname in get_accessible(partner, names):
            value = partner[fname]
            if value and fname in ("annual_revenue", "budget"):
                value = self._convert_partner_amount(value, partner)
            firmographics[fname] = value or self[fname]
        return {**values, **self._convert_to_write(firmographics)}

    # --- the customer that is made of a lead -------------------------------------------

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        if parent_id:  # a contact takes them from its company
            return values
        names = get_accessible(self, self._get_firmographic_fields())
        names = get_accessible(self.env["res.partner"], names, "write")
        return {**values, **self._prepare_customer_facts(names)}

    def _prepare_customer_facts(self, names):
        """Return the values of a customer for those of these fields that the lead fills."""
        facts = {fname: self[fname] for fname in names if self[fname]}
        if facts:
            facts["firmographic_currency_id"] = self.company_currency
        return self._convert_to_write(facts)

    def _create_customer(self, with_parent=None):
        """Whoever may create the customer of a lead hands its facts over, those that they do
        not see themselves as well."""
        known = (with_parent or self.partner_id).commercial_partner_id
        partner = super()._create_customer(with_parent)
        # sudo: facts go from the lead to the customer that was just made of it, and the user
        # reads none of them
        lead, company = self.sudo(), partner.commercial_partner_id.sudo()
        facts = lead._prepare_customer_facts(self._get_hidden_facts())
        if facts and company != known:
            company.write(facts)
        return partner

    def _get_hidden_facts(self):
        """Return the names of the firmographics that the user may not see, which are kept while
        the room is off; none before anybody could fill them in."""
        # sudo: one mark of the system
        if not self.env["ir.config_parameter"].sudo().get_param(SEEN_PARAMETER):
            return []
        names = self._get_firmographic_fields()
        seen = get_accessible(self, names)
        return [fname for fname in names if fname not in seen]

    # --- merging -----------------------------------------------------------------------

    def _merge_get_fields(self):
        names = get_accessible(self, self._get_firmographic_fields())
        return [*super()._merge_get_fields(), *names]

    def _merge_get_fields_specific(self):
        specific = super()._merge_get_fields_specific()
        if "buying_trigger_ids" in get_accessible(self, self._get_firmographic_fields()):
            specific = {
                **specific,
                "buying_trigger_ids": lambda fname, leads: leads.mapped(fname),
            }
        return specific

    def _merge_icp(self, opportunities):
        if hidden := self._get_hidden_facts():
            # sudo: facts that whoever merges may not see move along all the same
            head = self.sudo()
            head.write((head | opportunities.sudo())._merge_data(hidden))
