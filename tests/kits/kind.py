from ..common import MANY
from .base import LANG, MARK, Kit


class KindKit(Kit):
    """A kind of stage criterion. Goes beside ``GateCommon``, or a class that inherits it."""

    room = "gate"

    def prepare_criterion(self):
        """Return the values of a criterion of this kind."""
        raise NotImplementedError

    def make_met(self, criterion, deals):
        """Let these new deals meet the criterion."""
        raise NotImplementedError

    def make_unmet(self, criterion, deals):
        """Let deals that meet it miss it again, as new deals do."""
        raise NotImplementedError

    def _ask(self, **values):
        prepared = {"name": "Asked", "kind": self.code, **self.prepare_criterion(), **values}
        return self._new_criterion(**prepared)

    def _get_line(self, criterion, deal=None, user=None, **context):
        """Return what the panel says of the criterion to the salesperson."""
        self.env.flush_all()
        self.env.invalidate_all()
        deal = (deal or self.deal).with_user(user or self.salesman).with_context(**context)
        [line] = [line for line in deal.get_gate_status() if line["criterion_id"] == criterion.id]
        return line

    def _move(self, deal=None):
        (deal or self.deal).with_user(self.salesman).write({"stage_id": self.second.id})

    def test_kind_has_a_label_for_every_reader(self):
        criteria = self.env["crm.stage.criterion"].with_user(self.manager)
        label = dict(criteria._fields["kind"]._description_selection(criteria.env))[self.code]
        with self._translated():
            env = criteria.with_context(lang=LANG).env
            there = dict(criteria._fields["kind"]._description_selection(env))[self.code]
        self.assertTrue(label.strip())
        self.assertEqual(there, f"{MARK}{label}")

    def test_asked_of_nobody_it_finds_nothing(self):
        find_missing = getattr(self.env["crm.stage.criterion"], f"_find_missing_{self.code}")
        self.assertEqual(find_missing({}), {})

    def test_unmet_it_refuses_with_a_sentence_and_met_it_lets_pass(self):
        criterion = self._ask()
        line = self._get_line(criterion)
        self.assertNotIn(line["state"], ("met", "waived"))
        self.assertTrue(line["missing"])
        for sentence in line["missing"]:
            self.assertTrue(isinstance(sentence, str) and sentence.strip())
        self.assertStays(self.deal, self.first, self._move, "Asked")
        self.make_met(criterion, self.deal)
        self.assertEqual(self._get_line(criterion)["state"], "met")
        self.assertMoves(self.deal, self.second, self._move)

    def test_an_advice_stops_nobody(self):
        criterion = self._ask(enforcement="advise")
        self.assertNotEqual(self._get_line(criterion)["state"], "met")
        self.assertMoves(self.deal, self.second, self._move)

    def test_unmet_again_it_is_asked_again(self):
        criterion = self._ask()
        self.make_met(criterion, self.deal)
        self.assertEqual(self._get_line(criterion)["state"], "met")
        self.make_unmet(criterion, self.deal)
        self.assertStays(self.deal, self.first, self._move, "Asked")

    def test_a_deal_is_not_judged_by_another_one(self):
        criterion = self._ask()
        deals = self._new_deals(4)
        self.make_met(criterion, deals[::2])
        states = [self._get_line(criterion, deal)["state"] == "met" for deal in deals]
        self.assertEqual(states, [True, False] * 2)

    def test_few_deals_and_many_take_as_many_queries(self):
        criterion = self._ask()
        deals = self._new_deals(MANY)
        self.make_met(criterion, deals[::2])

        def judge(some):
            cards = some.with_user(self.salesman).mapped("playbook_badges")
            badges = [badge for card in cards for badge in card if badge["code"] == "gate"]
            missing = [badge["level"] == "warning" for badge in badges]
            self.assertEqual(missing, [False, True] * (len(some) // 2))

        self.assertConstantQueries(judge, deals)

    def test_verdict_is_the_same_in_every_language_and_company(self):
        criterion = self._ask()
        companies = self._let_work_elsewhere(self.salesman)
        with self._translated():
            for expected in (False, True):
                if expected:
                    self.make_met(criterion, self.deal)
                for context in ({"lang": LANG}, {"allowed_company_ids": companies}):
                    line = self._get_line(criterion, **context)
                    self.assertEqual(line["state"] == "met", expected, context)

    def test_it_is_off_with_its_room(self):
        self._ask()
        self.assertStays(self.deal, self.first, self._move, "Asked")
        self._switch_room_off()
        self.assertMoves(self.deal, self.second, self._move)
