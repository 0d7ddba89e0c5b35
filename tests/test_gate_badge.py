from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .gate_common import GateCommon

KANBAN = "crm.crm_case_kanban_view_leads"


@tagged("post_install", "-at_install")
class TestGateBadge(GateCommon):
    """What a card shows of the gates, and what that costs."""

    def _get_arch(self):
        return self.env["crm.lead"].get_view(self.env.ref(KANBAN).id, "kanban")["arch"]

    def _count_card_queries(self, deals, specification):
        cards = deals.with_user(self.all_leads)
        return self._count_queries(lambda: cards.web_read(specification))

    def test_badge_counts_what_is_asked_and_names_what_is_missing(self):
        self._new_criterion()
        self._new_criterion(name="Amount", field_ids=self._get_field("expected_revenue").ids)
        self.deal.expected_revenue = 5
        deal = self.deal.with_user(self.salesman)
        self.assertEqual(deal.gate_badge, {"asked": 2, "missing": ["Phone is known"]})
        self.assertEqual(deal.gate_missing_count, 1)
        self.deal.phone = "1"
        deal.invalidate_recordset()
        self.assertEqual(deal.gate_badge, {"asked": 2})
        self.assertEqual(deal.gate_missing_count, 0)

    def test_badge_counts_a_waived_criterion_as_met(self):
        criterion = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Known by mail")
        self.assertEqual(self.deal.gate_badge, {"asked": 1})

    def test_deals_of_which_nothing_is_asked_have_no_badge(self):
        self._new_criterion()
        lead = self._new_deal(type="lead", stage_id=False)
        won = self._new_deal(phone="1")
        won.action_set_won()
        other = self._new_deal(team_id=self.other_team.id, stage_id=False)
        for deal in (lead, won, other):
            self.assertFalse(deal.gate_badge)

    def test_names_come_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        criterion = self._new_criterion()
        criterion.with_context(lang="fr_FR").name = "Telephone connu"
        deal = self.deal.with_context(lang="fr_FR")
        self.assertEqual(deal.gate_badge["missing"], ["Telephone connu"])
        self.deal.invalidate_recordset()
        self.assertEqual(self.deal.gate_badge["missing"], ["Phone is known"])

    def test_slow_deal_says_why_without_any_criterion(self):
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=9)
        key = (self.first.id, self.team.id)
        self.patch(
            type(self.env["crm.stage.benchmark"]),
            "_get_benchmarks",
            lambda benchmarks: {key: (24.0, 7)},
        )
        self.assertFalse(self.deal.gate_badge)
        self.env["res.config.settings"].create({"stage_age_factor": 3}).execute()
        self.deal.invalidate_recordset()
        self.assertIn("median of 7", self.deal.gate_badge["slow"])

    def test_header_of_a_column_lists_the_criteria_of_its_stage(self):
        self._new_criterion()
        self._new_criterion(name="Asked, not active", state="draft")
        self._new_criterion(name="Amount", gate="entry")
        self.assertEqual(self.first.gate_summary, "• Amount\n• Phone is known")
        self.assertFalse(self.second.gate_summary)
        self.assertIn("gate_summary", self._get_arch())

    def test_cards_cost_a_constant_number_of_queries(self):
        self._new_criterion()
        self._new_criterion(name="Confirmed", kind="confirmation")
        self._new_criterion(name="Agreed", kind="approval")
        self._new_criterion(
            name="Called", kind="activity", activity_when="planned", enforcement="advise"
        )
        deals = self.env["crm.lead"].union(*(self._new_deal() for _number in range(80)))
        plain = self._count_card_queries(deals, {"name": {}})
        badges = self._count_card_queries(deals, {"name": {}, "gate_badge": {}})
        self.assertLessEqual(badges, plain + 3, "evidence, activities and waivers")
        self.assertEqual(
            badges, self._count_card_queries(deals[:2], {"name": {}, "gate_badge": {}})
        )
