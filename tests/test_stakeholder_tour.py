from odoo.tests import HttpCase, tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderTour(HttpCase, StakeholderCommon):
    def test_a_map_is_built_from_suggestions_and_says_what_a_leaver_leaves(self):
        self._need(self.buyer_role)
        ada, bo = self._new_contact("Ada Boss"), self._new_contact("Bo User")
        # The board has badges once there is a map.
        self._add("Somebody else", deal=self._new_deal(name="Other deal"))
        self.start_tour("/odoo", "crm_playbook_stakeholder_map", login="map_salesman")
        people = {person.partner_id: person for person in self.deal.stakeholder_ids}
        self.assertEqual(set(people), {ada, bo})
        self.assertEqual(people[ada].state, "left")
        self.assertEqual(people[ada].role_ids, self.buyer_role)
        self.assertEqual(people[bo].attitude, "champion")
        self.assertEqual(people[bo].attitude_user_id, self.salesman)
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        self.assertEqual(len(self.deal.activity_ids), 1)
        self.assertEqual(self.deal.activity_ids.user_id, self.salesman)

    def test_the_print_of_a_deal_has_a_page_of_its_people(self):
        boss = self._add_engaged("Ada Boss", self.buyer_role, attitude="supporter")
        self._add("Bo User", self.user_role, reports_to_id=boss.id)
        self._add_placeholder("The lawyer")
        report = self.env["ir.actions.report"].with_user(self.salesman)
        html, _kind = report._render_qweb_html("crm_playbook.report_deal", self.deal.ids)
        page = html.decode()
        for text in ("Line 4", "Ada Boss", "Payer", "Reports to", "The lawyer", "name unknown"):
            self.assertIn(text, page)

    def test_the_print_of_a_deal_without_a_map_has_no_such_page(self):
        report = self.env["ir.actions.report"].with_user(self.salesman)
        html, _kind = report._render_qweb_html("crm_playbook.report_deal", self.deal.ids)
        self.assertIn("Line 4", html.decode())
        self.assertNotIn("o_stakeholder_report", html.decode())
