from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import Form, tagged

from .handover_common import HandoverCommon

AUCKLAND = "Pacific/Auckland"
MONDAY_9 = "2030-01-07 09:00:00"
SATURDAY = "2030-01-12"


@tagged("post_install", "-at_install")
class TestHandoverHours(HandoverCommon):
    """Clocks run, and the kick-off is proposed, when the receiver works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.resource_calendar_id = cls._new_calendar()
        cls.deal.company_id = cls.company
        cls.template = cls.env["crm.handover.template"].create(
            {"name": "Standard", "accept_hours": 8, "kickoff_hours": 8}
        )

    @classmethod
    def _new_calendar(cls, weekdays=(0, 1, 2, 3, 4), hour_from=8, hour_to=17, **values):
        lines = [
            Command.create(
                {
                    "name": "Work",
                    "dayofweek": str(weekday),
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                    "day_period": "morning",
                }
            )
            for weekday in weekdays
        ]
        vals = {"name": "Hours", "tz": "UTC", "attendance_ids": lines, **values}
        return cls.env["resource.calendar"].create(vals)

    def _employ(self, calendar, tz="UTC", user=None):
        """Give the receiver working hours of their own."""
        vals = {"name": "R", "tz": tz, "calendar_id": calendar.id, "company_id": self.company.id}
        user = user or self.receiver
        return self.env["resource.resource"].create({**vals, "user_id": user.id})

    def _open_kickoff(self, **values):
        """Return the dialog as the receiver opens it."""
        handover = self._accept(date_golive=False, **values)
        wizard = self.env["crm.handover.kickoff"].with_user(self.receiver)
        return wizard.create({"handover_id": handover.id})

    # --- kick-off ----------------------------------------------------------------------

    def test_a_saturday_becomes_monday(self):
        wizard = self._open_kickoff(date_kickoff=SATURDAY)
        self.assertEqual(wizard.start, datetime(2030, 1, 14, 9))
        self.assertFalse(wizard.is_guessed)

    def test_tomorrow_is_not_saturday_on_a_friday(self):
        with freeze_time("2030-01-11 10:00:00"):
            self.assertEqual(self._open_kickoff(date_kickoff=False).start, datetime(2030, 1, 14, 9))

    def test_it_is_nine_o_clock_where_the_receiver_lives(self):
        self.receiver.tz = AUCKLAND
        wizard = self._open_kickoff(date_kickoff="2030-01-10")
        self.assertEqual(wizard.start, datetime(2030, 1, 9, 20))  # the 10th at 9 in Auckland

    def test_the_receiver_is_proposed_to_when_they_work(self):
        self._employ(self._new_calendar(weekdays=(1, 2), hour_from=13, hour_to=17))
        wizard = self._open_kickoff(date_kickoff="2030-01-10")  # a Thursday
        self.assertEqual(wizard.start, datetime(2030, 1, 15, 13))

    def test_somebody_who_works_on_sundays_is_proposed_to_on_sundays(self):
        self._employ(self._new_calendar(weekdays=(6, 0, 1)))
        wizard = self._open_kickoff(date_kickoff=SATURDAY)
        self.assertEqual(wizard.start, datetime(2030, 1, 13, 9))

    def test_leave_of_the_receiver_is_left_out(self):
        calendar = self._new_calendar()
        resource = self._employ(calendar)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "calendar_id": calendar.id,
                "resource_id": resource.id,
                "date_from": datetime(2030, 1, 14),
                "date_to": datetime(2030, 1, 15, 23, 59),
            }
        )
        wizard = self._open_kickoff(date_kickoff=SATURDAY)
        self.assertEqual(wizard.start, datetime(2030, 1, 16, 9))

    def test_without_known_hours_it_is_a_weekday_and_said(self):
        flexible = self._new_calendar()
        flexible.flexible_hours = True
        empty = self._new_calendar(weekdays=())
        for calendar in (flexible, empty, empty.browse()):
            with self.subTest(calendar=calendar):
                self.company.resource_calendar_id = calendar
                deal = self._new_deal(name=str(calendar), company_id=self.company.id)
                wizard = self._open_kickoff(deal=deal, date_kickoff=SATURDAY)
                self.assertEqual(wizard.start, datetime(2030, 1, 14, 9))
                with Form(wizard) as form:
                    self.assertTrue(form.is_guessed)

    def test_flexible_hours_of_the_receiver_are_those_of_the_company(self):
        flexible = self._new_calendar(hour_from=0, hour_to=23)
        flexible.flexible_hours = True
        self._employ(flexible)
        wizard = self._open_kickoff(date_kickoff=SATURDAY)
        self.assertEqual(wizard.start, datetime(2030, 1, 14, 9))

    # --- clocks ------------------------------------------------------------------------

    def _get_deadline(self, deal=None):
        with freeze_time(MONDAY_9):
            return self._submit(deal, template_id=self.template.id).accept_deadline

    def test_a_clock_runs_by_the_hours_of_the_company_where_the_receiver_lives(self):
        self.assertEqual(self._get_deadline(), datetime(2030, 1, 7, 17))
        self.receiver.tz = AUCKLAND  # Monday at 22:00: Tuesday from 8 to 16
        deal = self._new_deal(company_id=self.company.id)
        self.assertEqual(self._get_deadline(deal), datetime(2030, 1, 8, 3))

    def test_a_clock_runs_by_the_hours_of_the_receiver(self):
        self._employ(self._new_calendar(weekdays=(2,), hour_from=8, hour_to=12))
        self.assertEqual(self._get_deadline(), datetime(2030, 1, 16, 12))

    def test_hours_that_a_template_chose_come_first(self):
        self._employ(self._new_calendar(weekdays=(2,)))
        self.template.resource_calendar_id = self._new_calendar(weekdays=(4,))
        self.assertEqual(self._get_deadline(), datetime(2030, 1, 11, 16))

    def test_a_clock_runs_all_hours_where_none_are_known(self):
        flexible = self._new_calendar()
        flexible.flexible_hours = True
        self.company.resource_calendar_id = self._new_calendar(weekdays=())
        self.template.resource_calendar_id = flexible
        self.assertEqual(self._get_deadline(), datetime(2030, 1, 7, 17))
        self.template.accept_hours = 24
        deal = self._new_deal(company_id=self.company.id)
        self.assertEqual(self._get_deadline(deal), datetime(2030, 1, 8, 9))
