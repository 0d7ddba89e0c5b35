from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .badges_common import get_badges
from .gate_common import GateCommon
from .handover_common import HandoverCommon
from .icp_common import IcpCommon
from .review_common import ReviewCommon
from .speaking import speak_french
from .stakeholder_common import StakeholderCommon
from .statement_recorder import StatementRecorder
from .switching import switch_all_off

MARK = "crm_playbook.next_action_mark"
KANBAN, LIST = "crm.crm_case_kanban_view_leads", "crm.crm_case_tree_view_oppor"


@tagged("post_install", "-at_install")
class TestIcpInBadges(IcpCommon):
    def test_tier_stands_first_and_says_its_score(self):
        self._publish(([("employee_count", ">=", 50)], 10))
        self.lead.employee_count = 80
        badge = get_badges(self.lead.with_user(self.salesman))["icp"]
        self.assertEqual((badge["text"], badge["level"]), ("A · 100", "success"))
        self.assertEqual(badge["title"], "ICP tier A, score 100 of 100")
        self.assertTrue(badge["first"])

    def test_too_little_known_is_no_tier(self):
        self._publish(
            ([("employee_count", ">=", 50)], 2), ([("industry_id", "=", self.industry.id)], 8)
        )
        self.lead.write({"employee_count": 10, "industry_id": False})
        badge = get_badges(self.lead.with_user(self.salesman))["icp"]
        self.assertEqual((badge["text"], badge["level"]), ("?", "neutral"))
        self.assertIn("20 %", badge["title"])
        self.lead.industry_id = self.other_industry
        self.assertEqual(get_badges(self.lead.with_user(self.salesman))["icp"]["text"], "D · 0")

    def test_unpublished_room_asks_nothing(self):
        self.assertEqual(get_badges(self.lead.with_user(self.salesman)), {})


@tagged("post_install", "-at_install")
class TestGateInBadges(GateCommon):
    def test_gate_counts_and_names_what_is_missing(self):
        self._new_criterion()
        badge = get_badges(self.deal.with_user(self.salesman))["gate"]
        self.assertEqual((badge["text"], badge["level"]), ("0/1", "warning"))
        self.assertEqual(badge["title"], "Missing for the next stage:\nPhone is known")
        self.deal.phone = "1"
        badge = get_badges(self.deal.with_user(self.salesman))["gate"]
        self.assertEqual((badge["text"], badge["level"]), ("1/1", "success"))
        self.assertEqual(badge["title"], "Ready for the next stage")

    def test_words_are_those_of_the_reader(self):
        self._new_criterion()
        terms = {"Missing for the next stage:\n%s": "Il manque :\n%s"}
        speak_french(self, self.salesman, terms)
        deal = self.deal.with_user(self.salesman).with_context(lang="fr_FR")
        self.assertEqual(get_badges(deal)["gate"]["title"], "Il manque :\nPhone is known")

    def test_slow_deal_says_why(self):
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=9)
        key = (self.first.id, self.team.id)
        benchmarks = type(self.env["crm.stage.benchmark"])
        self.patch(benchmarks, "_get_benchmarks", lambda benchmarks: {key: (24.0, 7)})
        self.env["res.config.settings"].create({"stage_age_factor": 3}).execute()
        badge = get_badges(self.deal.with_user(self.salesman))["slow"]
        self.assertIn("median of 7", badge["title"])

    def test_people_outside_of_sales_read_none(self):
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.deal.with_user(user).read(["playbook_badges"])


@tagged("post_install", "-at_install")
class TestPeopleInBadges(StakeholderCommon):
    def test_people_are_counted_and_relations_named(self):
        self.assertNotIn("people", get_badges(self.deal.with_user(self.salesman)))
        self._need(self.buyer_role)
        self._add_engaged("Ann", self.user_role)
        self.env.flush_all()
        badge = get_badges(self.deal.with_user(self.salesman))["people"]
        self.assertEqual((badge["text"], badge["level"]), ("1/2", "warning"))
        self.assertEqual(badge["title"], "Relations need care\n1 people engaged, 2 needed")
        self.assertTrue(getattr(self.deal.with_user(self.salesman), badge["explain"])())


