import doctest

from odoo.tests import BaseCase, tagged

from ..tools import shares


@tagged("post_install", "-at_install")
class TestShares(BaseCase):
    def test_examples_of_the_docstring_hold(self):
        self.assertFalse(doctest.testmod(shares).failed)

    def test_interval_holds_the_share_and_stays_a_share(self):
        for total in (1, 5, 30, 1000):
            for successes in range(0, total + 1, max(1, total // 5)):
                low, high = shares.wilson_interval(successes, total)
                self.assertLessEqual(0.0, low)
                self.assertLessEqual(low, successes / total)
                self.assertLessEqual(successes / total, high)
                self.assertLessEqual(high, 1.0)

    def test_more_cases_narrow_the_interval(self):
        few, many = shares.wilson_interval(5, 10), shares.wilson_interval(500, 1000)
        self.assertLess(many[1] - many[0], few[1] - few[0])

    def test_shares_of_few_cases_are_not_compared(self):
        self.assertIsNone(shares.compare_shares((19, 19), (0, 40)))
        self.assertEqual(shares.compare_shares((20, 20), (0, 40)), 1)

    def test_comparison_turns_with_the_order(self):
        for one, other in (((30, 60), (10, 60)), ((12, 25), (11, 25)), ((0, 30), (0, 30))):
            there, back = shares.compare_shares(one, other), shares.compare_shares(other, one)
            self.assertEqual(there, -back)
