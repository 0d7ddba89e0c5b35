import re

from odoo.tests import tagged

from .stakeholder_common import StakeholderCommon
from .statement_recorder import StatementRecorder

TABLES = re.compile(r"(FROM|JOIN|INTO|UPDATE) \W?(crm_stakeholder|crm_lead_missing_role)")


@tagged("post_install", "-at_install")
class TestStakeholderQueries(StatementRecorder, StakeholderCommon):
    """Unused it costs nothing; used it costs the same for one deal and for eighty."""

    def _record(self, function):
        """Return the statements of a second call that touch a table of this room."""
        statements = self._record_statements(function)
        return [statement for statement in statements if TABLES.search(statement)]

    def _new_deals(self, count):
        return self.env["crm.lead"].create(
            [{"name": f"Deal {n}", "type": "opportunity", "user_id": False} for n in range(count)]
        )

    def _fill(self, deals, people=3):
        for deal in deals:
            for number in range(people):
                self._add(f"P{number}", self.user_role, deal=deal, meeting=number)
        self.env.flush_all()

    # --- unused ------------------------------------------------------------------------

    def test_unused_room_is_not_asked(self):
        deals = self._new_deals(3)
        other_team = self.env["crm.team"].create({"name": "Other"})
        teams = iter([other_team, self.team])
        for function in (
            lambda: self._new_deals(1000),
            lambda: deals.write({"team_id": next(teams).id}),
            lambda: deals.write({"expected_revenue": 5, "user_id": self.salesman.id}),
            lambda: deals.web_read({"name": {}, "playbook_badges": {}}),
            lambda: deals.web_read({"stakeholder_health": {}, "is_single_threaded": {}}),
            lambda: self.env["crm.lead"].search([("name", "like", "Deal")]),
            lambda: self.customer.write({"city": "Graz", "email": "info@example.com"}),
            lambda: self.env["res.partner"].create({"name": "Southwind"}),
        ):
            self.assertEqual(self._record(function), [])

    # --- used --------------------------------------------------------------------------

    def test_new_deals_beside_others_with_people_cost_nothing(self):
        self._need(self.user_role)
        self._fill(self.deal)
        self.assertEqual(self._record(lambda: self._new_deals(1000)), [])

    def test_write_on_many_deals_costs_a_constant_number(self):
        self._need(self.user_role, applies_domain="[('expected_revenue', '>', 10)]")
        deals = self._new_deals(30)
        self._fill(deals, people=2)
        amounts = iter(range(1, 100))

        def write(some):
            some.write({"expected_revenue": next(amounts) % 2 * 100})

        one = self._record(lambda: write(deals[:1]))
        self.assertTrue(one)
        self.assertEqual(one, self._record(lambda: write(deals)))
        self.assertEqual(deals.missing_role_ids, self.env["crm.stakeholder.role"])
        self.assertEqual(set(deals.mapped("stakeholder_count")), {2})

    def test_adding_people_to_many_deals_costs_a_constant_number(self):
        contacts = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(6)])
        numbers = iter(range(6))

        def add(deals):
            contact = contacts[next(numbers)]
            self.env["crm.stakeholder"].create(
                [{"lead_id": deal.id, "partner_id": contact.id} for deal in deals]
            )

        deals = self._new_deals(30)
        add(self.deal)  # the first person of all is noted in every process
        one = self._count_queries(lambda: add(deals[:1]))
        self.assertEqual(one, self._count_queries(lambda: add(deals[1:])))

    def test_judging_many_people_costs_a_constant_number(self):
        self._fill(self.deal, people=30)
        people = self.env["crm.stakeholder"].browse(self.deal.stakeholder_ids.ids)
        attitudes = iter(["neutral", "sceptic"] * 4)

        def judge(some):
            some.with_user(self.salesman).write({"attitude": next(attitudes)})

        self._count_queries(lambda: judge(people[:1]))  # rules are read once per process
        one = self._count_queries(lambda: judge(people[:1]))
        self.assertEqual(one, self._count_queries(lambda: judge(people)))

    def test_badge_of_a_room_without_people_costs_nothing(self):
        self.env["crm.stakeholder"].search([]).unlink()
        self.env.registry.clear_cache("stable")
        deals = self._new_deals(2)
        self._record(lambda: deals.web_read({"playbook_badges": {}}))  # asked once per process
        plain = self._count_queries(lambda: deals.web_read({"name": {}}))
        badges = self._count_queries(lambda: deals.web_read({"name": {}, "playbook_badges": {}}))
        self.assertEqual(badges, plain)

    def test_eighty_cards_cost_one_query(self):
        self._need(self.user_role)
        deals = self._new_deals(80)
        self._fill(deals, people=1)
        for some in (deals[:1], deals):
            statements = self._record(
                lambda some=some: some.web_read({"name": {}, "playbook_badges": {}})
            )
            self.assertEqual(len(statements), 1)
        self.assertTrue(all(deals.mapped("playbook_badges")))

    def test_list_costs_one_query(self):
        deals = self._new_deals(80)
        self._fill(deals[:20], people=1)
        spec = {"stakeholder_health": {}, "stakeholder_count": {}, "is_single_threaded": {}}
        self.assertEqual(len(self._record(lambda: deals.web_read(spec))), 1)

    def test_map_of_sixty_people_costs_what_a_map_of_three_does(self):
        self._need(self.user_role)
        small, large = self._new_deals(2)
        self._fill(small, people=3)
        self._fill(large, people=60)
        large.stakeholder_ids[1:].reports_to_id = large.stakeholder_ids[0]

        def read(deal):
            return deal.with_user(self.all_leads).get_stakeholder_map()

        self.assertEqual(len(read(large)["people"]), 60)
        few = self._count_queries(lambda: read(small))
        self.assertEqual(few, self._count_queries(lambda: read(large)))

    def test_assessment_without_a_change_writes_nothing(self):
        self._fill(self.deal)
        self.env.cr.execute("SELECT xmin, * FROM crm_stakeholder_map")
        before = self.env.cr.fetchall()
        self.assertFalse(self.env["crm.stakeholder.map"]._assess(self.deal))
        self.env.cr.execute("SELECT xmin, * FROM crm_stakeholder_map")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_assessment_does_not_touch_the_deal(self):
        self._fill(self.deal)
        self.env.cr.execute("SELECT xmin FROM crm_lead WHERE id = %s", [self.deal.id])
        before = self.env.cr.fetchall()
        with self.env.cr.savepoint():  # what is written inside would be seen as another one
            self.deal.stakeholder_ids.write({"attitude": "champion"})
            self.env.flush_all()
        self.env.cr.execute("SELECT xmin FROM crm_lead WHERE id = %s", [self.deal.id])
        self.assertEqual(self.env.cr.fetchall(), before)
