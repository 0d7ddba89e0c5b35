from ..common import MANY
from .base import LANG, MARK, Kit


class SignalKit(Kit):
    """A signal of reviews. Goes beside ``ReviewCommon``."""

    room = None

    def make_silent(self, deals):
        """Let nothing speak against these new deals, an activity being planned."""

    def make_spoken(self, deals):
        """Let the signal speak of these deals."""
        raise NotImplementedError

    def _new_silent_deals(self, number):
        deals = self._new_deals(number)
        for deal in deals:
            self._plan_action(deal)
        self.make_silent(deals)
        return deals

    def _get_line(self, deal, **context):
        """Return what the signal says of a deal to its salesperson, or None."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = deal.with_user(self.salesman).with_context(**context)._get_signal_lines()
        return next((line for line in lines if line["code"] == self.code), None)

    def _rank(self, deals):
        """Return the ids of the deals that a review hears of by this signal."""
        query = self.env["crm.lead"]._search([("id", "in", deals.ids)])
        rows = self.env["crm.deal.signal"]._rank(query, self.team, self.env.company, len(deals))
        return {row["lead_id"] for row in rows if self.code in {s["code"] for s in row["signals"]}}

    def test_signal_is_described_to_every_reader(self):
        signals = self.env["crm.deal.signal"].with_user(self.salesman)
        about = signals._describe(self.code)
        self.assertTrue(about["name"].strip() and about["weight"] >= 1)
        self.assertGreaterEqual(about["threshold"], 0)
        with self._translated():
            there = signals.with_context(lang=LANG)._describe(self.code)
        for name in ("name", "unit"):
            self.assertEqual(there[name], about[name] and f"{MARK}{about[name]}")

    def test_it_is_silent_until_there_is_something_to_say(self):
        deal = self._new_silent_deals(1)
        self.assertIsNone(self._get_line(deal))
        self.make_spoken(deal)
        line = self._get_line(deal)
        self.assertTrue(line["text"].strip().endswith("."))
        self.assertEqual(line["weight"], self.env["crm.deal.signal"]._describe(self.code)["weight"])

    def test_it_says_so_in_the_language_of_the_reader(self):
        deal = self._new_silent_deals(1)
        self.make_spoken(deal)
        with self._translated():
            self.assertTrue(self._get_line(deal, lang=LANG)["text"].startswith(MARK))

    def test_it_is_the_same_from_every_company(self):
        deal = self._new_silent_deals(1)
        self.make_spoken(deal)
        companies = self._let_work_elsewhere(self.salesman)
        self.assertTrue(self._get_line(deal, allowed_company_ids=companies))

    def test_a_deal_is_not_spoken_of_for_another_one(self):
        deals = self._new_silent_deals(4)
        self.make_spoken(deals[::2])
        self.assertEqual(self._rank(deals), set(deals[::2].ids))

    def test_few_deals_and_many_take_as_many_queries(self):
        deals = self._new_silent_deals(MANY)
        self.make_spoken(deals)
        self.assertConstantQueries(self._rank, deals)
        self.assertEqual(self._rank(deals), set(deals.ids))

    def test_a_team_switches_it_off_and_weighs_it(self):
        deal = self._new_silent_deals(1)
        self.make_spoken(deal)
        setting = self._set_signal(self.code, weight=9)
        self.assertEqual(self._get_line(deal)["weight"], 9)
        setting.is_on = False
        self.assertIsNone(self._get_line(deal))

    def test_it_is_off_with_its_room(self):
        deal = self._new_silent_deals(1)
        self.make_spoken(deal)
        self.assertTrue(self._get_line(deal))
        if self.room:
            self._switch_room_off()
            self.assertIsNone(self._get_line(deal))
