from odoo.exceptions import AccessError
from odoo.tests import tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewFacts(ReviewCommon):
    """What a reviewer or a coach sees beside a deal, with the rights of the reader."""

    def _get_facts(self, user=None):
        """Return ``{code: facts}``."""
        facts = {}
        for fact in self.deal.with_user(user or self.salesman).get_deal_facts():
            self.assertEqual(set(fact), {"code", "label", "text", "severity"})
            facts.setdefault(fact["code"], []).append(fact)
        return facts

    def test_the_next_action_and_the_close_date(self):
        facts = self._get_facts()
        self.assertEqual(facts["next_action"][0]["text"], "Nothing is planned.")
        self.assertEqual(facts["next_action"][0]["severity"], "danger")
        self.assertEqual(facts["close_date"][0]["severity"], "neutral")
        self._plan_action(summary="Ring them", user_id=self.salesman.id)
        self.deal.date_deadline = self._day(-1)
        facts = self._get_facts()
        self.assertIn("Ring them", facts["next_action"][0]["text"])
        self.assertEqual(facts["next_action"][0]["severity"], "success")
        self.assertEqual(facts["close_date"][0]["severity"], "danger")
        self.deal.date_deadline = False
        self.assertEqual(self._get_facts()["close_date"][0]["text"], "No date.")

    def test_a_fact_is_not_said_again_by_its_signal(self):
        self.deal.date_deadline = self._day(-9)
        self.assertNotIn("signals", self._get_facts())

    def test_signals_that_no_fact_says(self):
        review = self._run()
        review.action_finish()
        self.assertIn("Left unfinished", self._get_facts()["signals"][0]["label"])
        self.assertIn("no decision", self._get_facts()["last_review"][0]["text"])

    def test_gates_stakeholders_and_score_add_theirs(self):
        self.env["crm.stage.criterion"].create(
            {
                "stage_id": self.deal.stage_id.id,
                "name": "Budget is known",
                "gate": "exit",
                "kind": "condition",
                "domain": "[('budget', '>', 0)]",
                "enforcement": "advise",
                "state": "active",
            }
        )
        self.classPatch(
            self.registry["crm.stakeholder"], "_refresh_contact", lambda people, lead_ids: []
        )
        partner = self.env["res.partner"].create({"name": "Ada"})
        self.env["crm.stakeholder"].create({"lead_id": self.deal.id, "partner_id": partner.id})
        facts = self._get_facts()
        self.assertIn("Budget is known", facts["gate_missing"][0]["text"])
        self.assertIn("no two-way contact", facts["stakeholders"][0]["text"])
        self.assertNotIn("icp_score", facts)

    def test_closed_deals_and_leads_have_facts_too(self):
        self.deal.action_set_lost()
        self.assertNotIn("next_action", self._get_facts())
        self.deal.action_unarchive()
        self.deal.type = "lead"
        self.assertIn("close_date", self._get_facts())

    def test_facts_of_a_deal_that_may_not_be_read(self):
        for user in (self.colleague, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._get_facts(user)
