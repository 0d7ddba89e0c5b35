from odoo.tests import tagged

from odoo.addons.crm_playbook.tools.openable import group_by_reader

from .losing import GONE, add_company, archive, hide, make_portal, take_company
from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderTelling(StakeholderCommon):
    """That a person left is told to who may open the deal: its owner, else the leader of the
    team, else nobody."""

    def setUp(self):
        super().setUp()
        self.anna = self._add_engaged("Anna", self.buyer_role)
        self.env.flush_all()

    def _leave(self):
        """Archive the contact, as an employee of the address book."""
        partner = self.anna.partner_id
        partner.with_user(self.employee).sudo().action_archive()
        return self.deal.activity_ids.user_id

    def test_owner_who_is_gone_is_not_told_and_the_leader_is(self):
        self.team.user_id = self.manager
        for name, leave in GONE.items():
            owner = self._new_user(f"gone_{leave.__name__}", "sales_team.group_sale_salesman")
            self.deal.write({"user_id": owner.id, "team_id": self.team.id})
            leave(owner)
            with self.subTest(name):
                self.assertEqual(self._leave(), self.manager)
            self.deal.activity_ids.unlink()
            self.anna.partner_id.action_unarchive()

    def test_nobody_is_told_where_nobody_may_open_the_deal(self):
        self.team.user_id = self.other_salesman
        GONE["without the Sales right"](self.salesman)
        self.assertFalse(self._leave())

    def test_owner_without_the_company_is_not_told(self):
        company = add_company(self.salesman)
        self.deal.write({"team_id": False, "company_id": company.id, "user_id": self.salesman.id})
        self.assertEqual(self._leave(), self.salesman)
        self.deal.activity_ids.unlink()
        self.anna.partner_id.action_unarchive()
        take_company(self.salesman, company)
        self.assertFalse(self._leave())

    def test_owner_of_a_deal_that_a_rule_hides_is_not_told(self):
        self.deal.name = "Hidden"
        hide(self.env, "crm.lead", "Hidden")
        self.assertFalse(self._leave())

    def test_queries_for_many_deals_of_one_owner_are_those_for_one(self):
        def get_both(lead):
            return lead.user_id | lead.team_id.user_id

        def count(deals):
            people = self.env["crm.stakeholder"]
            for _number in range(deals):
                people |= self._add("Ben", deal=self._new_deal())
            return self._count_once(lambda: group_by_reader(people.lead_id, get_both))

        count(1)
        self.assertEqual(count(2), count(20))

    # --- who holds the relation leaves -------------------------------------------------

    def _get_told(self, user):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("summary", "like", "Nobody holds")]
        )

    def test_the_owner_of_the_deal_is_told_once_that_nobody_holds_relations(self):
        other = self._add("Ben", deal=self._new_deal(name="Line 5"))
        (self.anna | other).user_id = self.other_salesman
        for leave in (make_portal, archive):
            self.other_salesman.group_ids = self.salesman.group_ids
            self.assertFalse(self._get_told(self.salesman))
            leave(self.other_salesman)
            told = self._get_told(self.salesman)
            self.assertEqual(len(told), 1, leave.__name__)
            for name in ("Anna", "Ben", "Line 5"):
                self.assertIn(name, told.note)

    def test_it_is_taken_back_once_somebody_holds_them(self):
        other = self._add("Ben", deal=self._new_deal(name="Line 5"))
        (self.anna | other).user_id = self.other_salesman
        archive(self.other_salesman)
        self.anna.with_user(self.salesman).user_id = self.salesman
        self.assertEqual(
            self._get_told(self.salesman).summary, "Nobody holds the relation any more: Ben"
        )
        other.with_user(self.salesman).user_id = False
        self.assertFalse(self._get_told(self.salesman))

    def test_who_loses_the_company_holds_no_relation(self):
        company = add_company(self.salesman)
        self.other_salesman.company_ids += company
        self.deal.write({"team_id": False, "company_id": company.id, "user_id": self.salesman.id})
        self.anna.user_id = self.other_salesman
        take_company(self.other_salesman, company)
        self.assertTrue(self._get_told(self.salesman))

    def test_the_leader_is_told_when_it_was_the_owner(self):
        self.team.user_id = self.manager
        self.anna.user_id = self.salesman
        archive(self.salesman)
        self.assertTrue(self._get_told(self.manager))
