from ..wizards.gate import crm_stage_trial
from .gate_common import GateCommon
from .jobs_common import JobsCase

JOB = "ir_cron_background"
FIGURES = ["open_total", "open_stopped", "open_amount"]
FIGURES += ["won_total", "won_stopped", "lost_total", "lost_stopped"]


class BackgroundCase(JobsCase, GateCommon):
    """Trials of more deals than are judged at once, in parts of two deals."""

    def setUp(self):
        super().setUp()
        self.env["crm.lead"].search([("team_id", "!=", self.team.id)]).write({"phone": "1"})
        self.deals = self.deal.union(
            *(self._new_deal(expected_revenue=100 * n) for n in range(1, 6))
        )
        self._new_deal(phone="1")
        self.won_deal, self.lost_deal = self._new_deal(), self._new_deal()
        self.won_deal.action_set_won()
        self.lost_deal.action_set_lost()
        self.criterion = self._new_criterion(state="draft")
        self.second_manager = self._new_user("gate_second", "sales_team.group_sale_manager")
        self.env.flush_all()
        self.registry["crm.stage.trial"]._most_at_once = 0
        self.addCleanup(delattr, self.registry["crm.stage.trial"], "_most_at_once")
        self.patch(crm_stage_trial, "LEADS_PER_BATCH", 2)

    def _try(self, user=None, criterion=None, **context):
        criterion = (criterion or self.criterion).with_user(user or self.manager)
        action = criterion.with_context(**context).action_try()
        return self.env[action["res_model"]].with_user(criterion.env.uid).browse(action["res_id"])

    def _work(self):
        """Work on one part. Returns the number of records looked at."""
        return self.env["crm.playbook.background"]._get_next()._work_safely()

    def _get_figures(self, trial):
        [figures] = trial.read(FIGURES)
        return {name: figures[name] for name in FIGURES}

    def _run(self):
        self._run_job(JOB)
