from odoo.exceptions import AccessError

from .base import LANG, MARK, Kit

SEVERITIES = {"danger", "warning", "success", "neutral"}


class FactKit(Kit):
    """A fact beside a deal. Goes beside ``ReviewCommon``."""

    # Whether there is something to say of a new deal already.
    is_always_shown = False

    def make_shown(self, deal):
        """Let there be something to say of a new deal."""
        raise NotImplementedError

    def _get_facts(self, user=None, **context):
        """Return what the facts with this code say to somebody."""
        self.env.flush_all()
        self.env.invalidate_all()
        deal = self.deal.with_user(user or self.salesman).with_context(**context)
        return [fact for fact in deal.get_deal_facts() if fact["code"] == self.code]

    def test_fact_is_shown_when_there_is_something_to_say(self):
        self.assertEqual(bool(self._get_facts()), self.is_always_shown)
        self.make_shown(self.deal)
        facts = self._get_facts()
        self.assertTrue(facts)
        for fact in facts:
            self.assertEqual(set(fact), {"code", "label", "text", "severity"})
            self.assertTrue(fact["label"].strip() and fact["text"].strip())
            self.assertIn(fact["severity"], SEVERITIES)

    def test_it_is_said_in_the_language_of_the_reader(self):
        self.make_shown(self.deal)
        before = self._get_facts()
        with self._translated():
            facts = self._get_facts(lang=LANG)
        self.assertEqual(len(facts), len(before))
        for fact in facts:
            self.assertTrue(fact["label"].startswith(MARK), fact["label"])

    def test_whoever_may_not_read_the_deal_reads_no_fact_of_it(self):
        self.make_shown(self.deal)
        for user in (self.colleague, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._get_facts(user)

    def test_it_is_off_with_its_room(self):
        self.make_shown(self.deal)
        self.assertTrue(self._get_facts())
        if self.room:
            self._switch_room_off()
            self.assertFalse(self._get_facts())
