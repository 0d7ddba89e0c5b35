from odoo.exceptions import AccessError

from .base import LANG, MARK, Kit

MANY = 80
LEVELS = {"danger", "warning", "info", "success", "neutral"}
KEYS = {"code", "level", "text", "title", "icon"}
MORE = {"first", "explain"}


class BadgeKit(Kit):
    """What a card says of a deal. Goes beside ``ReviewCommon``."""

    def make_shown(self, deals):
        """Let there be something to say of each of some new deals."""
        raise NotImplementedError

    def _read(self, deals, user=None, **context):
        """Return the badges with this code, as somebody reads them on cards."""
        self.env.flush_all()
        self.env.invalidate_all()
        cards = deals.with_user(user or self.manager).with_context(**context)
        specification = {"name": {}, "activity_state": {}, "playbook_badges": {}}
        return [
            badge
            for values in cards.web_read(specification)
            for badge in values["playbook_badges"] or ()
            if badge["code"] == self.code
        ]

    def test_badge_is_shown_when_there_is_something_to_say(self):
        deals = self._new_deals(2)
        self.assertFalse(self._read(deals))
        self.make_shown(deals)
        badges = self._read(deals)
        self.assertEqual(len(badges), 2)
        for badge in badges:
            self.assertTrue(KEYS <= set(badge) <= KEYS | MORE, badge)
            self.assertIn(badge["level"], LEVELS)
            self.assertTrue(badge["text"].strip() and badge["title"].strip())
            self.assertTrue(badge["icon"] or badge.get("first"), "no colour alone")

    def test_it_is_said_in_the_language_of_the_reader(self):
        deals = self._new_deals(1)
        self.make_shown(deals)
        [before] = self._read(deals)
        with self._translated():
            [badge] = self._read(deals, lang=LANG)
        self.assertTrue(badge["title"].startswith(MARK), badge["title"])
        self.assertEqual(badge["level"], before["level"])

    def test_what_explains_it_is_a_method_that_says_sentences(self):
        deals = self._new_deals(1)
        self.make_shown(deals)
        [badge] = self._read(deals)
        if explain := badge.get("explain"):
            for sentence in getattr(deals.with_user(self.manager), explain)():
                self.assertTrue(sentence.strip())

    def test_few_cards_and_many_take_as_many_queries(self):
        deals = self._new_deals(MANY)
        self.make_shown(deals)
        self.assertConstantQueries(self._read, deals)
        self.assertEqual(len(self._read(deals)), MANY)

    def test_whoever_may_not_read_the_deal_reads_no_badge_of_it(self):
        deals = self._new_deals(1)
        self.make_shown(deals)
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._read(deals, user)

    def test_it_is_off_with_its_room(self):
        deals = self._new_deals(1)
        self.make_shown(deals)
        self.assertTrue(self._read(deals))
        self._switch_room_off()
        self.assertFalse(self._read(deals))
