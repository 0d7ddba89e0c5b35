from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.base.models.ir_cron import IrCron

from .review_common import ReviewCommon

# A Monday.
NOW = "2026-03-02 08:00:00"


@tagged("post_install", "-at_install")
class TestReviewSchedule(ReviewCommon):
    """A team reviews its deals every week, but not on holidays. Nothing happens by itself
    before somebody switches it on."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create({"name": "Ours", "tz": "UTC"})
        cls.cron = cls.env.ref("crm_playbook.ir_cron_deal_review")
        cls.cron.active = False

    def _new_plan(self, **values):
        return self.env["crm.deal.review.plan"].create(
            {
                "team_id": self.team.id,
                "is_on": True,
                "weekday": "2",
                "hour": 9.5,
                "calendar_id": self.calendar.id,
                **values,
            }
        )

    def _tick(self, now=None):
        with freeze_time(now or NOW), patch.object(IrCron, "_commit_progress", return_value=60):
            self.env["crm.deal.review.plan"]._cron_review()

    def _add_holiday(self, day, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 23:59:59",
                **values,
            }
        )

    def test_off_by_default_and_the_clock_stands(self):
        plan = self.env["crm.deal.review.plan"].create({"team_id": self.team.id})
        self.assertFalse(plan.is_on or plan.date_next or self.cron.active)
        plan.is_on = True
        self.assertTrue(self.cron.active)
        self.assertEqual(plan.weeks, 1)

    def test_the_next_review_is_on_the_weekday_and_hour_of_the_team(self):
        plan = self._new_plan()
        self.assertEqual(plan.date_next, datetime(2026, 3, 4, 9, 30))
        plan.weekday = "0"
        self.assertEqual(plan.date_next, datetime(2026, 3, 2, 9, 30))
        plan.hour = 7
        self.assertEqual(plan.date_next, datetime(2026, 3, 9, 7, 0))

    def test_the_hour_is_that_of_the_place_where_the_leader_lives(self):
        self.leader.tz = "Europe/Brussels"
        self.calendar.tz = "America/Los_Angeles"
        plan = self._new_plan()
        self.assertEqual(plan.date_next, datetime(2026, 3, 4, 8, 30))
        self.assertEqual(plan.zone, "Europe/Brussels")
        # Summer time begins on 29 March.
        self.assertEqual(plan._get_next_date(datetime(2026, 3, 30)), datetime(2026, 4, 1, 7, 30))

    def test_without_a_leader_it_is_that_of_the_members_and_then_of_the_calendar(self):
        self.calendar.tz = "America/New_York"
        self.team.user_id = False
        self.team.member_ids.tz = "Pacific/Auckland"
        self.assertEqual(self._new_plan().zone, "Pacific/Auckland")
        self.team.member_ids.tz = False
        self.assertEqual(self._new_plan(team_id=self.other_team.id).zone, "America/New_York")

    def test_the_hour_follows_the_leader_and_the_weeks_between_reviews_stay(self):
        plan = self._new_plan(weeks=2)
        self._tick("2026-03-03 10:00:00")
        self.assertEqual(plan.date_next, datetime(2026, 3, 18, 9, 30))
        self.leader.tz = "Pacific/Auckland"
        self._tick("2026-03-05 10:00:00")
        self.assertEqual(plan.date_next, datetime(2026, 3, 17, 20, 30))
        self.team.user_id = self.outsider
        self.outsider.tz = "America/Los_Angeles"
        self._tick("2026-03-05 11:00:00")
        self.assertEqual(plan.date_next, datetime(2026, 3, 18, 16, 30))

    def test_a_review_is_named_after_the_day_of_its_people(self):
        for zone, place in (
            ("Pacific/Auckland", "America/Los_Angeles"),
            ("America/Los_Angeles", "Pacific/Auckland"),
        ):
            self.leader.tz, self.calendar.tz = zone, place
            for hour in (0, 8, 23):
                self.env["crm.deal.review.plan"].search([]).unlink()
                plan = self._new_plan(hour=hour)
                self.env.flush_all()
                with self.subTest(zone=zone, hour=hour):
                    self._tick("2026-03-03 18:00:00")
                    self._tick("2026-03-04 09:00:00")
                    self.assertEqual(plan.review_ids.mapped("name"), ["Reviewed · 4 Mar 2026"])

    def test_holidays_of_the_calendar_are_skipped(self):
        self._add_holiday("2026-03-04")
        self._add_holiday("2026-03-11", calendar_id=False)
        self.assertEqual(self._new_plan().date_next, datetime(2026, 3, 18, 9, 30))

    def test_the_leave_of_one_person_is_no_holiday(self):
        resource = self.env["resource.resource"].create(
            {"name": "Ann", "calendar_id": self.calendar.id}
        )
        self._add_holiday("2026-03-04", resource_id=resource.id)
        self.assertEqual(self._new_plan().date_next, datetime(2026, 3, 4, 9, 30))

    def test_the_calendar_of_the_company_holds_where_none_is_chosen(self):
        self.team.company_id = self.env.company
        self.env.company.resource_calendar_id = self.calendar
        self._add_holiday("2026-03-04")
        plan = self._new_plan(calendar_id=False)
        self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 30))

    def test_the_clock_prepares_the_review_of_the_next_day_once(self):
        plan = self._new_plan()
        self._tick()
        self.assertFalse(plan.review_ids)
        for _time in range(2):
            self._tick("2026-03-03 10:00:00")
        review = plan.review_ids
        self.assertEqual(review.state, "prepared")
        self.assertEqual(review.date, datetime(2026, 3, 4, 9, 30))
        self.assertEqual(review.user_id, self.leader)
        self.assertEqual(review.line_ids.lead_id, self.deal)
        self.assertEqual(review.participant_ids, self.leader | self.salesman | self.colleague)
        self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 30))

    def test_the_clock_runs_with_real_commits(self):
        plan = self._new_plan(weekday="1", hour=7)
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertEqual(plan.review_ids.state, "prepared")

    def test_a_holiday_that_was_added_later_is_skipped(self):
        plan = self._new_plan()
        self._add_holiday("2026-03-04")
        self._tick("2026-03-03 10:00:00")
        self.assertFalse(plan.review_ids)
        self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 30))

    def test_after_a_long_silence_of_the_clock_nothing_is_made_up_for(self):
        plan = self._new_plan()
        self._tick("2026-04-06 10:00:00")
        self.assertFalse(plan.review_ids)
        self.assertEqual(plan.date_next, datetime(2026, 4, 8, 9, 30))

    def test_every_second_week(self):
        plan = self._new_plan(weeks=2)
        self._tick("2026-03-03 10:00:00")
        self.assertEqual(plan.date_next, datetime(2026, 3, 18, 9, 30))

    def test_what_nobody_held_is_called_off_and_its_deals_are_looked_at_anew(self):
        plan = self._new_plan()
        self._tick("2026-03-03 10:00:00")
        first = plan.review_ids
        calm = self._new_deal(name="Calm")
        self._plan_action(calm, days=90)
        first.action_add_deals(calm.ids)
        self._tick("2026-03-10 10:00:00")
        self.assertEqual(first.state, "cancelled")
        second = plan.review_ids - first
        self.assertEqual(second.line_ids.lead_id, self.deal | calm)

    def test_a_review_that_is_running_is_left_alone(self):
        plan = self._new_plan()
        self._tick("2026-03-03 10:00:00")
        plan.review_ids.action_start()
        self._tick("2026-03-10 10:00:00")
        self.assertEqual(sorted(plan.review_ids.mapped("state")), ["prepared", "running"])

    def test_a_review_that_was_missed_by_hours_is_made_up_for_once(self):
        plan = self._new_plan()
        self.env.flush_all()
        for now in ("2026-03-04 15:00:00", "2026-03-04 16:00:00"):
            self._tick(now)
        self.assertEqual(plan.review_ids.mapped("date"), [datetime(2026, 3, 4, 9, 30)])
        self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 30))

    def test_after_three_days_of_silence_the_next_review_is_prepared(self):
        plan = self._new_plan(weekday="0")
        self._tick("2026-03-05 10:00:00")
        self.assertFalse(plan.review_ids)
        self.assertEqual(plan.date_next, datetime(2026, 3, 9, 9, 30))
        self._tick("2026-03-08 10:00:00")
        self.assertEqual(plan.review_ids.mapped("date"), [datetime(2026, 3, 9, 9, 30)])

    def test_a_schedule_that_is_switched_off_and_on_makes_no_second_review(self):
        plan, other = self._new_plan(), self._new_plan(team_id=self.other_team.id)
        self._tick("2026-03-03 10:00:00")
        plan.with_user(self.manager).is_on = False
        with freeze_time("2026-03-03 11:00:00"):
            plan.with_user(self.manager).is_on = True
        self.assertEqual(plan.date_next, datetime(2026, 3, 4, 9, 30))
        self._tick("2026-03-03 12:00:00")
        for one in plan | other:
            self.assertEqual(one.review_ids.state, "prepared")
            self.assertEqual(one.date_next, datetime(2026, 3, 11, 9, 30))

    def test_an_hour_that_is_moved_makes_no_second_review_of_the_day(self):
        plan = self._new_plan()
        self._tick("2026-03-03 10:00:00")
        first = plan.review_ids
        for hour in (8, 14):
            with freeze_time("2026-03-03 11:00:00"):
                plan.with_user(self.manager).hour = hour
            self._tick("2026-03-03 15:00:00")
            self.assertEqual(plan.review_ids, first)
            self.assertEqual(first.state, "prepared")
            self.assertEqual(plan.date_next, datetime(2026, 3, 11, hour, 0))

    def test_the_day_is_that_of_the_place_where_the_leader_lives(self):
        self.leader.tz = "Pacific/Auckland"
        plan = self._new_plan(hour=14)
        # Wednesday 14:00 is 1:00 in UTC; Wednesday 8:00 is Tuesday 19:00.
        self._tick("2026-03-03 02:00:00")
        with freeze_time("2026-03-03 03:00:00"):
            plan.with_user(self.manager).hour = 8
        self._tick("2026-03-03 04:00:00")
        self.assertEqual(len(plan.review_ids), 1)

    def test_a_review_that_was_called_off_is_not_made_again(self):
        plan = self._new_plan()
        self._tick("2026-03-03 10:00:00")
        plan.review_ids.with_user(self.leader).action_cancel()
        with freeze_time("2026-03-03 11:00:00"):
            plan.with_user(self.manager).write({"is_on": False})
            plan.with_user(self.manager).write({"is_on": True})
        self._tick("2026-03-03 12:00:00")
        self.assertEqual(plan.review_ids.state, "cancelled")

    def test_one_team_that_fails_does_not_hold_up_the_others(self):
        other = self._new_plan(team_id=self.other_team.id)
        plan = self._new_plan()
        make = type(plan)._make_review

        def fail(one):
            if one == other:
                one.env["crm.deal.review"].create({"team_id": False}).action_prepare()
            return make(one)

        self.patch(self.registry["crm.deal.review.plan"], "_make_review", fail)
        with self.assertLogs("odoo.addons.crm_playbook.models.review", "WARNING"):
            self._tick("2026-03-03 10:00:00")
        self.assertTrue(plan.review_ids)
        self.assertFalse(other.review_ids)
        self.assertEqual(other.date_next, datetime(2026, 3, 11, 9, 30))

    def test_a_leader_who_is_archived_leads_no_more(self):
        self.leader.active = False
        plan = self._new_plan(participant_ids=[Command.set((self.salesman | self.leader).ids)])
        self._tick("2026-03-03 10:00:00")
        review = plan.review_ids
        self.assertNotEqual(review.user_id, self.leader)
        self.assertIn(self.salesman, review.participant_ids)

    def test_an_archived_team_gets_no_reviews_until_it_is_restored(self):
        plan = self._new_plan()
        self.team.with_user(self.manager).action_archive()
        self.assertFalse(plan.date_next)
        self.assertTrue(plan.is_on)
        for now in ("2026-03-03 10:00:00", "2026-03-10 10:00:00"):
            self._tick(now)
        self.assertFalse(plan.review_ids)
        self.assertFalse(Form(plan.with_user(self.manager)).team_active)
        with freeze_time("2026-03-12 10:00:00"):
            self.team.with_user(self.manager).action_unarchive()
            self.env.flush_all()
        self.assertEqual(plan.date_next, datetime(2026, 3, 18, 9, 30))

    def test_what_was_prepared_for_a_team_that_is_archived_is_called_off(self):
        plan, other = self._new_plan(), self._new_plan(team_id=self.other_team.id)
        self._tick("2026-03-03 10:00:00")
        self.team.with_user(self.manager).action_archive()
        self._tick("2026-03-03 11:00:00")
        self.assertEqual(plan.review_ids.state, "cancelled")
        self.assertEqual(other.review_ids.state, "prepared")

    def test_schedules_are_set_by_managers_alone(self):
        plan = self._new_plan()
        with self.assertRaises(AccessError):
            plan.with_user(self.salesman).write({"hour": 8})
        plan.with_user(self.manager).write({"hour": 8, "is_on": False})
        self.assertFalse(plan.date_next)
