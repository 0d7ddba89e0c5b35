from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverKickoff(DeliveryCommon):
    """The receiver schedules the kick-off from the packet; then the clock stops."""

    def _open_kickoff(self, handover, user=None, **values):
        wizard = self.env["crm.handover.kickoff"].with_user(user or self.receiver)
        return wizard.create({"handover_id": handover.id, **values})

    def test_the_meeting_is_proposed_from_the_packet(self):
        wizard = self._open_kickoff(self._accept())
        self.assertEqual(wizard.name, "Kick-off with Northwind")
        self.assertEqual(wizard.start, datetime(2030, 1, 10, 9))
        people = self.receiver.partner_id | self.salesman.partner_id | self.contact
        self.assertEqual(wizard.partner_ids, people)

    def test_a_planned_day_that_is_over_becomes_tomorrow(self):
        wizard = self._open_kickoff(self._accept(date_kickoff="2020-01-10"))
        self.assertGreater(wizard.start, datetime.now())

    def test_the_meeting_is_made_and_the_clock_stops(self):
        self.template.write({"accept_hours": 8, "kickoff_hours": 16})
        handover = self._accept()
        self.assertTrue(handover.sudo().clock_deadline)
        self._open_kickoff(handover).action_schedule()
        event = handover.sudo().kickoff_event_id
        self.assertEqual(handover.state, "kicked_off")
        self.assertFalse(handover.sudo().clock_deadline)
        self.assertIn(self.contact, event.attendee_ids.partner_id)
        self.assertEqual(event.opportunity_id, self.deal)
        self.assertEqual(event.user_id, self.receiver)
        self.assertTrue(event.with_user(self.receiver).name)

    def test_the_customer_is_written_to_only_when_asked(self):
        self._open_kickoff(self._accept()).action_schedule()
        self.assertNotIn(self.contact, self._get_recipients())
        other = self._accept(self._new_deal(name="Line 5"))
        self._open_kickoff(other, sends_invitations=True).action_schedule()
        self.assertIn(self.contact, self._get_recipients())

    def _get_recipients(self):
        return self.env["mail.mail"].sudo().search([]).recipient_ids

    def test_it_is_scheduled_once(self):
        handover = self._accept()
        first, second = self._open_kickoff(handover), self._open_kickoff(handover)
        first.action_schedule()
        with self.assertRaisesRegex(UserError, "in the calendar already"):
            second.action_schedule()

    def test_nobody_but_the_receiver_schedules_it(self):
        handover = self._accept()
        for user in (self.salesman, self.manager, self.employee):
            with self.assertRaises(AccessError):
                self._open_kickoff(handover, user=user)

    def test_it_is_not_scheduled_before_the_packet_was_accepted(self):
        handover = self._submit()
        events = self.env["calendar.event"].search_count([])
        with self.assertRaises(UserError):
            self._open_kickoff(handover).action_schedule()
        self.assertEqual(self.env["calendar.event"].search_count([]), events)

    def test_a_deleted_meeting_leaves_the_handover(self):
        handover = self._accept()
        self._open_kickoff(handover).action_schedule()
        handover.sudo().kickoff_event_id.unlink()
        self.assertEqual(handover.state, "kicked_off")
