import logging

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools import rooms
from ....tools.jobs import work_apart
from ....tools.openable import works_here
from ..constants import AHEAD, CANCELLED, DRAFT, LATER, PREPARED, ROOM
from .plan import CRON

_logger = logging.getLogger(__name__)


class CrmDealReviewPlan(models.Model):
    """What the clock does: it prepares the reviews of the next day, team by team, and tells
    people once all of them are made."""

    _inherit = "crm.deal.review.plan"

    @api.model
    def _cron_review(self):
        """Prepare the reviews that take place within a day."""
        if not rooms.is_on(self.env, ROOM):
            return
        commit = self.env["ir.cron"]._commit_progress
        job = self.env["crm.playbook.job"]._get(CRON)
        on = self.search([("date_next", "!=", False), ("is_on", "=", True)])
        work_apart(on, lambda plans: plans._keep_hour())
        due = on.filtered(lambda plan: plan.date_next <= fields.Datetime.now() + AHEAD)
        self._forget_faults(job)
        self._cancel_of_archived_teams()
        commit(remaining=len(due) + 1)
        for plan in due:
            plan._make_review_safely(job)
            if not commit(1):
                return
        self._notify_left_out()
        self._notify_participants()
        commit(1)

    @api.model
    def _cancel_of_archived_teams(self):
        """Call off what was prepared for teams that were archived since."""
        reviews = self.env["crm.deal.review"].search(
            [
                ("plan_id", "!=", False),
                ("state", "in", (DRAFT, PREPARED)),
                ("team_id.active", "=", False),
            ]
        )
        for review in reviews:
            review._cancel()

    @api.model
    def _notify_participants(self):
        """Tell people what is new of all reviews at once, also what an earlier run that was
        killed did not come to."""
        prepared = Domain("state", "=", PREPARED)
        prepared &= Domain("date", ">=", fields.Datetime.now() - AHEAD)
        cancelled = Domain("state", "=", CANCELLED) & Domain("notice_ids", "!=", False)
        self.env["crm.deal.review"].search(prepared | cancelled, order="date, id")._notify_people()

    @api.model
    def _forget_faults(self, job):
        """Take back what was said of schedules that are off by now, or deleted."""
        on = self.search([("date_next", "!=", False), ("is_on", "=", True)])
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
        self._note_left_out(self.date_next, reason)
        self.date_next = self._get_next_date(fields.Datetime.now(), self.date_next)

    def _make_review(self):
        """Make the next review, unless its day is a holiday by now or has one already, and set
        the date of the one after. Of those that were missed only the newest is made, within a
        day; of others the leader of the team is told."""
        self.ensure_one()
        # Somebody who changes the schedule just now, or another run of the job, goes first.
        self.lock_for_update(allow_referencing=True)
        now, last = fields.Datetime.now(), self.date_next
        if not self.is_on or not last or last > now + AHEAD:
            return
        moment = last
        if last < now - AHEAD:
            last = self._find_last_missed(now)
            if not self._is_spoken_for(last):
                self._note_left_out(last)
            moment = self._get_next_date(now - AHEAD, last)
        if moment and moment <= now + AHEAD:
            last = moment
            if not self._is_spoken_for(moment):
                self._create_review(moment)
        self.date_next = self._get_next_date(max(now, last), last)

    def _find_last_missed(self, now):
        """Return the newest moment of the schedule that nobody can make up for."""
        missed = self.date_next
        while (moment := self._get_next_date(missed, missed)) and moment < now - AHEAD:
            missed = moment
        return missed

    def _is_spoken_for(self, moment):
        """Tell whether there is nothing to make at a moment."""
        return self._is_holiday(moment) or self._has_review_on_day_of(moment)

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
            .with_context(lang=self.team_id.user_id.lang or self.env.lang, review_telling=LATER)
            .create(self._prepare_review_vals(moment))
        )
        review.action_prepare()

    def _prepare_review_vals(self, moment):
        values = {
            "team_id": self.team_id.id,
            "user_id": self.team_id.user_id.filtered(works_here).id,
            "date": moment,
            "agenda": self.agenda,
            "deal_limit": self.deal_limit,
            "plan_id": self.id,
        }
        if people := self.participant_ids.filtered(works_here):
            values["participant_ids"] = [(6, 0, (people | self.team_id.user_id).ids)]
        return values

    def _cancel_missed(self, moment):
        """Call off what nobody held: its deals are looked at anew."""
        missed = self.review_ids.filtered(
            lambda review: review.state in (DRAFT, PREPARED) and review.date < moment
        )
        for review in missed:
            review._cancel()
