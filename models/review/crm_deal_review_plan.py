import logging
from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...tools.jobs import wake, work_apart
from .crm_deal_review import DEAL_LIMIT, DRAFT, MOST_DEALS, PREPARED

_logger = logging.getLogger(__name__)

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
# So long before it takes place the next review is prepared, and so long after it was missed.
AHEAD = timedelta(hours=24)
# So many times are looked through for one that is no holiday.
MOST_TIMES = 520


class CrmDealReviewPlan(models.Model):
    """When a team reviews its deals. Off until somebody switches it on."""

    _name = "crm.deal.review.plan"
    _description = "Schedule of Deal Reviews"
    _rec_name = "team_id"

    team_id = fields.Many2one(
        "crm.team", "Sales Team", required=True, ondelete="cascade", index=True
    )
    is_on = fields.Boolean("Recurring")
    weekday = fields.Selection(WEEKDAYS, default="0", required=True)
    hour = fields.Float("At", default=9.0, required=True)
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

    @api.depends("is_on", "weekday", "hour", "weeks", "calendar_id")
    def _compute_date_next(self):
        for plan in self:
            plan.date_next = plan.is_on and plan._get_next_date(fields.Datetime.now())

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
        plans._wake_cron()
        return plans

    def write(self, vals):
        result = super().write(vals)
        self._wake_cron()
        return result

    def _wake_cron(self):
        if any(self.mapped("is_on")):
            wake(self.env, CRON)

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
        calendar = self._get_calendar()
        # sudo: the time zone of the leader
        return calendar.tz or self.sudo().team_id.user_id.tz or self.env.user.tz or "UTC"

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

    # --- what the clock does -----------------------------------------------------------

    @api.model
    def _cron_review(self):
        """Prepare the reviews that take place within a day, team by team."""
        job = self.env["crm.playbook.job"]._get(CRON)
        due = self.search(
            [("is_on", "=", True), ("date_next", "<=", fields.Datetime.now() + AHEAD)]
        )
        self._forget_faults(job)
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for plan in due:
            plan._make_review_safely(job)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _forget_faults(self, job):
        """Take back what was said of schedules that are off by now, or deleted."""
        on = self.search([("is_on", "=", True)])
        job.fault_ids.filtered(lambda fault: fault.res_id not in on._ids).unlink()

    def _make_review_safely(self, job):
        """One team that cannot be prepared does not keep the others from being. Its review is
        left out, and the leader of the team is told."""
        failed = job._work(self, lambda plan: plan._make_review())
        fault = self.env["crm.playbook.job.fault"]._get(job, self)
        if not failed:
            fault.unlink()
            return
        _logger.warning("Deal review of team %s at %s is left out", self.team_id.id, self.date_next)
        for _plan, error in work_apart(self, lambda plan: plan._leave_out_review(fault.message)):
            _logger.warning("… and that was not to be noted", exc_info=error)

    def _leave_out_review(self, reason):
        self._tell_leader(self.date_next, reason)
        self.date_next = self._get_next_date(fields.Datetime.now(), self.date_next)

    def _tell_leader(self, moment, reason):
        """Tell the leader of the team that there is no review at a moment, and why."""
        leader = self.team_id.user_id.filtered("active")
        plan = self.with_context(lang=leader.lang, tz=leader.tz or self._get_timezone())
        values = {
            "team": plan.team_id.name,
            "date": format_datetime(plan.env, moment, dt_format="short"),
            "reason": reason,
        }
        if leader:
            plan.env["mail.thread"].message_notify(
                partner_ids=leader.partner_id.ids,
                subject=plan.env._("No deal review is prepared: %(team)s", **values),
                body=plan.env._(
                    "The deal review of “%(team)s” on %(date)s could not be prepared: %(reason)s",
                    **values,
                ),
            )

    def _make_review(self):
        """Make the next review, unless its day is a holiday by now or has one already, and set
        the date of the one after. Of those that were missed only the newest is made, within a
        day."""
        self.ensure_one()
        # Somebody who changes the schedule just now, or another run of the job, goes first.
        self.lock_for_update(allow_referencing=True)
        now, last = fields.Datetime.now(), self.date_next
        if not self.is_on or not last or last > now + AHEAD:
            return
        moment = last if last >= now - AHEAD else self._get_next_date(now - AHEAD, last)
        if moment and moment <= now + AHEAD:
            last = moment
            if not self._is_holiday(moment) and not self._has_review_on_day_of(moment):
                self._create_review(moment)
        self.date_next = self._get_next_date(max(now, last), last)

    def _is_holiday(self, moment):
        return any(start <= moment < end for start, end in self._get_holidays(moment))

    def _has_review_on_day_of(self, moment):
        """Tell whether this schedule has made a review on the day of a moment, called off or
        not: the hour was changed since, or the schedule was off for a while."""
        zone = timezone(self._get_timezone())

        def get_day(date):
            return utc.localize(date).astimezone(zone).date()

        near = [("date", ">", moment - 2 * AHEAD), ("date", "<", moment + 2 * AHEAD)]
        reviews = self.env["crm.deal.review"].search([("plan_id", "=", self.id), *near])
        return any(get_day(review.date) == get_day(moment) for review in reviews)

    def _create_review(self, moment):
        self._cancel_missed(moment)
        company = self.team_id.company_id or self.env.company
        review = (
            self.env["crm.deal.review"]
            .with_company(company)
            .with_context(lang=self.team_id.user_id.lang or self.env.lang)
            .create(self._prepare_review_vals(moment))
        )
        review.action_prepare()

    def _prepare_review_vals(self, moment):
        values = {
            "team_id": self.team_id.id,
            "user_id": self.team_id.user_id.filtered("active").id or self.env.uid,
            "date": moment,
            "agenda": self.agenda,
            "deal_limit": self.deal_limit,
            "plan_id": self.id,
        }
        if people := self.participant_ids.filtered("active"):
            values["participant_ids"] = [(6, 0, (people | self.team_id.user_id).ids)]
        return values

    def _cancel_missed(self, moment):
        """Call off what nobody held: its deals are looked at anew."""
        missed = self.review_ids.filtered(
            lambda review: review.state in (DRAFT, PREPARED) and review.date < moment
        )
        for review in missed:
            review._cancel()

    def action_open_reviews(self):
        """Open the reviews of this schedule.

        :return: a window action
        """
        self.ensure_one()
        xml_id = "crm_playbook.crm_deal_review_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": [("team_id", "=", self.team_id.id)]}
