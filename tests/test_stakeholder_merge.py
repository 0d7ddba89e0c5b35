from odoo.fields import Command
from odoo.tests import tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderMerge(StakeholderCommon):
    """Deals and contacts that are merged: each person once, the newer judgement wins, and no
    judgement is lost."""

    contact_is_given = False

    def setUp(self):
        super().setUp()
        # The merge keeps the deal that is nearer to being won.
        self.deal.probability = 80
        self.other = self._new_deal(name="Line 5", probability=10)
        self.anna = self._add("Anna", self.buyer_role, attitude="sceptic", influence=2)
        self.ben = self._add("Ben", self.user_role)
        self.other_anna = self._put(self.anna.partner_id, self.other, self.champion_role)
        self.carl = self._add("Carl", self.user_role, deal=self.other)

    def _put(self, partner, deal, *roles, **values):
        return self.env["crm.stakeholder"].create(
            {
                "lead_id": deal.id,
                "partner_id": partner.id,
                "role_ids": [Command.set([role.id for role in roles])],
                **values,
            }
        )

    def _judge(self, person, days, **values):
        """Judge a person, so many days ago."""
        person.action_judge(**values)
        person.attitude_date = self._ago(days)
        person.judgement_ids[0].sudo().date = self._ago(days)

    def _merge_deals(self):
        merged = (self.deal | self.other).with_user(self.manager).merge_opportunity()
        self.assertEqual(merged, self.deal)
        self.env.flush_all()
        self.env.invalidate_all()

    def _merge_contacts(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.env.flush_all()
        self.env.invalidate_all()

    # --- deals -------------------------------------------------------------------------

    def test_merged_deal_has_each_person_once_with_all_roles(self):
        self._merge_deals()
        self.assertEqual(self.deal.stakeholder_ids, self.anna | self.ben | self.carl)
        self.assertEqual(self.anna.role_ids, self.buyer_role | self.champion_role)
        self.assertEqual(self.deal.stakeholder_count, 3)
        self.assertFalse(self.other.exists())

    def test_newer_judgement_wins_and_history_is_kept(self):
        self._judge(self.anna, 20, attitude="neutral")
        self._judge(self.other_anna, 5, attitude="champion", influence=5)
        dates = (self.anna.attitude_date, self.other_anna.attitude_date)
        count = len((self.anna | self.other_anna).judgement_ids)
        self._merge_deals()
        self.assertEqual((self.anna.attitude, self.anna.influence), ("champion", 5))
        self.assertEqual(self.anna.attitude_date, dates[1])
        self.assertEqual(len(self.anna.judgement_ids), count)
        self.assertTrue(set(dates) <= set(self.anna.judgement_ids.mapped("date")))

    def test_older_judgement_of_the_other_deal_changes_nothing(self):
        self._judge(self.anna, 5, attitude="supporter")
        self._judge(self.other_anna, 20, attitude="opponent")
        self._merge_deals()
        self.assertEqual(self.anna.attitude, "supporter")

    def test_lines_lead_to_the_person_who_stays(self):
        self.carl.write(
            {
                "reports_to_id": self.other_anna.id,
                "influence_ids": [Command.set(self.other_anna.ids)],
            }
        )
        self.other_anna.conflict_ids = self.carl
        self.anna.influence_ids = self.ben
        self._merge_deals()
        self.assertEqual(self.carl.reports_to_id, self.anna)
        self.assertEqual(self.carl.influence_ids, self.anna)
        self.assertEqual(self.anna.conflict_ids, self.carl)
        self.assertEqual(self.anna.influence_ids, self.ben)

    def test_merge_closes_no_circle_of_reports(self):
        other_ben = self._put(self.ben.partner_id, self.other)
        self.ben.reports_to_id = self.anna
        self.other_anna.reports_to_id = other_ben
        self._merge_deals()
        self.assertEqual(self.ben.reports_to_id, self.anna)
        self.assertFalse(self.anna.reports_to_id)

    def test_boss_of_the_other_deal_is_taken_over(self):
        self.other_anna.reports_to_id = self.carl
        self._merge_deals()
        self.assertEqual(self.anna.reports_to_id, self.carl)

    def test_notes_are_joined_and_who_is_active_somewhere_stays(self):
        self.anna.write({"note": "First", "state": "left"})
        self.other_anna.note = "Second"
        self._merge_deals()
        self.assertEqual(self.anna.note, "First\n\nSecond")
        self.assertEqual((self.anna.state, self.anna.date_left), ("active", False))

    def test_placeholders_of_one_name_become_one(self):
        place = self._add_placeholder("The CFO", self.buyer_role)
        self._add_placeholder("the cfo ", self.champion_role, deal=self.other)
        self._add_placeholder("The CTO", deal=self.other)
        self._merge_deals()
        places = self.deal.stakeholder_ids.filtered("is_placeholder")
        self.assertEqual(sorted(places.mapped("name")), ["The CFO", "The CTO"])
        self.assertEqual(place.role_ids, self.buyer_role | self.champion_role)

    def test_deal_without_a_map_gets_that_of_the_other(self):
        plain = self._new_deal(probability=90)
        (plain | self.other).with_user(self.manager).merge_opportunity()
        self.assertEqual(plain.stakeholder_ids, self.other_anna | self.carl)
        self.assertTrue(plain.has_stakeholders)
        self.assertEqual(plain.stakeholder_count, 2)

    def test_contact_of_both_deals_counts(self):
        for person in (self.anna, self.other_anna):
            person.lead_id.message_post(
                body="Hello",
                author_id=person.partner_id.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self._merge_deals()
        self.assertEqual(self.anna.inbound_30, 2)

    def test_merging_deals_without_people_asks_nothing_of_maps(self):
        first, second = self._new_deal(probability=50), self._new_deal(probability=20)
        self.patch(type(first), "_merge_stakeholders", lambda *args: self.fail("asked"))
        (first | second).merge_opportunity()

    # --- contacts ----------------------------------------------------------------------

    def test_merged_contacts_are_one_person_on_each_deal(self):
        double = self._put(self._new_contact("Anna B."), self.deal, self.champion_role)
        only = self._put(double.partner_id, self._new_deal(), self.user_role)
        self._judge(self.anna, 9, attitude="neutral")
        self._judge(double, 2, attitude="champion")
        history = (self.anna | double).judgement_ids
        self._merge_contacts(double.partner_id, self.anna.partner_id)
        self.assertFalse(double.exists())
        self.assertEqual(self.deal.stakeholder_ids, self.anna | self.ben)
        self.assertEqual(self.anna.role_ids, self.buyer_role | self.champion_role)
        self.assertEqual(self.anna.attitude, "champion")
        self.assertEqual(self.anna.judgement_ids, history)
        self.assertEqual((only.partner_id, only.name), (self.anna.partner_id, "Anna"))
        self.assertEqual(self.deal.stakeholder_count, 2)

    def test_owner_of_a_deal_that_lost_a_person_is_told_once(self):
        double = self._put(self._new_contact("Anna B."), self.deal)
        only = self._put(double.partner_id, self._new_deal())
        self._merge_contacts(double.partner_id, self.anna.partner_id)
        self.assertEqual(
            self.deal.activity_ids.mapped("summary"),
            ["One contact now, on the map twice before: Anna"],
        )
        self.assertFalse(only.lead_id.activity_ids)

    def test_contact_that_is_only_the_source_moves(self):
        target = self._new_contact("Anna New")
        self._merge_contacts(self.anna.partner_id, target)
        self.assertEqual((self.anna | self.other_anna).partner_id, target)
        self.assertEqual(self.anna.name, "Anna New")

    def test_messages_of_both_contacts_count(self):
        double = self._put(self._new_contact("Anna B."), self.deal)
        for person in (self.anna, double):
            self.deal.message_post(
                body="Hello",
                author_id=person.partner_id.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self._merge_contacts(double.partner_id, self.anna.partner_id)
        self.assertEqual(self.anna.inbound_30, 2)

    # --- contacts of two companies -----------------------------------------------------

    def _merge_as_user(self, source, target):
        """Merge contacts as somebody of the address book who works in both companies."""
        user = self._new_user("map_book", "base.group_user,base.group_partner_manager")
        user.company_ids = self.env["res.company"].search([])
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard = wizard.with_context(allowed_company_ids=user.company_ids.ids)
        partners = source | target
        wizard.create(
            {"partner_ids": [Command.set(partners.ids)], "dst_partner_id": target.id}
        ).action_merge()
        self.env.flush_all()
        self.env.invalidate_all()

    def _put_in_companies(self):
        """Let Anna be known in the company of her deal, and Anna B. in another one."""
        second = self.env["res.company"].create({"name": "Second"})
        self.deal.company_id = self.env.company
        self.anna.partner_id.company_id = self.env.company
        return second, self._new_contact("Anna B.", company_id=second.id, parent_id=False)

    def test_contacts_of_two_companies_merge_with_a_map(self):
        _second, double = self._put_in_companies()
        self._merge_as_user(self.anna.partner_id, double)
        self.assertEqual((self.anna | self.other_anna).partner_id, double)
        self.assertEqual(self.anna.name, "Anna B.")
        # The salesperson, who does not work there, goes on with the map.
        self.assertTrue(self._get_map())
        self.anna.with_user(self.salesman).action_judge(attitude="champion")
        self.assertEqual(self.anna.attitude, "champion")

    def test_contacts_of_two_companies_who_are_both_on_the_map_become_one(self):
        second, double = self._put_in_companies()
        there = self._new_deal(company_id=second.id, team_id=False, user_id=False)
        on_both = self._put(self.anna.partner_id.copy({"company_id": False}), there)
        double.company_id = False
        person = self._put(double, self.deal, self.champion_role)
        double.company_id = second
        on_both.partner_id.company_id = self.env.company
        self._merge_as_user(self.anna.partner_id | on_both.partner_id, double)
        self.assertFalse(self.anna.exists())
        self.assertEqual((person | on_both).partner_id, double)
        self.assertEqual(person.role_ids, self.buyer_role | self.champion_role)

    def test_an_owner_who_works_there_no_more_is_in_nobodys_way(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.salesman.company_ids += company
        deal = self._new_deal(company_id=company.id, team_id=False)
        double = self._put(self._new_contact("Anna B."), deal, user_id=self.salesman.id)
        self._put(self.anna.partner_id, deal)
        deal.user_id = False
        self.salesman.company_ids -= company
        self._merge_as_user(double.partner_id, self.anna.partner_id)
        self.assertEqual(deal.stakeholder_ids.partner_id, self.anna.partner_id)

    def test_contacts_of_handovers_merge_across_companies(self):
        _second, double = self._put_in_companies()
        handover = self.env["crm.handover"].create({"lead_id": self.deal.id})
        handover.contact_ids.unlink()
        line = handover.contact_ids.create(
            {"handover_id": handover.id, "partner_id": self.anna.partner_id.id}
        )
        self._merge_as_user(self.anna.partner_id, double)
        self.assertEqual((line.partner_id, line.name), (double, "Anna"))
