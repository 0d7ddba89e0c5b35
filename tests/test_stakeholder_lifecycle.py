from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderLifecycle(StakeholderCommon, MailCase):
    """What happens when a person is gone, and when a deal is copied, converted or archived."""

    def setUp(self):
        super().setUp()
        self._need(self.buyer_role)
        self.anna = self._add_engaged("Anna", self.buyer_role, attitude="champion")
        self.ben = self._add_engaged("Ben", self.user_role)
        self.env.flush_all()

    def _get_activities(self, deal=None):
        return (deal or self.deal).activity_ids

    def _also_on(self, person, **values):
        """Put the contact of a person on the map of another deal."""
        deal = self._new_deal(**values)
        self.env["crm.stakeholder"].create(
            {
                "lead_id": deal.id,
                "partner_id": person.partner_id.id,
                "role_ids": [Command.set(person.role_ids.ids)],
            }
        )
        return deal

    def assertTold(self, summary, *sentences, deal=None):
        """Assert that the owner got one activity which says this and nothing of attitudes."""
        activity = self._get_activities(deal)
        self.assertEqual(activity.mapped("summary"), [summary])
        self.assertEqual(activity.user_id, (deal or self.deal).user_id)
        for sentence in sentences:
            self.assertIn(sentence, activity.note)
        self.assertNotIn("hampion", activity.note)

    def test_who_left_is_told_with_what_is_uncovered(self):
        self.assertFalse(self.deal.missing_role_ids)
        self.anna.with_user(self.salesman).action_mark_left()
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        self.assertEqual(self.deal.stakeholder_count, 1)
        self.assertTold("Left the customer: Anna", "Needed and uncovered now: Payer.")

    def test_several_who_leave_at_once_are_told_by_one_activity(self):
        (self.anna | self.ben).action_mark_left()
        self.assertTold(
            "Left the customer: Anna, Ben",
            "Needed and uncovered now: Payer.",
            "There is no two-way contact with anybody any more.",
        )

    def test_role_that_somebody_else_has_is_not_uncovered(self):
        self._add("Carl", self.buyer_role)
        self.anna.action_mark_left()
        self.assertTold("Left the customer: Anna", "No role is uncovered.")

    def test_role_that_is_not_needed_is_named_too(self):
        self.ben.action_mark_left()
        self.assertTold("Left the customer: Ben", "Uncovered now: Worker.")

    def test_who_left_already_is_not_told_again(self):
        self.anna.action_mark_left()
        self.anna.action_mark_left()
        self.assertEqual(len(self._get_activities()), 1)
        self.anna.action_mark_back()
        self.assertFalse(self.deal.missing_role_ids)

    # --- taken back --------------------------------------------------------------------

    def test_who_is_back_is_not_said_to_have_left(self):
        self.anna.with_user(self.salesman).action_mark_left()
        self.anna.with_user(self.salesman).action_mark_back()
        self.assertFalse(self._get_activities())

    def test_a_contact_that_is_back_is_not_said_to_be_archived(self):
        other = self._also_on(self.anna, user_id=self.other_salesman.id)
        (self.anna | self.ben).partner_id.action_archive()
        book = self._new_user("map_book", "base.group_user,base.group_partner_manager")
        self.anna.partner_id.with_user(book).action_unarchive()
        self.assertFalse(self._get_activities(other))
        self.assertTold("Contact archived: Ben", "Uncovered now: Worker.")
        self.ben.partner_id.with_user(book).action_unarchive()
        self.assertFalse(self._get_activities())

    def test_who_left_is_not_back_because_of_the_contact(self):
        self.anna.action_mark_left()
        self.anna.partner_id.action_archive()
        self.anna.partner_id.action_unarchive()
        self.assertTold("Left the customer: Anna")

    def test_mail_that_arrives_again_takes_it_back(self):
        contact = self.anna.partner_id
        contact.email = "anna@northwind.example"
        contact._message_receive_bounce(contact.email, contact)
        contact._message_reset_bounce(contact.email)
        self.assertFalse(self._get_activities())

    def test_what_was_done_stays_done(self):
        self.anna.action_mark_left()
        done = self._get_activities()
        done.with_user(self.salesman).action_feedback()
        self.anna.action_mark_back()
        self.assertTrue(done.exists())

    def test_who_is_deleted_is_named_no_more(self):
        (self.anna | self.ben).partner_id.action_archive()
        self.anna.partner_id.unlink()
        told = self._get_activities().mapped("summary")
        self.assertEqual(set(told), {"Contact archived: Ben", "A contact of this deal was deleted"})

    # --- how often ---------------------------------------------------------------------

    def test_owner_of_many_deals_gets_one_mail(self):
        deals = self.deal
        for number in range(4):
            deals |= self._also_on(self.anna, name=f"Line {number + 10}")
        partner = self.salesman.partner_id
        with self.mock_mail_gateway():
            self.anna.partner_id.action_archive()
        messages = self.env["mail.message"].search([("notified_partner_ids", "in", partner.ids)])
        self.assertEqual(messages.mapped("subject"), ["People of your deals are gone"])
        for deal in deals:
            self.assertIn(deal.name, messages.body)
            self.assertTold("Contact archived: Anna", deal=deal)

    def test_archived_contact_is_told_on_each_open_deal(self):
        other = self._also_on(self.anna, user_id=self.other_salesman.id)
        lost = self._also_on(self.anna)
        lost.action_set_lost()
        self.anna.partner_id.with_user(self.employee).sudo().action_archive()
        self.assertTold("Contact archived: Anna", "Needed and uncovered now: Payer.")
        self.assertTold("Contact archived: Anna", deal=other)
        self.assertFalse(self._get_activities(lost))
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        self.assertEqual(other.missing_role_ids, self.buyer_role)

    def test_contacts_archived_together_are_told_once_and_come_back(self):
        contacts = (self.anna | self.ben).partner_id
        contacts.action_archive()
        self.assertTold("Contact archived: Anna, Ben")
        self.assertEqual(self.deal.stakeholder_count, 0)
        contacts.action_unarchive()
        self.assertEqual(self.deal.stakeholder_count, 2)
        self.assertFalse(self.deal.missing_role_ids)

    def test_telling_about_many_deals_takes_a_constant_number_of_lookups(self):
        for _number in range(5):
            self._also_on(self.anna)
        Map = type(self.env["crm.stakeholder.map"])
        look_up = Map._get_groups
        with patch.object(Map, "_get_groups", autospec=True, side_effect=look_up) as look:
            self.anna.partner_id._get_stakeholders()._report_loss("archived")
        self.assertEqual(look.call_count, 1)
        self.assertEqual(len(self._get_activities()), 1)

    def test_first_mail_that_comes_back_is_told(self):
        contact = self.anna.partner_id
        contact.email = "anna@northwind.example"
        contact._message_receive_bounce(contact.email, contact)
        self.assertTold("Mail comes back from: Anna", "Needed and uncovered now: Payer.")
        contact._message_receive_bounce(contact.email, contact)
        self.assertEqual(len(self._get_activities()), 1)
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)

    def test_deleted_contact_leaves_a_role_and_nothing_about_the_person(self):
        self.anna.with_user(self.salesman).action_judge(attitude="sceptic", note="Too careful")
        self.anna.note = "Likes golf"
        self.ben.reports_to_id = self.anna
        self.anna.partner_id.unlink()
        self.assertTrue(self.anna.exists())
        self.assertTrue(self.anna.is_placeholder)
        self.assertEqual(self.anna.name, "Former contact")
        self.assertEqual(self.anna.role_ids, self.buyer_role)
        self.assertEqual(self.ben.reports_to_id, self.anna)
        self.assertFalse(self.anna.judgement_ids)
        self.assertEqual((self.anna.attitude, self.anna.attitude_date), ("unknown", False))
        self.assertFalse(self.anna.note or self.anna.last_meeting or self.anna.inbound_90)
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        self.assertTold("A contact of this deal was deleted", "Needed and uncovered now: Payer.")
        self.assertNotIn("Anna", self._get_activities().note)

    def test_deal_without_owner_is_told_to_the_leader_of_the_team_or_nobody(self):
        self.deal.user_id = False
        self.anna.action_mark_left()
        self.assertFalse(self._get_activities())
        self.team.user_id = self.manager
        self.ben.action_mark_left()
        self.assertEqual(self._get_activities().user_id, self.manager)

    def test_owner_reads_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesman.lang = "fr_FR"
        self.buyer_role.with_context(lang="fr_FR").name = "Payeur"
        self.anna.action_mark_left()
        self.assertIn("Payeur", self._get_activities().note)

    # --- privacy -----------------------------------------------------------------------

    def test_privacy_lookup_finds_people_and_deletes_them(self):
        self.anna.partner_id.email = "anna@northwind.example"
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Anna", "email": "anna@northwind.example"}
        )
        wizard.action_lookup()
        lines = wizard.line_ids.filtered(lambda line: line.res_model == "crm.stakeholder")
        self.assertEqual(lines.mapped("res_id"), self.anna.ids)
        lines.action_unlink()
        self.assertFalse(self.anna.exists())

    def test_judgements_are_in_no_chatter(self):
        contact, deal = self.anna.partner_id, self.deal
        before = len(contact.message_ids | deal.message_ids)
        anna = self.anna.with_user(self.salesman).with_context(tracking_disable=False)
        anna.write({"attitude": "opponent", "influence": 5, "note": "Hates us"})
        anna.action_judge(attitude="sceptic", note="Less so")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(len(contact.message_ids | deal.message_ids), before)

    # --- deals -------------------------------------------------------------------------

    def test_copy_of_a_deal_has_no_map(self):
        copy = self.deal.copy()
        self.assertFalse(copy.stakeholder_ids or copy.has_stakeholders or copy.missing_role_ids)
        self.assertFalse(copy.stakeholder_map_ids)
        self.assertEqual(len(self.deal.stakeholder_ids), 2)

    def test_conversion_keeps_the_map(self):
        lead = self._new_deal(type="lead", partner_id=False)
        anna = self._add("Anna Two", self.buyer_role, deal=lead)
        lead.convert_opportunity(self.customer)
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.stakeholder_ids, anna)
        self.assertEqual(lead.stakeholder_count, 1)

    def test_archived_deal_keeps_its_map_and_follows_when_it_comes_back(self):
        self.deal.action_set_lost()
        self.anna.action_mark_left()
        self.assertFalse(self._get_activities(), "a lost deal has nobody to tell")
        self.assertEqual(len(self.deal.stakeholder_ids), 2)
        self.deal.action_unarchive()
        self.assertEqual(self.deal.stakeholder_count, 1)
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)

    def test_deleted_deal_takes_its_people_along(self):
        people = self.deal.stakeholder_ids
        judgements = people.judgement_ids
        self.deal.unlink()
        self.assertFalse(people.exists() or judgements.exists())
