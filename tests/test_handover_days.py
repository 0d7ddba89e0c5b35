from datetime import date

import pytz
from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .delivery_common import DeliveryCommon

AUCKLAND, LOS_ANGELES = "Pacific/Auckland", "America/Los_Angeles"


@tagged("post_install", "-at_install")
class TestHandoverDays(DeliveryCommon):
    """A day is that of whoever keeps the promise or receives the handover: thirteen hours before
    UTC in Auckland, eight behind it in Los Angeles."""

    def _accept_promise(self, day, **values):
        promise = self._prepare_promise(date_due=day)
        return self._accept(promise_ids=[Command.create(promise)], **values)

    def _count_late(self, handover, user):
        """Return how many promises are late: as shown, as found, as counted."""
        self.env.flush_all()
        self.env.invalidate_all()
        promise = handover.promise_ids.with_user(user)
        found = promise.search([("id", "in", promise.ids), ("is_late", "=", True)])
        report = self.env["crm.handover.report"].with_user(self.manager)
        [[counted]] = report._read_group(
            [("handover_id", "=", handover.id)], [], ["promise_late_count:sum"]
        )
        return int(promise.is_late), len(found), counted

    # --- promises ----------------------------------------------------------------------

    def test_a_promise_kept_in_the_evening_of_its_day_is_kept_in_time(self):
        self.keeper.tz = LOS_ANGELES
        handover = self._accept_promise("2030-02-10")
        with freeze_time("2030-02-11 01:00:00"):  # 17:00 on the 10th in Los Angeles
            handover.promise_ids.with_user(self.keeper).action_keep()
            self.assertFalse(handover.promise_ids.with_user(self.receiver).is_late)
            self.assertEqual(self._count_late(handover, self.keeper), (0, 0, 0))

    def test_a_promise_kept_after_its_day_is_late_where_it_is_kept(self):
        self.keeper.tz = AUCKLAND
        handover = self._accept_promise("2030-02-10")
        with freeze_time("2030-02-10 12:00:00"):  # 1:00 on the 11th in Auckland
            self.assertEqual(self._count_late(handover, self.keeper), (1, 1, 1))
            handover.promise_ids.with_user(self.keeper).action_keep()
            self.assertEqual(self._count_late(handover, self.receiver), (1, 1, 1))

    def test_an_open_promise_is_late_after_the_day_of_its_keeper_whoever_looks(self):
        self.keeper.tz, self.receiver.tz = LOS_ANGELES, AUCKLAND
        handover = self._accept_promise("2030-02-10")
        for moment, late in (("2030-02-11 07:59:00", 0), ("2030-02-11 08:00:00", 1)):
            for user in (self.keeper, self.receiver, self.salesman):
                with freeze_time(moment):
                    self.assertEqual(self._count_late(handover, user), (late, late, late))

    def test_without_an_owner_the_day_is_that_of_the_receiver(self):
        self.receiver.tz = LOS_ANGELES
        handover = self._accept_promise("2030-02-10")
        handover.promise_ids._unlock().owner_id = False
        with freeze_time("2030-02-11 07:00:00"):
            self.assertEqual(self._count_late(handover, self.receiver), (0, 0, 0))
        with freeze_time("2030-02-20 07:00:00"):
            self.assertEqual(self._count_late(handover, self.receiver), (1, 1, 1))

    # --- what is made of it ------------------------------------------------------------

    def test_tasks_are_due_on_their_day_where_they_are_done(self):
        for zone in (AUCKLAND, LOS_ANGELES, "Pacific/Kiritimati", "Pacific/Pago_Pago"):
            with self.subTest(zone=zone):
                self.keeper.tz = self.receiver.tz = zone
                promise = self._prepare_promise(date_due="2030-02-10")
                handover = self._new_full_handover(
                    self._new_deal(name=zone), promise_ids=[Command.create(promise)]
                )
                handover = self._hand_over(handover)
                tasks = {task.name: task for task in handover.project_id.task_ids}
                for name, user, day in (
                    ("Training for ten people", self.keeper, date(2030, 2, 10)),
                    ("Plan", self.receiver, date(2030, 1, 12)),
                    ("Ask how it went", self.receiver, date(2030, 2, 9)),
                ):
                    due = self._shift(tasks[name].date_deadline, user)
                    self.assertEqual(due.date(), day, name)

    def _shift(self, moment, user):
        """Return a moment as the screen of a user shows it."""
        zone = self.env["res.users"].with_user(user).with_context(tz=user.tz).env.tz
        return pytz.utc.localize(moment).astimezone(zone)

    def test_activities_of_the_receiver_are_due_on_the_day_of_the_receiver(self):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        self.template.write({"accept_hours": 8, "resource_calendar_id": calendar.id})
        self.receiver.tz = AUCKLAND
        with freeze_time("2030-01-07 16:00:00"):  # accepted until Tuesday at 16:00 UTC
            handover = self._submit()
        activity = self._get_activities(handover, self.receiver)
        self.assertEqual(activity.date_deadline, date(2030, 1, 9))

    def test_what_a_job_or_a_colleague_asks_for_is_due_today_for_whoever_is_asked(self):
        self.salesman.tz = AUCKLAND
        handover = self._accept_promise("2030-02-10")
        with freeze_time("2030-02-08 20:00:00"):
            handover.promise_ids.with_user(self.keeper).action_break()
        activity = self._get_activities(handover, self.salesman).filtered(
            lambda planned: "Promise broken" in planned.summary
        )
        self.assertEqual(activity.date_deadline, date(2030, 2, 9))

    def test_the_question_about_a_closed_task_is_due_today_for_the_owner(self):
        self.keeper.tz = AUCKLAND
        handover = self._hand_over()
        with freeze_time("2030-01-20 20:00:00"):
            handover.promise_ids.task_id.with_user(self.project_manager).state = "1_done"
        activity = handover.promise_ids.confirmation_id
        self.assertEqual(activity.date_deadline, date(2030, 1, 21))
