from datetime import datetime
from pathlib import Path

from freezegun import freeze_time

from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged

from .review_common import ReviewCommon

MIGRATION = "migrations/19.0.1.3.0/post-review_people.py"


@tagged("post_install", "-at_install")
class TestReviewUpdate(ReviewCommon):
    """What reviews of earlier versions did to a database is mended by the update."""

    def _migrate(self):
        self.env.flush_all()
        path = Path(__file__).parents[1] / MIGRATION
        load_script(str(path), "post_review_people").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    def _new_plan(self, **values):
        with freeze_time("2026-03-02 08:00:00"):
            plan = self.env["crm.deal.review.plan"].create(
                {"team_id": self.team.id, "is_on": True, "weekday": "2", "hour": 9.5, **values}
            )
            self.env.flush_all()
        return plan

    def test_the_next_review_is_at_the_hour_of_the_leader(self):
        plan, other = self._new_plan(), self._new_plan(team_id=self.other_team.id)
        self.leader.tz = "Pacific/Auckland"
        self.other_team.active = False
        # As it was: by the place of the calendar, whatever the team.
        (plan | other).date_next = "2026-03-04 09:30:00"
        self._migrate()
        self.assertEqual(plan.date_next, datetime(2026, 3, 3, 20, 30))
        self.assertEqual(plan.zone, "Pacific/Auckland")
        self.assertFalse(other.date_next)
        self.assertTrue(other.is_on)

    def test_the_system_leads_nothing_any_more(self):
        system = self.env.ref("base.user_root")
        self.team.user_id = False
        review = self._new_review(self.manager)
        review.sudo().write({"user_id": system.id, "participant_ids": [Command.link(system.id)]})
        self._migrate()
        self.assertFalse(review.user_id)
        self.assertNotIn(system, review.with_context(active_test=False).participant_ids)
        review.with_user(self.salesman).action_start()
        self.assertEqual(review.user_id, self.salesman)

    def test_open_reviews_are_named_after_the_day_of_their_people(self):
        self.leader.tz = "Pacific/Auckland"
        named, own, over = (self._new_review(date="2026-03-03 20:30:00") for _number in range(3))
        named.name = over.name = "Reviewed · 3 Mar 2026"
        own.name = "Before the fair"
        over.sudo().state = "cancelled"
        self._migrate()
        self.assertEqual(named.name, "Reviewed · 4 Mar 2026")
        self.assertEqual(own.name, "Before the fair")
        self.assertEqual(over.name, "Reviewed · 3 Mar 2026")
        named.date = "2026-03-10 20:30:00"
        self.assertEqual(named.name, "Reviewed · 11 Mar 2026")

    def test_it_tells_nobody(self):
        self._prepare(date="2026-03-03 20:30:00")
        before = self.env["mail.message"].search_count([])
        self._migrate()
        self.assertEqual(self.env["mail.message"].search_count([]), before)
