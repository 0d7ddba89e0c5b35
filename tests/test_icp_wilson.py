import doctest

from odoo.tests import BaseCase, tagged

from ..models.icp.scoring import wilson


@tagged("post_install", "-at_install")
class TestWilson(BaseCase):
    def test_examples_of_the_docstring_hold(self):
        self.assertFalse(doctest.testmod(wilson).failed)

    def test_interval_holds_the_share_and_stays_a_share(self):
        for total in (1, 5, 30, 1000):
            for successes in range(0, total + 1, max(1, total // 5)):
                low, high = wilson.wilson_interval(successes, total)
                self.assertLessEqual(0.0, low)
                self.assertLessEqual(low, successes / total)
                self.assertLessEqual(successes / total, high)
                self.assertLessEqual(high, 1.0)

    def test_more_cases_narrow_the_interval(self):
        few, many = wilson.wilson_interval(5, 10), wilson.wilson_interval(500, 1000)
        self.assertLess(many[1] - many[0], few[1] - few[0])