@tagged("post_install", "-at_install")
class TestReviewInBadges(ReviewCommon):
    def test_missing_action_is_marked_where_the_settings_say_so(self):
        deal = self.deal.with_user(self.salesman)
        self.assertNotIn("next_action", get_badges(deal))
        self.env["ir.config_parameter"].set_param(MARK, "True")
        self.env.invalidate_all()
        self.assertEqual(get_badges(deal)["next_action"]["level"], "danger")
        self._plan_action()
        self.env.invalidate_all()
        self.assertNotIn("next_action", get_badges(deal))


@tagged("post_install", "-at_install")
class TestAllInBadges(StatementRecorder, HandoverCommon):
    """A handover in words, and what all rooms cost together."""

    def test_handover_says_where_it_is(self):
        deal = self.deal.with_user(self.salesman)
        self.assertNotIn("handover", get_badges(deal))
        self._new_handover()
        self.assertEqual(get_badges(deal)["handover"]["title"], "Handover: Draft")

    def _use_all(self, count):
        """Return so many deals about which every room says something."""
        self.env["ir.config_parameter"].set_param(MARK, "True")
        profile = self.env["crm.icp.profile"].create({"name": "Ours"})
        self.env["crm.icp.criterion"].create(
            {"name": "Big", "profile_id": profile.id, "weight": 5}
            | {"domain": "[('expected_revenue', '>', 10)]"}
        )
        profile.action_publish()
        self.env["crm.stakeholder.requirement"].search([]).unlink()
        deals = self.env["crm.lead"].union(*(self._new_deal() for _number in range(count)))
        self.env["crm.stage.criterion"].create(
            {"name": "Agreed", "stage_id": deals.stage_id.id, "gate": "exit"}
            | {"kind": "confirmation", "enforcement": "advise"}
        ).action_activate()
        for deal in deals:
            self._new_handover(deal)
            self.env["crm.stakeholder"].create({"lead_id": deal.id, "partner_id": self.contact.id})
        self.env.flush_all()
        return deals.with_user(self.all_leads)

    def _record(self, deals):
        """Return the statements of reading cards once more."""
        card = {"name": {}, "activity_state": {}, "won_status": {}, "playbook_badges": {}}
        for _warm in range(2):
            self.env.invalidate_all()
            statements = self._record_statements(lambda: deals.web_read(card))
        return statements

    def test_all_rooms_are_read_in_one_statement_for_any_number_of_cards(self):
        deals = self._use_all(80)
        few, many = self._record(deals[:10]), self._record(deals)
        self.assertEqual(len(few), len(many))
        ours = [statement for statement in many if "UNION ALL" in statement]
        self.assertEqual(len(ours), 1)
        for table in ("crm_icp_score", "crm_stakeholder_map", "crm_handover", "crm_lead_evidence"):
            self.assertEqual([s for s in many if table in s], ours, table)
        codes = {"icp", "gate", "people", "next_action", "handover"}
        for badges in deals.mapped("playbook_badges"):
            self.assertEqual({badge["code"] for badge in badges}, codes)

    def test_rooms_that_are_off_say_nothing_and_ask_nothing(self):
        deals = self._use_all(2)
        views = (KANBAN, LIST)
        self.assertTrue(all("playbook_badges" in self._get_arch(view) for view in views))
        switch_all_off(self.env)
        self.assertFalse(any("playbook_badges" in self._get_arch(view) for view in views))
        with self.assertRaises(AccessError):
            deals.read(["playbook_badges"])
        deals = deals.sudo()
        self.assertFalse(any(deals.mapped("playbook_badges")))
        plain = {"name": {}, "activity_state": {}, "won_status": {}}
        for _warm in range(2):
            self.env.invalidate_all()
            without = self._record_statements(lambda: deals.web_read(plain))
        self.assertEqual(len(self._record(deals)), len(without))

    def _get_arch(self, xml_id):
        view = self.env.ref(xml_id)
        return self.env["crm.lead"].with_user(self.salesman).get_view(view.id, view.type)["arch"]

    def test_the_worst_comes_first_after_the_tier(self):
        [badges] = self._use_all(1).mapped("playbook_badges")
        levels = [badge["level"] for badge in badges[1:]]
        order = ["danger", "warning", "info", "success", "neutral"]
        self.assertEqual(badges[0]["code"], "icp")
        self.assertEqual(levels, sorted(levels, key=order.index))
