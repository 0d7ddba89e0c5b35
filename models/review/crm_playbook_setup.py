from odoo import api, models

from ..deal.setup import AGENCY, MACHINES, SOFTWARE, Step
from .constants import ROOM

# Weekday (Monday is 0), weeks apart and number of deals.
RHYTHMS = {MACHINES: ("0", 2, 15), SOFTWARE: ("0", 1, 20), AGENCY: ("4", 1, 10)}


class CrmPlaybookSetup(models.AbstractModel):
    """Scheduling deal reviews."""

    _inherit = "crm.playbook.setup"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "review": Step(ROOM, "crm.deal.review.plan", 60)}

    def _get_step_review(self):
        title = self.env._("Schedule Deal Reviews")
        count = self.env["crm.deal.review.plan"].search_count([("is_on", "=", True)])
        return self._make_step(
            title,
            self.env._("Reviews prepare themselves; deals that need a decision come first."),
            2,
            self._make_list(title, "crm.deal.review.plan"),
            is_done=count or self.env["crm.deal.review"].search_count([], limit=1),
            fact=self.env._("Schedules: %s", count) if count else "",
        )

    def _is_draft_crm_deal_review_plan(self, plan):
        return not plan.is_on and not plan.review_ids

    def _make_example_review(self, industry):
        """Make the schedule of the first team that has none."""
        plans = self.env["crm.deal.review.plan"]
        taken = [team.id for [team] in plans._read_group([], ["team_id"])]
        team = self.env["crm.team"].search([("id", "not in", taken)], limit=1)
        weekday, weeks, deals = RHYTHMS[industry]
        values = {"weekday": weekday, "weeks": weeks, "deal_limit": deals, "is_on": False}
        return plans.create([{**values, "team_id": team.id}] if team else [])
