from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..deal.overview import SALES, Kind
from .constants import OPEN_STATES, ROOM


class CrmPlaybookOverview(models.AbstractModel):
    """Deals without a next action and the next review of whoever looks; decisions kept."""

    _inherit = "crm.playbook.overview"

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "without_next_action": Kind(ROOM, "crm.lead", 60),
            "next_review": Kind(ROOM, "crm.deal.review", 70),
            "decisions_kept": Kind(ROOM, "crm.deal.review.report", 150),
        }

    def _get_tile_without_next_action(self, scope):
        domain = (
            Domain("type", "=", "opportunity")
            & Domain("user_id", "=", self.env.uid)
            & Domain("won_status", "=", "pending")
            & Domain("has_next_action", "=", False)
        )
        return self._make_work(
            self.env._("Deals Without a Next Action"),
            "crm.lead",
            domain,
            lambda leads: [
                self._make_line(lead.name, action=self._make_form(lead)) for lead in leads
            ],
            order="expected_revenue DESC, id",
            about=self.env._("Your open deals on which nothing with a date is planned."),
        )

    def _get_tile_next_review(self, scope):
        """A review in which somebody takes part or which they lead, the next one first."""
        mine = Domain("participant_ids", "in", self.env.uid) | Domain("user_id", "=", self.env.uid)
        domain = mine & Domain("state", "in", OPEN_STATES)
        domain &= Domain("date", ">=", fields.Datetime.now().replace(hour=0, minute=0, second=0))
        return self._make_work(
            self.env._("My Next Reviews"),
            "crm.deal.review",
            domain,
            lambda reviews: [
                self._make_line(
                    review.name,
                    format_datetime(self.env, review.date, dt_format="short"),
                    action=self._make_form(review),
                )
                for review in reviews
            ],
            order="date, id",
            about=self.env._("Reviews that you lead or take part in; open one to prepare it."),
        )

    def _get_tile_decisions_kept(self, scope):
        decided = (
            self._of_team(scope) & self._within(scope, "date") & Domain("state", "=", "decided")
        )
        groups = self.env["crm.deal.review.report"]._read_group(
            decided, ["decision"], ["__count", "kept:sum", "kept:avg"]
        )
        if not groups:
            return None
        title = self.env._("Decisions Kept")
        counts = {decision: self._count_told(*rest) for decision, *rest in groups}
        kept, total = (sum(numbers) for numbers in zip(*counts.values(), strict=True))
        about = self.env._(
            "Decisions of reviews in the period, of which %s can be told to be kept or not by now.",
            total,
        )
        return self._make_tile(
            SALES,
            title,
            self._make_share(kept, total),
            about=f"{about} ({few})" if (few := self._say_few(total)) else about,
            lines=self._describe_decisions(title, decided, counts),
            action=self._make_list(title, "crm.deal.review.report", decided),
        )

    def _count_told(self, count, kept, average):
        """Return how many decisions were kept, of how many of which that can be told."""
        return round(kept or 0), round(kept / average) if average else count if kept == 0 else 0

    def _describe_decisions(self, title, decided, counts):
        Report = self.env["crm.deal.review.report"]
        return [
            self._make_line(
                name,
                self._make_share(*counts[decision]),
                note=self.env._(
                    "%(kept)s of %(total)s", kept=counts[decision][0], total=counts[decision][1]
                ),
                action=self._make_list(
                    title, Report._name, decided & Domain("decision", "=", decision)
                ),
            )
            for decision, name in Report._fields["decision"]._description_selection(self.env)
            if decision in counts
        ]
