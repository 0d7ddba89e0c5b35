from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderContact(StakeholderCommon):
    """What counts as contact with a person, and when it is noted."""

    contact_is_given = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone_call = cls.env["mail.activity.type"].create(
            {"name": "Ring", "category": "phonecall"}
        )

    def setUp(self):
        super().setUp()
        self.anna = self._add("Anna")
        self.ben = self._add("Ben")

    def _write_in(self, record=None, person=None, **values):
        """Post a message by a person of the customer."""
        return (record or self.deal).message_post(
            body="We have a question",
            author_id=(person or self.anna).partner_id.id,
            **{"message_type": "email", "subtype_xmlid": "mail.mt_comment", **values},
        )

    def _write_out(self, record=None, person=None, **values):
        """Post a message to a person of the customer."""
        return (
            (record or self.deal)
            .with_user(self.salesman)
            .message_post(
                body="We have an answer",
                partner_ids=(person or self.anna).partner_id.ids,
                **{"message_type": "comment", "subtype_xmlid": "mail.mt_comment", **values},
            )
        )

    def _meet(self, *people, days=3, **values):
        start = fields.Datetime.now() - timedelta(days=days)
        return self.env["calendar.event"].create(
            {
                "name": "Demonstration",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set([person.partner_id.id for person in people])],
                **values,
            }
        )

    def _age(self, message, days):
        message.date = fields.Datetime.now() - timedelta(days=days)
        self._refresh()

    def _refresh(self):
        return self.env["crm.stakeholder"]._refresh_contact(self.deal.ids)

    def assertNoContact(self, person):
        self.assertEqual(
            [person.last_inbound, person.last_outbound, person.last_meeting], [False] * 3
        )

    def test_mail_of_a_person_is_inbound_at_once(self):
        self._write_in()
        self.assertAlmostEqual(
            self.anna.last_inbound, fields.Datetime.now(), delta=timedelta(minutes=1)
        )
        self.assertEqual((self.anna.inbound_30, self.anna.inbound_90), (1, 1))
        self.assertFalse(self.anna.last_outbound)
        self.assertNoContact(self.ben)

    def test_answer_of_a_colleague_makes_contact_two_way_and_the_map_follows(self):
        self._write_in()
        self.assertEqual(self.deal.stakeholder_engaged_count, 0)
        self._write_out()
        self.assertEqual((self.anna.outbound_30, self.anna.outbound_90), (1, 1))
        self.assertTrue(self.anna.is_engaged)
        self.assertEqual(self.deal.stakeholder_engaged_count, 1)
        self.assertNoContact(self.ben)

    def test_follower_who_is_notified_was_written_to(self):
        self.deal.message_subscribe(partner_ids=self.ben.partner_id.ids)
        self.ben.partner_id.email = "ben@northwind.example"
        self._write_out()
        self.assertEqual((self.anna.outbound_30, self.ben.outbound_30), (1, 1))

    def test_who_is_recipient_and_notified_counts_once(self):
        self.anna.partner_id.email = "anna@northwind.example"
        message = self._write_out()
        self.assertIn(self.anna.partner_id, message.notified_partner_ids)
        self.assertEqual(self.anna.outbound_30, 1)

    def test_notes_and_automatic_messages_are_no_contact(self):
        self._write_in(subtype_xmlid="mail.mt_note")
        self._write_in(is_internal=True)
        for message_type in ("notification", "auto_comment", "email_outgoing"):
            self._write_in(message_type=message_type)
            self._write_out(message_type=message_type)
        self._write_out(subtype_xmlid="mail.mt_note")
        self.assertNoContact(self.anna)

    def test_outbound_is_written_by_a_colleague(self):
        self._write_in(person=self.ben, partner_ids=self.anna.partner_id.ids)
        self.assertNoContact(self.anna)
        self.assertEqual(self.ben.inbound_30, 1)

    def test_messages_on_the_customer_and_on_the_contact_count(self):
        self._write_in(self.customer)
        self._write_out(self.anna.partner_id)
        self.assertEqual((self.anna.inbound_30, self.anna.outbound_30), (1, 1))
        self.assertNoContact(self.ben)

    def test_company_of_the_customer_counts_where_the_customer_is_a_person(self):
        self.deal.partner_id = self.ben.partner_id
        self._write_in(self.customer)
        self._write_in(self.ben.partner_id)
        self.assertEqual(self.anna.inbound_30, 2)

    def test_new_customer_of_a_deal_brings_its_contact(self):
        stranger = self.env["res.partner"].create({"name": "Southwind", "is_company": True})
        self._write_in(stranger)
        self.assertNoContact(self.anna)
        self.deal.partner_id = stranger
        self.assertEqual(self.anna.inbound_30, 1)

    def test_messages_on_other_deals_do_not_count(self):
        self._write_in(self._new_deal())
        self._write_out(self._new_deal())
        self.assertNoContact(self.anna)

    def test_meeting_that_took_place_counts(self):
        meeting = self._meet(self.anna, self.ben, opportunity_id=self.deal.id)
        self.assertEqual(self.anna.last_meeting, meeting.start)
        self.assertEqual((self.anna.meeting_30, self.anna.meeting_90), (1, 1))
        self.assertTrue(self.anna.is_engaged)
        self.assertEqual(self.deal.stakeholder_engaged_count, 2)

    def test_meeting_of_no_deal_counts_and_that_of_another_deal_does_not(self):
        self._meet(self.anna)
        self._meet(self.ben, opportunity_id=self._new_deal().id)
        self.assertEqual((self.anna.meeting_30, self.ben.meeting_30), (1, 0))

    def test_meeting_in_the_future_and_one_called_off_do_not_count(self):
        self._meet(self.anna, days=-2)
        meeting = self._meet(self.ben)
        self.assertEqual(self.ben.meeting_30, 1)
        meeting.active = False
        self.assertNoContact(self.anna)
        self.assertNoContact(self.ben)

    def test_who_declined_was_not_met(self):
        meeting = self._meet(self.anna, self.ben)
        attendee = meeting.attendee_ids.filtered(lambda a: a.partner_id == self.ben.partner_id)
        attendee.do_decline()
        self.assertEqual((self.anna.meeting_30, self.ben.meeting_30), (1, 0))

    def test_logged_call_counts_as_a_meeting(self):
        self._log_call(self.anna.partner_id)
        self.assertEqual((self.anna.meeting_30, self.ben.meeting_30), (1, 0))
        self.assertTrue(self.anna.is_engaged)

    def test_call_on_the_deal_was_with_its_customer(self):
        self._log_call(self.deal)
        self.assertNoContact(self.anna)
        self.deal.partner_id = self.ben.partner_id
        self.assertEqual((self.anna.meeting_30, self.ben.meeting_30), (0, 1))

    def _log_call(self, record):
        activity = record.activity_schedule(activity_type_id=self.phone_call.id)
        activity.action_feedback(feedback="They like it")

    def test_counts_are_over_30_and_90_days_and_the_last_contact_stays(self):
        message = self._write_in()
        self._age(message, 31)
        self.assertEqual((self.anna.inbound_30, self.anna.inbound_90), (0, 1))
        self._age(message, 91)
        self.assertEqual((self.anna.inbound_30, self.anna.inbound_90), (0, 0))
        self.assertEqual(self.anna.last_inbound, message.date)

    def test_only_rows_that_differ_are_written(self):
        self._write_in()
        self.assertEqual(self._refresh(), [])
        self.env.cr.execute(
            "UPDATE crm_stakeholder SET inbound_30 = 7 WHERE id = %s", [self.anna.id]
        )
        self.assertEqual(self._refresh(), self.deal.ids)
        self.assertEqual(self.anna.inbound_30, 1)

    def test_person_who_is_added_brings_their_contact(self):
        carl = self._new_contact("Carl")
        self.deal.message_post(
            body="Hello",
            author_id=carl.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        [person_id] = self.deal.with_user(self.salesman).action_add_stakeholders(carl.ids)
        self.assertEqual(self.env["crm.stakeholder"].browse(person_id).inbound_30, 1)

    def test_facts_are_noted_whoever_writes(self):
        self.anna.partner_id.email = "anna@northwind.example"
        self._write_out(self.customer)
        self.deal.with_user(self.all_leads).message_post(
            body="Me too",
            partner_ids=self.anna.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.anna.outbound_30, 2)

    def test_messages_on_a_deal_without_a_map_cost_nothing(self):
        plain = self._new_deal()
        self._write_in(plain)
        self._count_posting(plain)  # fills caches and adds followers
        counted = self._count_posting(plain)
        self.patch(type(plain), "_follow_stakeholder_contact", lambda leads: None)
        self.assertEqual(counted, self._count_posting(plain))

    def test_messages_on_a_deal_cost_the_same_for_any_number_of_people(self):
        self._count_posting(self.deal)  # fills caches and adds followers
        few = self._count_posting(self.deal)
        for number in range(20):
            self._add(f"Person {number}")
        self.assertEqual(self._count_posting(self.deal), few)

    def _count_posting(self, deal):
        deal = deal.with_user(self.salesman)
        return self._count_queries(
            lambda: deal.message_post(
                body="Hello",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.anna.partner_id.ids,
            )
        )
