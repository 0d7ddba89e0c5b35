from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import format_date, ormcache

from ....tools import days, rooms
from ....tools.loading import is_loading
from ....tools.openable import works_here
from ..constants import (
    CANCELLED,
    DEAL_LIMIT,
    DONE,
    DRAFT,
    MOST_DEALS,
    OPEN_STATES,
    PREPARED,
    ROOM,
    RUNNING,
)

STATES = [
    (DRAFT, "Draft"),
    (PREPARED, "Prepared"),
    (RUNNING, "Running"),
    (DONE, "Done"),
    (CANCELLED, "Cancelled"),
]
ALL_DEALS_GROUP = "sales_team.group_sale_salesman_all_leads"


class CrmDealReview(models.Model):
    """A team walks through the deals that need it, and decides.

    How it works: *prepare* ranks the open deals of the team by what signals say about them
    (see ``crm.deal.signal``) and keeps the first ones as lines, with the facts of that day.
    What a review covers does not depend on who prepares it; each participant sees the lines
    of the deals that they may read. Who takes part is told, see ``crm_deal_review_telling``.
    Decisions are taken on the lines, see ``crm_deal_review_line_decision``; what is said
    afterwards is in ``crm_deal_review_finish``.
    """

    _name = "crm.deal.review"
    _description = "Deal Review"
    _order = "date desc, id desc"

    name = fields.Char(
        required=True, compute="_compute_name", store=True, readonly=False, precompute=True
    )
    # The name that it got by itself: it follows team and date until somebody writes another one.
    made_name = fields.Char(compute="_compute_name", store=True, precompute=True)
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        ondelete="set null",
        index="btree_not_null",
        default=lambda self: self.env["crm.team"]._get_default_team_id(),
    )
    user_id = fields.Many2one(
        "res.users",
        "Led By",
        default=lambda self: self.env.user.filtered(works_here),
        ondelete="set null",
        index=True,
        help="Empty: the member of the team who starts it.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    participant_ids = fields.Many2many(
        "res.users",
        "crm_deal_review_participant_rel",
        "review_id",
        "user_id",
        string="Participants",
        domain=[("share", "=", False)],
        compute="_compute_participant_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    agenda = fields.Html()
    state = fields.Selection(STATES, default=DRAFT, required=True, readonly=True, copy=False)
    deal_limit = fields.Integer(
        "Deals", default=DEAL_LIMIT, help="So many deals are picked, and those left unfinished."
    )
    line_ids = fields.One2many("crm.deal.review.line", "review_id", "Deals Under Review")
    line_count = fields.Integer("Deals to Talk About", compute="_compute_progress")
    decided_count = fields.Integer("Decided", compute="_compute_progress")
    open_count = fields.Integer("Without a Decision", compute="_compute_progress")
    date_done = fields.Datetime("Finished On", readonly=True, copy=False)
    plan_id = fields.Many2one(
        "crm.deal.review.plan", "Schedule", ondelete="set null", index=True, readonly=True
    )
    can_lead = fields.Boolean(compute="_compute_can_lead")

    _plan_date = models.UniqueIndex(
        "(plan_id, date) WHERE plan_id IS NOT NULL", "The team has a review at this time already."
    )
    _deal_limit_range = models.Constraint(
        f"CHECK(deal_limit BETWEEN 1 AND {MOST_DEALS})",
        f"A review is about 1 to {MOST_DEALS} deals.",
    )

    @api.depends("team_id", "date")
    def _compute_name(self):
        for review in self:
            made = review._make_name()
            is_own = review.name and review.name != review.made_name
            if not is_own and (not review.name or review.state in (DRAFT, PREPARED)):
                review.name = made
            review.made_name = made

    def _make_name(self):
        """Return the name of the team and the day on which its people meet."""
        team = self.sudo().team_id.name  # sudo: the name of a team that the user may not read
        if not self.date:
            return team
        day = format_date(self.env, self._get_day(), date_format="d MMM y")
        return f"{team} · {day}" if team else day

    def _get_day(self):
        """Return the day of the review where its people are."""
        # sudo: who they are, and where they live
        review = self.sudo()
        people = review.team_id.user_id | review.user_id | review.team_id.member_ids
        return days.get_day(review.date, people.filtered(works_here))

    @api.depends("team_id")
    def _compute_participant_ids(self):
        for review in self:
            # sudo: members of a team that the user may not read
            team = review.sudo().team_id
            review.participant_ids = review.user_id | team.member_ids | team.user_id

    @api.depends("line_ids.state")
    def _compute_progress(self):
        counts = {}
        for review, state, count in self.env["crm.deal.review.line"]._read_group(
            [("review_id", "in", self.ids)], ["review_id", "state"], ["__count"]
        ):
            counts.setdefault(review.id, {})[state] = count
        for review in self:
            own = counts.get(review.id, {})
            review.line_count, review.decided_count = sum(own.values()), own.get("decided", 0)
            review.open_count = own.get("open", 0) + own.get("carried", 0)

    @api.depends_context("uid")
    @api.depends("user_id", "team_id")
    def _compute_can_lead(self):
        leads_all = self.env.su or self.env.user.has_group(ALL_DEALS_GROUP)
        for review in self:
            review.can_lead = leads_all or self.env.user in review._get_leaders()

    def _get_leaders(self):
        """Return who may lead this review: the leader of the team and the member who was chosen.
        Where neither is there, any member. Somebody else may not walk through its deals."""
        # sudo: who is in the team, and is still there
        review = self.sudo()
        team = review.team_id
        if (team.user_id | review.user_id).filtered(works_here):
            return team.user_id | (review.user_id & team.member_ids)
        return team.member_ids

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_state(*vals_list)
        vals_list = [self._take_company_of_team(vals) for vals in vals_list]
        reviews = super().create(vals_list)
        self._start_use()
        return reviews

    def write(self, vals):
        self._refuse_state(vals)
        result = super().write(vals)
        if vals.keys() & {"team_id", "date"}:
            self._follow_name()
        return result

    def _follow_name(self):
        """Note the name that the reviews get by themselves now, also where a name came with the
        change: the ORM computes neither field then."""
        for review in self:
            made = review._make_name()
            if review.made_name != made:
                review.made_name = made

    @api.model
    def _refuse_state(self, *vals_list):
        """The methods of a review, which check who may, are the only way on."""
        if not self.env.su and any("state" in vals for vals in vals_list):
            raise AccessError(
                self.env._("The state of a review is changed by its buttons, not by hand.")
            )

    @api.model
    def _take_company_of_team(self, vals):
        """Return values with the company of the team, where it has one."""
        # sudo: the company of a team that the user may not read
        company = self.env["crm.team"].sudo().browse(vals.get("team_id") or []).company_id
        return {**vals, "company_id": company.id} if company else vals

    @api.ondelete(at_uninstall=True)
    def _unlink_except_held(self):
        held = self.filtered(lambda review: review.state in (RUNNING, DONE))
        if held and not is_loading(self.env):
            raise UserError(
                self.env._("“%s” was held and is kept with what was decided.", held[0].display_name)
            )

    @api.model
    def _is_used(self):
        """Tell whether deals are followed: the room is on and there ever was a review or a
        schedule. Until then nothing here asks the database."""
        return rooms.is_on(self.env, ROOM) and self._is_any_kept()

    @api.model
    @ormcache(cache="stable")
    def _is_any_kept(self):
        """Tell whether there is a review or a schedule, which are kept while the room is off."""
        # sudo: whether there is anything at all, whoever asks
        models_ = (self.sudo(), self.env["crm.deal.review.plan"].sudo())
        return any(model.search_count([], limit=1) for model in models_)

    @api.model
    def _start_use(self):
        if not self._is_any_kept():
            self.env.registry.clear_cache("stable")

    # --- leading -----------------------------------------------------------------------

    def action_start(self):
        """Begin the meeting; prepares the review where nobody did. Returns the action of the
        meeting."""
        self.ensure_one()
        if self.state == DRAFT:
            self.action_prepare()
        if self.state == PREPARED:
            self._begin_change((PREPARED,))
            self.sudo()._start(self.env.user)  # sudo: the right to lead was checked
        return self.action_open_meeting()

    def _start(self, user):
        """Whoever starts a review that nobody leads is its leader."""
        self.state = RUNNING
        if not self.user_id.filtered(works_here):
            self.user_id = user.filtered(works_here)

    def action_cancel(self):
        """Call the review off; deals that were added by hand come back next time. Returns
        True."""
        for review in self:
            review._begin_change(OPEN_STATES)
            review.sudo()._cancel()  # sudo: the right to lead was checked
        self._notify_people()
        return True

    def _cancel(self):
        if self.state == RUNNING:  # those who are told are there
            self.notice_ids.unlink()
        self.line_ids.filtered(
            lambda line: line.state == "open" and line.is_manual
        ).state = "carried"
        self.line_ids.filtered(lambda line: line.state == "open").state = "closed"
        self.state = CANCELLED

    def _begin_change(self, states, by_leaders=True):
        """Check that the user leads this review, or at least reads it, and that it is in one
        of these states, and keep others from changing it until the transaction ends."""
        self.ensure_one()
        self.check_access("read")
        rooms.refuse_unless_on(self.env, ROOM)
        if by_leaders and not self.can_lead:
            raise AccessError(
                self.env._(
                    "Only the member of the team who leads “%s”, the leader of the team, or "
                    "somebody who sees all deals may do this.",
                    self.name,
                )
            )
        self._lock()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(review)s” is %(state)s; this cannot be done any more.",
                    review=self.name,
                    state=labels[self.state].lower(),
                )
            )

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is changing “%s” right now. Try again.", self.name)
            ) from error
        self.invalidate_recordset(["state"])
