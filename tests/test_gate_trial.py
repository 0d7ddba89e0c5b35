from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateTrial(GateCommon):
    """What a criterion would stop, before it is active."""

    def _try(self, criterion, user=None):
        action = criterion.with_user(user or self.env.user).action_try()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_draft_is_tried_on_open_and_closed_deals(self):
        won, lost = self._new_deal(phone="1"), self._new_deal()
        won.action_set_won()
        lost.action_set_lost()
        self.deal.expected_revenue = 300
        self._new_deal(phone="1")
        behind = self._new_deal(stage_id=self.third.id)
        trial = self._try(self._new_criterion(state="draft"))
        mine = trial.stopped_ids.filtered(lambda line: line.lead_id.team_id == self.team)
        self.assertEqual(mine.lead_id, self.deal | lost)
        self.assertNotIn(behind, mine.lead_id)
        self.assertEqual((trial.won_stopped, trial.lost_stopped), (0, 1))
        self.assertGreaterEqual(trial.won_total, 1)

    def _get_mine(self, trial, group):
        lines = trial.stopped_ids.filtered(lambda line: line.group == group)
        return lines.lead_id.filtered(lambda deal: deal.team_id == self.team)

    def test_won_deals_that_met_the_criterion_on_their_way_are_not_stopped(self):
        deals = self.deal.browse().union(*(self._new_deal() for _number in range(4)))
        self._new_criterion(enforcement="advise")  # the log of moves is kept
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=9)
        deals.date_last_stage_update = long_ago
        for deal in deals.with_user(self.salesman):
            deal.activity_schedule("mail.mail_activity_data_call").action_feedback()
            deal.action_set_won()
        for kind in ("activity", "confirmation"):
            criterion = self._new_criterion(state="draft", kind=kind, ask_again=True)
            deals.with_user(self.salesman)._add_evidence(criterion.sudo(), "confirmed")
            trial = self._try(criterion, self.manager)
            self.assertFalse(self._get_mine(trial, "won"), kind)

    def test_won_deal_without_the_activity_is_stopped(self):
        deal = self._new_deal()
        deal.with_user(self.salesman).action_set_won()
        trial = self._try(self._new_criterion(state="draft", kind="activity"), self.manager)
        self.assertEqual(self._get_mine(trial, "won"), deal)

    def test_deal_lost_before_the_gate_is_not_stopped_by_it(self):
        early, late = self._new_deal(), self._new_deal(stage_id=self.third.id)
        (early | late).action_set_lost()
        for gate in ("entry", "exit"):
            trial = self._try(self._new_criterion(self.third, state="draft", gate=gate))
            self.assertEqual(self._get_mine(trial, "lost"), late, gate)

    def test_amounts_are_added_in_one_currency(self):
        yen = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        )
        yen.active = True
        yen.rate_ids.unlink()
        yen.rate_ids = [Command.create({"name": "2020-01-01", "rate": 150})]
        japan = self.env["res.company"].create({"name": "Japan", "currency_id": yen.id})
        self.manager.company_ids = [Command.link(japan.id)]
        self.env["crm.lead"].search([]).write({"phone": "1"})
        self.deal.write({"phone": False, "expected_revenue": 1000})
        self._new_deal(company_id=japan.id, user_id=False, expected_revenue=150000)
        criterion = self._new_criterion(state="draft").with_context(
            allowed_company_ids=[self.env.company.id, japan.id]
        )
        trial = self._try(criterion, self.manager)
        self.assertEqual(trial.open_stopped, 2)
        self.assertEqual(trial.currency_id, self.env.company.currency_id)
        self.assertAlmostEqual(trial.open_amount, 2000)

    def test_trial_changes_nothing(self):
        criterion = self._new_criterion(state="draft")
        self._try(criterion)
        self.assertEqual(criterion.state, "draft")
        self.deal.stage_id = self.second
        self.assertEqual(self.deal.stage_id, self.second)

    def test_stopped_deals_open_as_a_list_per_group(self):
        trial = self._try(self._new_criterion(state="draft"))
        action = trial.with_context(group="open").action_open_stopped()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(set(lines.mapped("group")), {"open"})

    def test_trial_runs_again_over_another_period(self):
        trial = self._try(self._new_criterion(state="draft"))
        count = len(trial.stopped_ids)
        trial.months = 1
        trial.action_run()
        self.assertEqual(len(trial.stopped_ids), count)

    def test_only_managers_try_and_each_sees_their_own(self):
        criterion = self._new_criterion(state="draft")
        trial = self._try(criterion, self.manager)
        with self.assertRaises(AccessError):
            self._try(criterion, self.salesman)
        other = self._new_user("gate_other_manager", "sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            trial.with_user(other).read(["open_total"])

    # --- what it says ------------------------------------------------------------------

    def _say(self, **counts):
        """Return a trial of a draft with these counts."""
        trial = self._try(self._new_criterion(state="draft"), self.manager)
        trial.write({"open_total": 0, "open_stopped": 0, **counts})
        return trial

    def test_verdict_says_whether_won_and_lost_are_told_apart(self):
        words = {
            (1, 40, 30, 40): "it tells them apart",
            (30, 40, 1, 40): "stands in the way",
            (10, 40, 11, 40): "does not tell them apart",
            (0, 19, 19, 19): "Too few closed deals",
        }
        for numbers, sentence in words.items():
            names = ("won_stopped", "won_total", "lost_stopped", "lost_total")
            trial = self._say(**dict(zip(names, numbers, strict=True)))
            self.assertIn(sentence, trial.verdict)

    def test_shares_are_in_percent_and_of_closed_deals_with_their_interval(self):
        trial = self._say(open_total=8, open_stopped=2, won_total=40, won_stopped=4, lost_total=0)
        self.assertEqual(trial.open_share, "25 %")
        self.assertEqual(trial.won_share, "10 % (4 % to 23 %)")
        self.assertFalse(trial.lost_share)

    def test_more_than_a_tenth_is_many(self):
        self.assertFalse(self._say(open_total=20, open_stopped=2).is_many)
        self.assertTrue(self._say(open_total=20, open_stopped=3).is_many)
        self.assertFalse(self._say().is_many)

    def test_nothing_is_said_before_it_is_done(self):
        trial = self._say(won_stopped=1, won_total=40, lost_stopped=30, lost_total=40)
        trial.run_state = "running"
        self.assertFalse(trial.verdict or trial.won_share)

    def test_criterion_is_activated_from_its_trial(self):
        criterion = self._new_criterion(state="draft")
        trial = self._try(criterion, self.manager).with_user(self.manager)
        action = trial.action_activate()
        self.assertEqual(criterion.state, "active")
        self.assertEqual(action["res_id"], criterion.id)

    def test_salespeople_do_not_activate(self):
        trial = self._try(self._new_criterion(state="draft"), self.manager)
        with self.assertRaises(AccessError):
            trial.with_user(self.salesman).action_activate()
