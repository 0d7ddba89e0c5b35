from odoo.tests import tagged

from odoo.addons.crm_playbook.tools.openable import group_by_reader

from .losing import GONE, add_company, hide, take_company
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
        def count(deals):
            people = self.env["crm.stakeholder"]
            for _number in range(deals):
                people |= self._add("Ben", deal=self._new_deal())
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            group_by_reader(people.lead_id, lambda lead: lead.user_id | lead.team_id.user_id)
            return self.env.cr.sql_log_count - start

        count(1)
        self.assertEqual(count(2), count(20))
