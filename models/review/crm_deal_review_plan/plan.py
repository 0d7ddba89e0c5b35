from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools import days
from ....tools.jobs import switch, wake
from ....tools.openable import works_here
from ..constants import DEAL_LIMIT, MOST_DEALS, ROOM

CRON = "crm_playbook.ir_cron_deal_review"
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
# So many times are looked through for one that is no holiday.
MOST_TIMES = 520


class CrmDealReviewPlan(models.Model):
    """When a team reviews its deals. Off until somebody switches it on. Day and hour are those
    of the leader of the team, else of its members. An archived team gets no reviews; its schedule
    goes on when it is restored."""

    _name = "crm.deal.review.plan"
    _description = "Schedule of Deal Reviews"
    _rec_name = "team_id"

    team_id = fields.Many2one(
        "crm.team", "Sales Team", required=True, ondelete="cascade", index=True
    )
    team_active = fields.Boolean(related="team_id.active")
    is_on = fields.Boolean("Recurring")
    weekday = fields.Selection(WEEKDAYS, default="0", required=True)
    hour = fields.Float(
        "At",
        default=9.0,
        required=True,
        help="In the time zone of the leader of the team, else of its members.",
    )
    # That of the next review.
    zone = fields.Char("Time Zone", compute="_compute_zone", store=True)
    weeks = fields.Integer("Weeks Apart", default=1, required=True)
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Holidays Of",
        ondelete="set null",
        help="On its public holidays there is no review. Empty: the calendar of the company.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "crm_deal_review_plan_user_rel",
        "plan_id",
        "user_id",
        string="Participants",
        domain=[("share", "=", False)],
        help="Empty: the members of the team and its leader.",
    )
    deal_limit = fields.Integer("Deals", default=DEAL_LIMIT, required=True)
    agenda = fields.Html()
    date_next = fields.Datetime(
        "Next Review", compute="_compute_date_next", store=True, readonly=False
    )
    review_ids = fields.One2many("crm.deal.review", "plan_id", "Reviews")
    fault = fields.Text(
        "Why the Last Review Was Left Out",
        compute="_compute_fault",
        groups="sales_team.group_sale_manager",
    )

    _team_once = models.Constraint("UNIQUE(team_id)", "The team has a schedule already.")
    _hour_range = models.Constraint(
        "CHECK(hour >= 0 AND hour < 24)", "The hour of a review is between 0:00 and 23:59."
    )
    _weeks_range = models.Constraint(
        "CHECK(weeks BETWEEN 1 AND 52)", "Reviews are 1 to 52 weeks apart."
    )
    _deal_limit_range = models.Constraint(
        f"CHECK(deal_limit BETWEEN 1 AND {MOST_DEALS})",
        f"A review is about 1 to {MOST_DEALS} deals.",
    )

    @api.depends("is_on", "weekday", "hour", "weeks", "calendar_id", "team_id.active")
    def _compute_date_next(self):
        for plan in self:
            # sudo: a team that the user may not read
            is_on = plan.is_on and plan.sudo().team_id.active
            plan.date_next = is_on and plan._get_next_date(fields.Datetime.now())

    @api.depends("date_next")
    def _compute_zone(self):
        for plan in self:
            plan.zone = plan._get_timezone()

    def _compute_fault(self):
        # sudo: why a schedule that the user may read made no review
        Job, Fault = self.env["crm.playbook.job"].sudo(), self.env["crm.playbook.job.fault"].sudo()
        faults = Fault._get(Job.search([("xml_id", "=", CRON)]), self)
        messages = {fault.res_id: fault.message for fault in faults}
        for plan in self:
            plan.fault = messages.get(plan.id, False)

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        self.env["crm.deal.review"]._start_use()
        if any(plans.mapped("is_on")):
            self._begin()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_on"):
            self._begin()
        return result

    @api.model
    def _begin(self):
        """Look for reviews to be prepared. Whoever begins a schedule while the room is off
        switches it on."""
        self.env["res.config.settings"]._switch_on(ROOM)
        wake(self.env, CRON)

    @api.model
    def _follow_switch(self, is_on):
        """Prepare reviews again, those that lie ahead, or not any more."""
        # sudo: whether there is any schedule, whoever turned the switch
        if is_on and self.sudo().search_count([("is_on", "=", True)], limit=1):
            wake(self.env, CRON)
        elif not is_on:
            switch(self.env, CRON, False)

    # --- when --------------------------------------------------------------------------

    def _get_next_date(self, after, last=None):
        """Return the first moment of the schedule after a moment that is on no holiday.

        :param after: a naive UTC datetime
        :param last: the moment of the review before; without it the schedule begins anew
        :return: a naive UTC datetime, or False where there is none in years
        """
        self.ensure_one()
        zone = timezone(self._get_timezone())
        begin = utc.localize(last or after).astimezone(zone).date()
        day = begin + timedelta(days=(int(self.weekday) - begin.weekday()) % 7)
        if last:
            day += timedelta(weeks=self.weeks)
        holidays = self._get_holidays(after)
        for _time in range(MOST_TIMES):
            moment = self._get_moment(day, zone)
            if moment > after and not any(start <= moment < end for start, end in holidays):
                return moment
            is_counted = last or moment > after
            day += timedelta(weeks=self.weeks if is_counted else 1)
        return False

    def _get_moment(self, day, zone):
        """Return the moment of a review on a day, a naive UTC datetime."""
        minutes = round(self.hour * 60)
        clock = time(minutes // 60 % 24, minutes % 60)
        moment = zone.localize(datetime.combine(day, clock))
        return moment.astimezone(utc).replace(tzinfo=None)

    def _get_timezone(self):
        """Return the name of the time zone in which the people of the team live. Where none of
        them has said, it is that of the calendar."""
        # sudo: the people of the team, and where they live
        team = self.sudo().team_id
        people = (team.user_id | team.member_ids).filtered(works_here)
        if any(people.mapped("tz")):
            return days.get_zone(people).zone
        return self._get_calendar().tz or "UTC"

    def _keep_hour(self):
        """Move the next reviews to the hour of the leaders of teams, who may be others by now, or
        live elsewhere."""
        for plan in self:
            if plan.zone != plan._get_timezone():
                plan._move_to_hour()

    def _move_to_hour(self):
        """Move the next review to its hour. Its day and the weeks between reviews stay."""
        zone = timezone(self._get_timezone())
        for away in (-1, 0, 1):
            day = self.date_next.date() + timedelta(days=away)
            if day.weekday() == int(self.weekday):
                self.date_next = self._get_moment(day, zone)
                return

    def _get_calendar(self):
        # sudo: the calendar of a company that the user may not read
        plan = self.sudo()
        company = plan.team_id.company_id or self.env.company
        return plan.calendar_id or company.resource_calendar_id

    def _get_holidays(self, after):
        """Return the public holidays that end after a moment, as pairs of datetimes."""
        calendar = self._get_calendar()
        if not calendar:
            return []
        # sudo: whose holidays they are
        company = calendar.company_id or self.sudo().team_id.company_id or self.env.company
        domain = Domain("resource_id", "=", False) & Domain("date_to", ">", after)
        domain &= Domain("calendar_id", "=", calendar.id) | (
            Domain("calendar_id", "=", False) & Domain("company_id", "=", company.id)
        )
        # sudo: public holidays hold for everybody
        leaves = self.env["resource.calendar.leaves"].sudo().search(domain)
        return [(leave.date_from, leave.date_to) for leave in leaves]

    def action_open_reviews(self):
        """Open the reviews of this schedule.

        :return: a window action
        """
        self.ensure_one()
        xml_id = "crm_playbook.crm_deal_review_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("team_id", "=", self.team_id.id)]}
