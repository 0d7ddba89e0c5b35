import logging

from markupsafe import Markup

from odoo import api, fields, models

from ....tools import days
from ....tools.jobs import work_apart
from ....tools.openable import works_here
from ....tools.senders import get_company_sender
from ..constants import ACTION

_logger = logging.getLogger(__name__)


class CrmDealReviewPlan(models.Model):
    """A review that is not made does not vanish without a word: the leader of the team, or where
    there is none its members, are told why, and make one by hand."""

    _inherit = "crm.deal.review.plan"

    # What nobody was told yet.
    left_out_date = fields.Datetime("Left Out", readonly=True, copy=False)
    left_out_reason = fields.Text(readonly=True, copy=False)

    def _note_left_out(self, moment, reason=False):
        """Note that there is no review at a moment, and why: the system did not run then."""
        self.write({"left_out_date": moment, "left_out_reason": reason})

    @api.model
    def _notify_left_out(self):
        """Tell of all reviews that were left out, each reader by one message."""
        plans = self.search([("left_out_date", "!=", False)])
        groups = {}
        for plan in plans.filtered(lambda plan: plan.is_on and plan.team_id.active):
            for user in plan._get_people_to_tell():
                groups[user] = groups.get(user, self.browse()) | plan
        for user, found in groups.items():
            for plan, error in work_apart(found, lambda part, user=user: part._notify_user(user)):
                _logger.warning("User %s was not told of %s", user.id, plan, exc_info=error)
        plans.write({"left_out_date": False, "left_out_reason": False})

    def _get_people_to_tell(self):
        team = self.team_id
        return team.user_id.filtered(works_here) or team.member_ids.filtered(works_here)

    def _notify_user(self, user):
        zone = days.get_zone(user, self.team_id.user_id).zone
        plans = self.with_context(lang=user.lang, tz=zone)
        new = Markup('<a href="%s/odoo/%s/new">%s</a>') % (
            self.browse().get_base_url(),
            ACTION,
            plans.env._("Make one by hand"),
        )
        lines = Markup().join(plan._say_left_out() for plan in plans)
        body = Markup("<ul>%s</ul><p>%s</p>") % (lines, new)
        user._notify_colleagues(plans._get_left_out_subject(), body, get_company_sender(user))

    def _get_left_out_subject(self):
        if len(self) > 1:
            return self.env._("No deal review is prepared: %s teams", len(self))
        return self.env._("No deal review is prepared: %(team)s", team=self.team_id.name)

    def _say_left_out(self):
        say_when = self.env["crm.deal.review"]._say_when
        values = {
            "team": self.team_id.name,
            "date": say_when(self.left_out_date),
            "reason": self.left_out_reason or self.env._("the system did not run at that time."),
        }
        text = self.env._(
            "The deal review of “%(team)s” on %(date)s could not be prepared: %(reason)s", **values
        )
        if self.date_next:
            text = f"{text} {self.env._('The next one is on %s.', say_when(self.date_next))}"
        return Markup("<li>%s</li>") % text
