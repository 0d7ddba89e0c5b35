from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .badges_common import get_badges
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

    def assertSaid(self, deal, text, title):
        badge = get_badges(deal)["gate"]
        self.assertEqual((badge["text"], badge["title"]), (text, title))

    def test_badge_counts_what_is_asked_and_names_what_is_missing(self):
        self._new_criterion()
        self._new_criterion(name="Amount", field_ids=self._get_field("expected_revenue").ids)
        self.deal.expected_revenue = 5
        deal = self.deal.with_user(self.salesman)
        self.assertSaid(deal, "1/2", "Missing for the next stage:\nPhone is known")
        self.assertEqual(deal.gate_missing_count, 1)
        self.deal.phone = "1"
        deal.invalidate_recordset()
        self.assertSaid(deal, "2/2", "Ready for the next stage")
        self.assertEqual(deal.gate_missing_count, 0)

    def test_badge_counts_a_waived_criterion_as_met(self):
        criterion = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Known by mail")
        self.assertSaid(self.deal, "1/1", "Ready for the next stage")

    def test_deals_of_which_nothing_is_asked_have_no_badge(self):
        self._new_criterion()
        lead = self._new_deal(type="lead", stage_id=False)
        won = self._new_deal(phone="1")
        won.action_set_won()
        other = self._new_deal(team_id=self.other_team.id, stage_id=False)
        for deal in (lead, won, other):
            self.assertFalse(get_badges(deal))

    def test_names_come_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        criterion = self._new_criterion()
        criterion.with_context(lang="fr_FR").name = "Telephone connu"
        deal = self.deal.with_context(lang="fr_FR")
        self.assertIn("\nTelephone connu", get_badges(deal)["gate"]["title"])
        [badge] = self.deal.playbook_badges  # though the other language is still in memory
        self.assertIn("\nPhone is known", badge["title"])

    def test_slow_deal_says_why_without_any_criterion(self):
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=9)
        key = (self.first.id, self.team.id)
        self.patch(
            type(self.env["crm.stage.benchmark"]),
            "_get_benchmarks",
            lambda benchmarks: {key: (24.0, 7)},
        )
        self.assertFalse(get_badges(self.deal))
        self.env["res.config.settings"].create({"stage_age_factor": 3}).execute()
        self.deal.invalidate_recordset()
        badge = get_badges(self.deal)["slow"]
        self.assertIn("median of 7", badge["title"])
        self.assertEqual((badge["text"], badge["level"]), ("Slow", "warning"))

    def test_header_of_a_column_lists_the_criteria_of_its_stage(self):
        self._new_criterion()
        self._new_criterion(name="Asked, not active", state="draft")
        self._new_criterion(name="Amount", gate="entry")
        self.assertEqual(self.first.gate_summary, "• Amount\n• Phone is known")
        self.assertFalse(self.second.gate_summary)
        self.assertIn("gate_summary", self._get_arch())

    def test_cards_cost_one_query_more_whatever_their_number(self):
        self._new_criterion()
        self._new_criterion(name="Confirmed", kind="confirmation", ask_again=True)
        agreed = self._new_criterion(name="Agreed", kind="approval")
        self._new_criterion(
            name="Called", kind="activity", activity_when="planned", enforcement="advise"
        )
        deals = self.env["crm.lead"].union(*(self._new_deal() for _number in range(80)))
        deals[:9].with_user(self.manager).action_waive_criteria(agreed.ids, "Known by mail")
        card = {"name": {}, "activity_ids": {"fields": {"activity_type_id": {}, "active": {}}}}
        card["activity_state"] = {}
        badges = {**card, "playbook_badges": {}}
        plain = self._count_card_queries(deals, card)
        self.assertEqual(self._count_card_queries(deals, badges), plain + 1)
        plain = self._count_card_queries(deals[:2], card)
        self.assertEqual(self._count_card_queries(deals[:2], badges), plain + 1)
