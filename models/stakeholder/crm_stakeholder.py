from odoo import fields, models

SALES_GROUP = "sales_team.group_sale_salesman"
ACTIVE, LEFT = "active", "left"
UNKNOWN = "unknown"
ATTITUDES = [
    ("opponent", "Opponent"),
    ("sceptic", "Sceptic"),
    ("neutral", "Neutral"),
    ("supporter", "Supporter"),
    ("champion", "Champion"),
    (UNKNOWN, "Unknown"),
]
DEFAULT_INFLUENCE = 3


class CrmStakeholder(models.Model):
    """One person, or one place that is known to be taken by somebody, on one deal."""

    _name = "crm.stakeholder"
    _description = "Stakeholder"
    _order = "lead_id, influence desc, id"
    _check_company_auto = True

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        domain="[('is_company', '=', False)]",
    )
    placeholder_name = fields.Char(
        "Not Known by Name",
        help="Who is missing, such as “the CFO”. A placeholder counts as a missing person.",
    )
    name = fields.Char(compute="_compute_name", store=True)
    is_placeholder = fields.Boolean(compute="_compute_is_placeholder", store=True)
    role_ids = fields.Many2many(
        "crm.stakeholder.role",
        "crm_stakeholder_role_rel",
        "stakeholder_id",
        "role_id",
        string="Roles",
    )
    influence = fields.Integer(default=DEFAULT_INFLUENCE, required=True, aggregator="avg")
    attitude = fields.Selection(ATTITUDES, default=UNKNOWN, required=True)
    attitude_date = fields.Datetime("Judged On", readonly=True, copy=False)
    attitude_user_id = fields.Many2one(
        "res.users", "Judged By", readonly=True, copy=False, ondelete="set null"
    )
    is_attitude_old = fields.Boolean(
        "Judgement Taken Over",
        readonly=True,
        copy=False,
        help="The attitude comes from an earlier deal and was not confirmed on this one.",
    )
    judgement_ids = fields.One2many("crm.stakeholder.judgement", "stakeholder_id", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Relationship Owner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        check_company=True,
        help="Who on our side holds the relation.",
    )
    reports_to_id = fields.Many2one(
        "crm.stakeholder",
        index="btree_not_null",
        ondelete="set null",
        domain="[('lead_id', '=', lead_id), ('id', '!=', id)]",
        copy=False,
    )
    report_ids = fields.One2many("crm.stakeholder", "reports_to_id", "Reports")
    influence_ids = fields.Many2many(
        "crm.stakeholder",
        "crm_stakeholder_influence_rel",
        "stakeholder_id",
        "influenced_id",
        string="Influences",
        domain="[('lead_id', '=', lead_id), ('id', '!=', id)]",
        copy=False,
    )
    conflict_ids = fields.Many2many(
        "crm.stakeholder",
        "crm_stakeholder_conflict_rel",
        "stakeholder_id",
        "opponent_id",
        string="In Conflict With",
        domain="[('lead_id', '=', lead_id), ('id', '!=', id)]",
        copy=False,
        help="A conflict holds for both, whichever of them it is written at.",
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
    _influence_range = models.Constraint(
        "CHECK(influence BETWEEN 1 AND 5)", "Influence goes from 1 to 5."
    )

    def _compute_name(self):
        for person in self:
            person.name = person.partner_id.name or person.placeholder_name

    def _compute_is_placeholder(self):
        for person in self:
            person.is_placeholder = not person.partner_id
