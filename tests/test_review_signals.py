from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewSignals(ReviewCommon):
    """Each signal speaks from its threshold on, with its evidence, and not before."""

    def test_a_deal_on_which_nothing_is_planned(self):
        self.assertEqual(self._get_signals(), {"no_next_action": "Nothing is planned."})
        activity = self._plan_action()
        self.assertEqual(self._get_signals(), {})
        activity.action_feedback()
        self.assertIn("the last activity was done on", self._get_signals()["no_next_action"])

    def test_a_next_action_that_is_overdue(self):
        self._plan_action(days=0)
        self.assertEqual(self._get_signals(), {})
        self._plan_action(days=-3)
        self.assertIn("3 days ago", self._get_signals()["overdue"])
        self._set_signal("overdue", threshold=4)
        self.assertEqual(self._get_signals(), {})

    def test_a_close_date_in_the_past(self):
        self._plan_action()
        self.deal.date_deadline = self._day(0)
        self.assertEqual(self._get_signals(), {})
        self.deal.date_deadline = self._day(-2)
        self.assertIn("2 days ago", self._get_signals()["past"])

    def test_a_close_date_that_is_pushed_counts_once_a_day(self):
        self._plan_action()
        self._new_review()
        for days in (40, 50, 45, 60):
            self.deal.date_deadline = self._day(days)
        self.assertEqual(self._get_signals(), {})
        moves = self.env["crm.deadline.move"].search([("lead_id", "=", self.deal.id)])
        self.assertEqual(len(moves), 4)
        moves[-1].date -= timedelta(days=3)
        self.env.flush_all()
        self.assertIn("pushed 2 times", self._get_signals()["pushed"])

    def test_close_dates_are_not_followed_before_the_first_review(self):
        self.patch(self.registry["crm.deal.review"], "_is_used", lambda reviews: False)
        self.deal.date_deadline = self._day(90)
        self.assertFalse(self.env["crm.deadline.move"].search([("lead_id", "=", self.deal.id)]))

    def test_an_amount_that_changed_much_since_the_last_review(self):
        self._plan_action()
        review = self._new_review()
        review.action_add_deals(self.deal.ids)
        review.action_start()
        self._decide(self._line(review))
        self.deal.expected_revenue = 1200
        self.assertEqual(self._get_signals(), {})
        self.deal.expected_revenue = 500
        self.assertIn("from 1,000 to 500, by 50%", self._get_signals()["amount"])

    def test_an_amount_that_was_tracked_lately(self):
        deal = self.deal.with_context(tracking_disable=False)
        self._plan_action(deal)
        self.cr.precommit.run()
        deal.expected_revenue = 4000
        self.env.flush_all()
        self.cr.precommit.run()
        self.assertIn("from 1,000 to 4,000", self._get_signals()["amount"])

    def test_a_deal_that_the_last_review_left_unfinished(self):
        self._plan_action()
        review = self._new_review()
        review.action_add_deals(self.deal.ids)
        review.action_start()
        review.action_finish()
        self.assertIn("did not get to a decision", self._get_signals()["unfinished"])

    def test_closed_deals_have_no_signals(self):
        self.deal.action_set_lost()
        self.assertEqual(self._get_signals(), {})

    # --- of other rooms ----------------------------------------------------------------

    def test_a_deal_that_stays_in_its_stage_much_longer_than_won_deals(self):
        self._plan_action()
        stage = self.deal.stage_id
        self.patch(
            self.registry["crm.stage.benchmark"],
            "_get_benchmarks",
            lambda model: {(stage.id, self.team.id): (48.0, 9)},
        )
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=3)
        self.assertEqual(self._get_signals(), {})
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=5)
        text = self._get_signals()["stage_age"]
        self.assertEqual(
            text, "5.0 days in its stage; won deals of the team took 2.0 (median of 9)."
        )

    def test_a_gate_debt(self):
        self._plan_action()
        criterion = self.env["crm.stage.criterion"].create(
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
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Later")
        self.assertEqual(
            self._get_signals()["gate_debts"], "Waived and not met yet: Budget is known."
        )

    def test_people_who_are_too_few_and_who_decide_in_silence(self):
        self._plan_action()
        self.classPatch(
            self.registry["crm.stakeholder"], "_refresh_contact", lambda people, lead_ids: []
        )
        role = self.env["crm.stakeholder.role"].create({"name": "Payer", "is_decisive": True})
        person = self.env["crm.stakeholder"].create(
            {
                "lead_id": self.deal.id,
                "partner_id": self.env["res.partner"].create({"name": "Ada"}).id,
                "role_ids": role.ids,
            }
        )
        signals = self._get_signals()
        self.assertEqual(signals["single_threaded"], "There is no two-way contact with anybody.")
        self.assertEqual(signals["silent_decision_maker"], "Ada decides and was never heard of.")
        person.last_meeting = fields.Datetime.now() - timedelta(days=50)
        self.assertIn("silent for 50 days", self._get_signals()["silent_decision_maker"])
        self._set_signal("silent_decision_maker", threshold=60)
        self.assertNotIn("silent_decision_maker", self._get_signals())

    def test_a_score_that_has_fallen_since_the_last_review(self):
        self._plan_action()
        review = self._new_review()
        review.action_add_deals(self.deal.ids)
        review.action_start()
        self._decide(self._line(review))
        line = self._line(review).sudo()
        line.facts = {**line.facts, "icp_score": 80}
        self.env["crm.icp.score"].create(
            [{"lead_id": self.deal.id, "score": score} for score in (95, 71)]
        )
        self.env.flush_all()
        self.patch(self.registry["crm.icp.profile"], "_get_published_specs", lambda model: (1,))
        self.assertNotIn("score_fallen", self._get_signals())
        self._set_signal("score_fallen", threshold=9)
        self.assertEqual(
            self._get_signals()["score_fallen"],
            "The ICP score fell from 80 to 71 since the last review.",
        )

    # --- settings ----------------------------------------------------------------------

    def test_a_signal_is_switched_off_for_one_team(self):
        other = self._new_deal(team_id=self.other_team.id)
        self._set_signal("no_next_action", is_on=False)
        self.assertEqual(self._get_signals(), {})
        self.assertIn("no_next_action", self._get_signals(other))

    def test_what_is_set_for_a_team_comes_before_what_is_set_for_all(self):
        self.env["crm.deal.signal.setting"].create({"code": "no_next_action", "weight": 7})
        self.assertEqual(self.deal._get_signal_lines()[0]["weight"], 7)
        setting = self._set_signal("no_next_action", weight=9)
        self.assertEqual(self.deal._get_signal_lines()[0]["weight"], 9)
        setting.unlink()
        self.assertEqual(self.deal._get_signal_lines()[0]["weight"], 7)

    def test_opening_the_settings_shows_every_signal_once(self):
        settings = self.env["crm.deal.signal.setting"].with_user(self.manager)
        for _time in range(2):
            settings.action_open_settings()
        codes = settings.search([("team_id", "=", False)]).mapped("code")
        self.assertEqual(sorted(codes), sorted(self.env["crm.deal.signal"]._get_codes()))

    def test_numbers_that_make_no_sense_are_refused_with_a_sentence(self):
        with self.assertRaisesRegex(ValidationError, "“Next action overdue” cannot be negative"):
            self._set_signal("overdue", threshold=-1)
        with self.assertRaisesRegex(ValidationError, "at least 1; switch the signal off"):
            self._set_signal("past", weight=0)
        self._set_signal("pushed")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._set_signal("pushed")

    def test_every_signal_has_a_name_a_threshold_and_a_weight(self):
        Signal = self.env["crm.deal.signal"]
        for code in Signal._get_codes():
            about = Signal._describe(code)
            self.assertTrue(about["name"] and about["weight"] > 0, code)
            self.assertGreaterEqual(about["threshold"], 0, code)
            for name in (f"_find_{code}", f"_say_{code}"):
                self.assertTrue(hasattr(Signal, name), name)

    def test_a_signal_whose_code_is_gone_is_said_with_its_weight(self):
        [line] = self.env["crm.deal.signal"]._explain(
            [{"code": "gone", "weight": 4, "evidence": {}}]
        )
        self.assertEqual(line["weight"], 4)
        self.assertEqual(line["name"], "A signal that is no longer there")
