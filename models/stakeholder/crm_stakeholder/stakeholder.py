from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import kept_fields
from ..constants import ACTIVE, LEFT


class CrmStakeholder(models.Model):
    """One person, or one place that is known to be taken by somebody, on one deal."""

    _name = "crm.stakeholder"
    _description = "Stakeholder"
    _order = "influence desc, id"
    _check_company_auto = True

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, ondelete="cascade", index=True)
    # A contact does not take the map of a deal with it: the person becomes somebody who is
    # not known by name. Restricted, it is found by the privacy look-up too.
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('is_company', '=', False)]",
    )
    placeholder_name = fields.Char(
        "Not Known by Name",
        help="Who is missing, such as “the CFO”. A placeholder counts as a missing person.",
    )
    name = fields.Char(compute="_compute_name", store=True)
    is_placeholder = fields.Boolean("Placeholder", compute="_compute_is_placeholder", store=True)
    role_ids = fields.Many2many(
        "crm.stakeholder.role",
        "crm_stakeholder_role_rel",
        "stakeholder_id",
        "role_id",
        string="Roles",
    )
    user_id = fields.Many2one(
        "res.users",
        "Relationship Owner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        check_company=True,
        help="Who on our side holds the relation.",
    )
    state = fields.Selection([(ACTIVE, "Active"), (LEFT, "Left")], default=ACTIVE, required=True)
    date_left = fields.Date("Left On", readonly=True, copy=False)
    note = fields.Text()
    company_id = fields.Many2one(related="lead_id.company_id")
    team_id = fields.Many2one(related="lead_id.team_id")
    stage_id = fields.Many2one(related="lead_id.stage_id")
    salesperson_id = fields.Many2one(related="lead_id.user_id", string="Salesperson")
    won_status = fields.Selection(related="lead_id.won_status")
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Company of the Person"
    )

    _partner_once = models.Constraint(
        "UNIQUE(lead_id, partner_id)", "This person is on the map of the deal already."
    )
    _somebody = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR COALESCE(placeholder_name, '') <> '')",
        "Choose a person, or say who is missing.",
    )

    @api.depends("partner_id.name", "partner_id.complete_name", "placeholder_name")
    def _compute_name(self):
        for person in self:
            partner = person.partner_id
            person.name = partner.name or partner.complete_name or person.placeholder_name

    @api.depends("partner_id")
    def _compute_is_placeholder(self):
        for person in self:
            person.is_placeholder = not person.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_kept_fields(*vals_list)
        defaults = self.default_get(["lead_id", "partner_id"])
        self._check_reach(*({**defaults, **vals} for vals in vals_list))
        people = kept_fields.without_defaults(self, self._get_kept_fields())
        vals_list = [self._stamp_judgement(self._stamp_state(vals)) for vals in vals_list]
        people = super(CrmStakeholder, people).create(vals_list).with_env(self.env)
        people.lead_id._note_stakeholders()
        people.filtered("attitude_date")._log_judgement()
        return people

    def write(self, vals):
        self._refuse_kept_fields(vals)
        self._refuse_to_move(vals)
        self._check_reach(vals)
        leads = self.lead_id if "lead_id" in vals else self.env["crm.lead"]
        vals = self._stamp_state(vals)
        judged = self._filter_judged(vals)
        if judged:
            super(CrmStakeholder, judged).write({**self._prepare_stamp(), **vals})
        super(CrmStakeholder, self - judged).write(vals)
        if leads:
            (leads | self.lead_id)._note_stakeholders()
        judged._log_judgement()
        return True

    def unlink(self):
        leads = self.lead_id
        result = super().unlink()
        leads._note_stakeholders()
        return result

    def action_mark_left(self):
        """Note that these people left. They cover nothing any more. Returns True."""
        return self.write({"state": LEFT})

    def action_mark_back(self):
        """Note that these people are back. Returns True."""
        return self.write({"state": ACTIVE})

    def _stamp_state(self, vals):
        """Return values with the day on which somebody left, where they say who left."""
        if "state" not in vals:
            return vals
        has_left = vals["state"] == LEFT
        return {"date_left": has_left and fields.Date.context_today(self), **vals}

    # --- what users may not write ------------------------------------------------------

    @api.model
    def _get_kept_fields(self):
        """Return the names of what the system writes down by itself: who judged when, who
        left when, the facts of contact, and the name of a contact."""
        return kept_fields.get_names(self)

    @api.model
    def _refuse_kept_fields(self, *vals_list):
        if label := kept_fields.get_refused(self, self._get_kept_fields(), vals_list):
            raise UserError(self.env._("“%s” of a stakeholder cannot be set by hand.", label))

    def _refuse_to_move(self, vals):
        """Refuse to move people to another deal; code that runs elevated may."""
        lead_id = vals.get("lead_id")
        if not self.env.su and lead_id and any(lead.id != lead_id for lead in self.lead_id):
            raise UserError(self.env._("A stakeholder stays on the deal they were put on."))

    @api.model
    def _check_reach(self, *vals_list):
        """Refuse to put somebody on a deal that the user may not change, or to learn the name
        of a contact that the user may not read."""
        if self.env.su:
            return
        for fname, operation in (("lead_id", "write"), ("partner_id", "read")):
            found = dict.fromkeys(vals.get(fname) for vals in vals_list)
            records = self.env[self._fields[fname].comodel_name].browse(filter(None, found))
            records.check_access(operation)
