from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderSuggestions(StakeholderCommon):
    """Whom the deal suggests, whom a salesperson may add, and who comes from the last deal."""

    def _suggest(self, **options):
        lines = self.deal.with_user(self.salesman).get_stakeholder_suggestions(**options)
        return {line["name"]: line["reasons"] for line in lines}

    def test_suggestions_say_why(self):
        anna, ben, carl = map(self._new_contact, ("Anna", "Ben", "Carl"))
        stranger = self.env["res.partner"].create({"name": "Dora"})
        self.deal.message_post(
            body="Hello", author_id=anna.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.deal.with_user(self.salesman).message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(anna | stranger).ids,
        )
        self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "opportunity_id": self.deal.id,
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "partner_ids": [Command.set((ben | self.salesman.partner_id).ids)],
            }
        )
        suggested = self._suggest()
        self.assertEqual(
            suggested["Anna"],
            ["Messages from them: 1", "Messages to them: 1", "Contact of Northwind"],
        )
        self.assertEqual(suggested["Ben"], ["Meetings with them: 1", "Contact of Northwind"])
        self.assertEqual(suggested["Carl"], ["Contact of Northwind"])
        self.assertEqual(suggested["Dora"], ["Messages to them: 1"])
        self.assertNotIn(self.salesman.name, suggested, "colleagues are not suggested")
        self.assertNotIn("Northwind", suggested, "a company is nobody")
        self.assertEqual(list(suggested)[0], "Anna", "those with most contact come first")
        self.assertEqual(list(self._suggest(limit=1)), ["Anna"])
        self.assertTrue(carl)

    def test_who_is_on_the_map_or_archived_is_not_suggested(self):
        self._add("Anna")
        self._new_contact("Ben", active=False)
        self.assertEqual(self._suggest(), {})

    def test_customer_who_is_a_person_is_suggested(self):
        self.deal.partner_id = self.env["res.partner"].create({"name": "Emil"})
        self.assertIn("Customer of this deal", self._suggest()["Emil"])

    def test_contacts_of_other_companies_are_not_suggested_and_cannot_be_added(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self._new_contact("Anna", company_id=False)
        hidden = self.env["res.partner"].create({"name": "Ben", "company_id": company.id})
        self.deal.message_post(
            body="Hello", author_id=hidden.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(list(self._suggest()), ["Anna"])
        with self.assertRaises(AccessError):
            self.deal.with_user(self.salesman).action_add_stakeholders(hidden.ids)

    def test_salesperson_adds_people_and_nobody_twice(self):
        anna, ben = self._new_contact("Anna"), self._new_contact("Ben")
        deal = self.deal.with_user(self.salesman)
        deal.action_add_stakeholders(anna.ids)
        added = deal.action_add_stakeholders([ben.id, anna.id, ben.id])
        people = self.env["crm.stakeholder"].browse(added)
        self.assertEqual(people.partner_id, ben)
        self.assertEqual(people.user_id, self.salesman)
        self.assertEqual(self.deal.stakeholder_ids.partner_id, anna | ben)

    def test_nobody_is_added_to_a_deal_of_somebody_else(self):
        anna = self._new_contact("Anna")
        for user in (self.other_salesman, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.deal.with_user(user).action_add_stakeholders(anna.ids)
            with self.assertRaises(AccessError):
                self.deal.with_user(user).get_stakeholder_suggestions()

    def test_suggestions_take_the_same_number_of_queries_for_any_number_of_contacts(self):
        self._new_contact("Anna")
        few = self._count_queries(self._suggest)
        for number in range(15):
            self._new_contact(f"Person {number}")
        self.assertEqual(self._count_queries(self._suggest), few)

    # --- placeholders ------------------------------------------------------------------

    def test_placeholder_becomes_a_person(self):
        place = self._add_placeholder("The CFO", self.buyer_role)
        anna = self._new_contact("Anna")
        place.with_user(self.salesman).action_identify(anna.id)
        self.assertEqual((place.name, place.partner_id), ("Anna", anna))
        self.assertFalse(place.is_placeholder)
        self.assertEqual(place.role_ids, self.buyer_role)

    def test_person_who_is_known_or_on_the_map_is_refused_with_the_name(self):
        place = self._add_placeholder("The CFO")
        anna = self._add("Anna")
        with self.assertRaisesRegex(UserError, "“Anna” is known by name already"):
            anna.action_identify(anna.partner_id.id)
        with self.assertRaisesRegex(UserError, "Anna” is on the map of the deal already"):
            place.action_identify(anna.partner_id.id)

    # --- the last deal -----------------------------------------------------------------

    def _make_last_deal(self):
        last = self._new_deal(name="Line 3")
        anna = self._add("Anna", self.buyer_role, deal=last, attitude="champion", influence=5)
        ben = self._add("Ben", self.user_role, deal=last, note="Likes charts")
        place = self._add_placeholder("The CFO", self.buyer_role, deal=last)
        gone = self._add("Carl", deal=last, state="left")
        ben.reports_to_id = anna
        ben.influence_ids = anna | gone
        anna.conflict_ids = place
        anna.sudo().attitude_date = self._ago(200)
        anna.sudo().attitude_user_id = self.manager
        return last

    def test_people_of_the_last_deal_come_with_attitudes_marked_as_old(self):
        self._new_deal(name="Without people")
        last = self._make_last_deal()
        deal = self.deal.with_user(self.salesman)
        self.assertEqual(
            deal.get_last_deal_stakeholders(), {"lead_id": last.id, "name": "Line 3", "count": 3}
        )
        people = self.env["crm.stakeholder"].browse(deal.action_take_over_stakeholders())
        anna, ben, place = (
            people.filtered(lambda p, n=n: p.name == n) for n in ("Anna", "Ben", "The CFO")
        )
        self.assertEqual(self.deal.stakeholder_ids, people)
        self.assertEqual(
            (anna.attitude, anna.influence, anna.role_ids), ("champion", 5, self.buyer_role)
        )
        self.assertTrue(anna.is_attitude_old)
        self.assertEqual(anna.attitude_date.date(), self._ago(200).date())
        self.assertEqual(anna.attitude_user_id, self.manager)
        self.assertEqual(ben.reports_to_id, anna)
        self.assertEqual(ben.influence_ids, anna)
        self.assertEqual(anna.conflict_ids, place)
        self.assertEqual(ben.note, "Likes charts")
        self.assertTrue(place.is_placeholder)
        self.assertIn("old", self._get_codes())
        self.assertEqual(len(last.stakeholder_ids), 4, "the last deal keeps its people")

    def test_judging_anew_makes_a_taken_over_attitude_current(self):
        self._make_last_deal()
        ids = self.deal.with_user(self.salesman).action_take_over_stakeholders()
        anna = self.env["crm.stakeholder"].browse(ids).filtered(lambda p: p.name == "Anna")
        anna.with_user(self.salesman).attitude = "champion"
        self.assertFalse(anna.is_attitude_old)
        self.assertEqual(anna.attitude_user_id, self.salesman)

    def test_who_is_on_the_map_already_is_not_taken_over(self):
        last = self._make_last_deal()
        self.deal.action_add_stakeholders(last.stakeholder_ids.partner_id.ids[:1])
        present = self.deal.stakeholder_ids.partner_id
        ids = self.deal.with_user(self.salesman).action_take_over_stakeholders()
        taken = self.env["crm.stakeholder"].browse(ids)
        self.assertFalse(taken.partner_id & present)
        self.assertFalse(self.deal.get_last_deal_stakeholders())

    def test_deals_that_the_user_may_not_read_and_other_accounts_give_nothing(self):
        self._make_last_deal().user_id = self.other_salesman
        deal = self.deal.with_user(self.salesman)
        self.assertFalse(deal.get_last_deal_stakeholders())
        self.assertEqual(deal.action_take_over_stakeholders(), [])
        self.deal.partner_id = False
        self.assertFalse(self.deal.with_user(self.manager).get_last_deal_stakeholders())
        with self.assertRaises(AccessError):
            self.deal.with_user(self.other_salesman).action_take_over_stakeholders()
