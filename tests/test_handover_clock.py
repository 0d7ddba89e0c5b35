from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .handover_common import HandoverCommon

MONDAY_9 = datetime(2030, 1, 7, 9, 0)


@tagged("post_install", "-at_install")
class TestHandoverClock(HandoverCommon):
    """So many working hours to accept and to kick off; one activity before they are over."""

    def setUp(self):
        super().setUp()
        self.calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        self.template = self._new_template(
            accept_hours=8, kickoff_hours=16, resource_calendar_id=self.calendar.id
        )
        self.cron = self.env.ref("crm_playbook.ir_cron_handover_clock")

    def _submit_on_monday(self, deal=None, **values):
        with freeze_time(MONDAY_9):
            return self._submit(deal, **{"template_id": self.template.id, **values})

    def _run_cron(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_hours_are_those_of_the_calendar(self):
        handover = self._submit_on_monday()
        # 8 hours on Monday after 9 o'clock end on Tuesday at 9: lunch from 12 to 1.
        self.assertEqual(handover.accept_deadline, datetime(2030, 1, 8, 9, 0))
        self.assertEqual(handover.clock_deadline, handover.accept_deadline)
        friday = datetime(2030, 1, 11, 16, 0)
        with freeze_time(friday):
            handover.with_user(self.receiver).action_accept()
        self.assertEqual(handover.kickoff_deadline, datetime(2030, 1, 15, 16, 0))
        self.assertEqual(handover.clock_deadline, handover.kickoff_deadline)

    def test_leave_of_the_company_does_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2030, 1, 8, 0, 0),
                "date_to": datetime(2030, 1, 8, 23, 59),
            }
        )
        handover = self._submit_on_monday()
        self.assertEqual(handover.accept_deadline, datetime(2030, 1, 9, 9, 0))

    def test_a_clock_stops_with_the_step_it_was_for(self):
        handover = self._submit_on_monday()
        received = handover.with_user(self.receiver)
        received.action_return(["scope_unclear"])
        self.assertFalse(handover.clock_deadline or handover.clock_warning)
        handover.action_submit()
        received.action_accept()
        self.assertTrue(handover.clock_warning)
        received.action_kick_off()
        self.assertFalse(handover.clock_deadline or handover.clock_warning)
        self.assertTrue(handover.kickoff_deadline)

    def test_without_hours_no_clock_runs(self):
        self.template.write({"accept_hours": 0, "kickoff_hours": 0})
        handover = self._submit_on_monday()
        self.assertFalse(handover.accept_deadline or handover.clock_warning)
        self.assertFalse(self.cron.active)

    def test_the_cron_is_off_until_the_first_clock_runs(self):
        self.cron.active = False
        self._new_full_handover(self._new_deal(), template_id=self.template.id)
        self.assertFalse(self.cron.active)
        self._submit_on_monday()
        self.assertTrue(self.cron.active)

    def test_a_clock_that_is_about_to_run_out_makes_one_activity(self):
        handover = self._submit_on_monday()
        self._get_activities(handover, self.receiver).unlink()
        self._run_cron(MONDAY_9 + timedelta(hours=5))
        self.assertFalse(self._get_activities(handover, self.receiver))
        for hours in (8, 9, 30, 300):
            self._run_cron(MONDAY_9 + timedelta(hours=hours))
        [activity] = self._get_activities(handover, self.receiver)
        self.assertIn("about to run out", activity.summary)
        self.assertFalse(self._get_activities(handover, self.salesman))

    def test_the_warning_takes_the_place_of_the_first_activity(self):
        handover = self._submit_on_monday()
        self._run_cron(MONDAY_9 + timedelta(days=2))
        self.assertEqual(len(self._get_activities(handover, self.receiver)), 1)

    def test_a_thousand_clocks_make_no_mail(self):
        handovers = self.env["crm.handover"]
        for _number in range(3):
            handovers |= self._submit_on_monday(self._new_deal()).with_user(self.env.user)
        count = self.env["mail.mail"].search_count([])
        self._run_cron(MONDAY_9 + timedelta(days=2))
        self.assertEqual(self.env["mail.mail"].search_count([]), count)
        self.assertFalse(any(handovers.mapped("clock_warning")))

    def test_warning_goes_on_where_it_was_killed(self):
        first, second = (
            self._submit_on_monday(self._new_deal()).with_user(self.env.user) for _n in range(2)
        )
        with freeze_time(MONDAY_9 + timedelta(days=2)):
            first._notify_deadline()  # and then the process died
        self._run_cron(MONDAY_9 + timedelta(days=2))
        for handover in (first, second):
            self.assertEqual(len(self._get_activities(handover, self.receiver)), 1)

    def test_a_warning_about_a_receiver_who_left_harms_nobody(self):
        handover = self._submit_on_monday()
        self.receiver.active = False
        self._run_cron(MONDAY_9 + timedelta(days=2))
        self.assertFalse(handover.sudo().clock_warning)

    def test_late_is_what_is_over(self):
        handover = self._submit_on_monday()
        for moment, is_late in ((MONDAY_9, False), (MONDAY_9 + timedelta(days=2), True)):
            with freeze_time(moment):
                handover.invalidate_recordset(["is_late"])
                self.assertEqual(handover.is_late, is_late)
                found = handover.search([("is_late", "=", True), ("id", "=", handover.id)])
                self.assertEqual(bool(found), is_late)

    def test_the_list_begins_with_what_is_most_urgent(self):
        late = self._submit_on_monday()
        with freeze_time(MONDAY_9 - timedelta(days=7)):
            later = self._submit(self._new_deal(), template_id=self.template.id)
        self.template.team_ids = self.team
        other_team = self.env["crm.team"].create({"name": "Other"})
        without = self._submit(self._new_deal(team_id=other_team.id))
        found = self.env["crm.handover"].with_user(self.receiver).search([])
        self.assertEqual(found.ids, [later.id, late.id, without.id])
