from odoo.exceptions import AccessError
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
        self.assertEqual(
            trial.open_amount,
            sum(trial.stopped_ids.filtered(lambda line: line.group == "open").mapped("amount")),
        )
        self.assertEqual((trial.won_stopped, trial.lost_stopped), (0, 1))
        self.assertGreaterEqual(trial.won_total, 1)

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
