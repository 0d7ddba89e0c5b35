from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.shares import MIN_DEALS
from ..wizards.icp import crm_icp_simulation
from .icp_common import IcpCommon
from .jobs_common import JobsCase
from .statement_recorder import StatementRecorder

BIG = [("employee_count", ">=", 50)]


@tagged("post_install", "-at_install")
class TestSimulation(IcpCommon):
    def _simulate(self, profile, user=None):
        profile = profile.with_user(user) if user else profile
        action = profile.action_simulate()
        return self.env[action["res_model"]].with_user(self.env.uid).browse(action["res_id"])

    def _close(self, won, count, **values):
        leads = self.env["crm.lead"].create(
            [{"name": f"Closed {n}", "user_id": False, **values} for n in range(count)]
        )
        if won:
            leads.action_set_won()
        else:
            leads.action_set_lost()
        self.env.flush_all()
        return leads

    # --- the pipeline of today ---------------------------------------------------------

    def test_pipeline_is_counted_now_and_then(self):
        self._close(True, 2, employee_count=500)
        large, small = self._new_lead(employee_count=60), self._new_lead(employee_count=5)
        before = self._simulate(self._new_profile((BIG, 10))).result["pipeline"]
        self.assertEqual(before["now"]["none"], before["total"])
        self.assertEqual(before["then"]["a"], 1)
        self.assertEqual(sum(move["count"] for move in before["moves"]), before["total"])
        first = self._publish((BIG, 10))
        draft = self.env["crm.icp.profile"].browse(first.action_new_version()["res_id"])
        draft.criterion_ids.domain = "[('employee_count', '<', 50)]"
        simulation = self._simulate(draft)
        self.assertEqual(simulation.moved_ids.lead_id, large | small)
        moved = {line.lead_id: line for line in simulation.moved_ids}
        self.assertEqual((moved[large].bucket_now, moved[large].bucket_then), ("a", "d"))
        self.assertEqual((moved[small].score_now, moved[small].score_then), (0, 100))

    def test_simulation_changes_no_lead_and_no_score(self):
        profile = self._publish((BIG, 10))
        draft = self._new_profile(([("name", "!=", False)], 10), sequence=1)
        rows = self.env["crm.icp.score"].search([]).ids
        self._simulate(draft)
        self.assertEqual(self.env["crm.icp.score"].search([]).ids, rows)
        self.assertEqual(self.lead.icp_profile_id, profile)
        self.assertEqual(draft.state, "draft")

    def test_publishing_does_what_the_simulation_said(self):
        self._new_lead(employee_count=60)
        draft = self._new_profile((BIG, 10), ([("partner_id.name", "ilike", "north")], None))
        then = self._simulate(draft).result["pipeline"]["then"]
        draft.action_publish()
        self._rescore()
        pending = [
            ("won_status", "=", "pending"),
            ("company_id", "in", [False, self.env.company.id]),
        ]
        disqualified = self.env["crm.lead"].search_count(
            [*pending, ("icp_disqualified", "=", True)]
        )
        self.assertEqual(then["disqualified"], disqualified)
        for tier in (*"abcd", "unknown"):
            domain = [*pending, ("icp_tier", "=", tier), ("icp_disqualified", "=", False)]
            self.assertEqual(then[tier], self.env["crm.lead"].search_count(domain))

    def test_moved_leads_open_as_a_list(self):
        self._new_lead(employee_count=60)
        simulation = self._simulate(self._new_profile((BIG, 10)))
        action = simulation.action_open_moved_leads()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, simulation.moved_ids)

    def test_it_says_whose_leads_it_would_score(self):
        self._new_lead(employee_count=60)
        first = self._publish((BIG, 10))
        total = self._simulate(first).result["pipeline"]["total"]
        draft = self._new_profile((BIG, 20), name="Before", sequence=1)
        note = self._simulate(draft, self.manager).taken_note
        self.assertIn(f"{total:,} of “{first.display_name}”", note)

    def test_a_profile_that_is_never_reached_says_so(self):
        self._publish((BIG, 10), sequence=1)
        behind = self._new_profile((BIG, 20), sequence=2)
        self.assertIn("No open lead comes to this profile", self._simulate(behind).taken_note)

    # --- closed deals ------------------------------------------------------------------

    def _backtest(self, *criteria, **values):
        return self._simulate(self._new_profile(*criteria, **values)).result["backtest"]

    def test_backtest_counts_won_and_lost_per_tier(self):
        self._close(True, 30, employee_count=100)
        self._close(False, 10, employee_count=100)
        self._close(False, 5, employee_count=2)
        result = self._backtest((BIG, 10))
        tiers = {row["key"]: row for row in result["tiers"]}
        self.assertEqual((result["total"], result["won"]), (45, 30))
        self.assertEqual((tiers["a"]["n"], tiers["a"]["won"]), (40, 30))
        self.assertEqual(tiers["a"]["rate"], 0.75)
        self.assertLess(tiers["a"]["low"], 0.75)
        self.assertGreater(tiers["a"]["high"], 0.75)
        self.assertTrue(tiers["a"]["enough"])
        self.assertEqual(tiers["d"]["n"], 5)
        self.assertFalse(tiers["d"]["enough"])
        self.assertLess(tiers["d"]["n"], MIN_DEALS)

    def test_verdict_says_whether_it_tells_won_from_lost(self):
        simulation = self._simulate(self._new_profile((BIG, 10)))
        words = {
            ((30, 40), (5, 40)): "tells won from lost",
            ((5, 40), (30, 40)): "points the wrong way",
            ((20, 40), (21, 40)): "does not tell won from lost",
            ((19, 19), (0, 40)): "Too few closed deals",
        }
        for (best, worst), sentence in words.items():
            rows = [("a", *best), ("d", *worst), ("disqualified", 0, 90)]
            simulation.result = {
                **simulation.result,
                "backtest": {
                    **simulation.result["backtest"],
                    "tiers": [
                        {"key": key, "won": won, "n": n, "enough": n >= MIN_DEALS}
                        for key, won, n in rows
                    ],
                },
            }
            self.assertIn(sentence, simulation.verdict)
            self.assertNotIn("isqualified", simulation.verdict)

    def test_backtest_gives_lift_and_unknown_per_criterion(self):
        self._close(True, 20, employee_count=100)
        self._close(False, 20, employee_count=2)
        self._close(False, 10)
        [row] = self._backtest((BIG, 10))["criteria"]
        self.assertEqual((row["n"], row["won"], row["unknown"]), (20, 20, 10))
        self.assertAlmostEqual(row["lift"], 1 / (20 / 50))

    def test_old_deals_do_not_count(self):
        deals = self._close(True, 3, employee_count=100)
        deals[0].date_closed = fields.Datetime.now() - relativedelta(months=13)
        self.assertEqual(self._backtest((BIG, 10))["total"], 2)
        self.env["ir.config_parameter"].set_param("crm_playbook.icp_backtest_months", 24)
        self.assertEqual(self._backtest((BIG, 10))["total"], 3)

    def test_period_is_changed_and_run_again(self):
        deals = self._close(True, 3, employee_count=100)
        deals[0].date_closed = fields.Datetime.now() - relativedelta(months=40)
        simulation = self._simulate(self._new_profile((BIG, 10)))
        self.assertEqual(simulation.result["backtest"]["total"], 2)
        simulation.months = 48
        simulation.action_run()
        self.assertEqual(simulation.result["backtest"]["total"], 3)
        self.assertEqual(simulation.result["backtest"]["months"], 48)

    def test_period_must_be_positive(self):
        simulation = self._simulate(self._new_profile((BIG, 10)))
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            simulation.months = 0
            simulation.flush_recordset()

    def test_criteria_that_know_the_outcome_are_left_out(self):
        self._close(True, 3, employee_count=100)
        result = self._backtest(
            (BIG, 10),
            ([("stage_id.is_won", "=", True)], 50),
            ([("probability", ">", 50)], 50),
            ([("create_date", ">=", "today -30d")], 10),
            (["&", ("active", "in", [True, False]), ("name", "!=", False)], 10),
        )
        self.assertEqual(
            [row["reason"] for row in result["left_out"]], ["outcome", "outcome", "date"]
        )
        self.assertEqual(len(result["criteria"]), 2)
        self.assertEqual(result["tiers"][0]["n"], 3)

    def test_deal_changed_after_closing_is_left_out_and_counted(self):
        deals = self._close(
            True, 3, country_id=self.env.ref("base.be").id, email_from="a@b.example"
        )
        deals.date_closed = fields.Datetime.now() - relativedelta(days=30)
        self.env.cr.precommit.run()  # what creation tracks ends with its transaction
        deals[0].with_context(tracking_disable=False).email_from = "c@d.example"
        self.env.flush_all()
        self.env.cr.precommit.run()
        result = self._backtest(([("email_from", "ilike", "example")], 10))
        self.assertEqual((result["changed_later"], result["total"]), (1, 2))
        untouched = self._backtest(([("country_id", "!=", False)], 10))
        self.assertEqual((untouched["changed_later"], untouched["total"]), (0, 3))

    def test_nothing_closed_gives_an_empty_backtest(self):
        self.env["crm.lead"].search([("won_status", "!=", "pending")]).unlink()
        result = self._backtest((BIG, 10))
        self.assertEqual((result["total"], result["won"]), (0, 0))
        self.assertFalse(any(row["enough"] for row in result["tiers"]))

    def test_only_outcome_criteria_leave_nothing_to_test(self):
        result = self._backtest(([("probability", ">", 50)], 50))
        self.assertEqual(result["tiers"], [])
        self.assertEqual(len(result["left_out"]), 1)

    # --- who may -----------------------------------------------------------------------

    def test_simulation_belongs_to_who_made_it(self):
        profile = self._new_profile((BIG, 10))
        simulation = self._simulate(profile, self.manager)
        other = self._new_user("icp_other_manager", "sales_team.group_sale_manager")
        self.assertTrue(simulation.with_user(self.manager).result)
        with self.assertRaises(AccessError):
            simulation.with_user(other).read(["result"])
        for user in (self.salesman, self.employee, self.portal):
            with self.assertRaises(AccessError):
                simulation.with_user(user).read(["result"])

    def test_deals_of_other_companies_are_not_counted(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        self._close(True, 2, employee_count=100, company_id=company.id, team_id=False)
        profile = self._new_profile((BIG, 10))
        result = self._simulate(profile, self.manager).result
        self.assertEqual(result["backtest"]["total"], 0)

    def test_profile_that_cannot_be_published_is_not_simulated(self):
        with self.assertRaises(ValidationError):
            self._new_profile((BIG, -10)).action_simulate()


@tagged("post_install", "-at_install")
class TestLongSimulation(JobsCase, StatementRecorder, IcpCommon):
    """Many leads are simulated in the background, part after part."""

    def setUp(self):
        super().setUp()
        self._publish((BIG, 10))
        leads = self.lead.union(*(self._new_lead(employee_count=n * 20) for n in range(1, 6)))
        leads.union(*(self._new_lead(employee_count=5) for _n in range(4)))
        closed = self.lead.union(*(self._new_lead(employee_count=n * 20) for n in range(1, 6)))
        (closed - self.lead)[:3].action_set_won()
        (closed - self.lead)[3:].action_set_lost()
        self.draft = self._new_profile(
            ([("employee_count", "<", 50)], 10), ([("phone", "!=", False)], 5), sequence=-1
        )
        self.env.flush_all()

    def _simulate(self, **context):
        action = self.draft.with_user(self.manager).with_context(**context).action_simulate()
        return self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])

    def _make_long(self, size=3):
        model = self.registry["crm.icp.simulation"]
        patches = patch.object(model, "_most_at_once", 0)
        patches.start()
        self.addCleanup(patches.stop)
        self.patch(crm_icp_simulation, "LEADS_PER_BATCH", size)

    def _get_moved(self, simulation):
        names = ("bucket_now", "bucket_then", "score_now", "score_then")
        return {(line.lead_id.id, *(line[name] for name in names)) for line in simulation.moved_ids}

    def test_answer_of_the_job_is_the_answer_at_once(self):
        now = self._simulate()
        self.assertEqual(now.run_state, "done")
        self._make_long()
        simulation = self._simulate()
        self.assertEqual((simulation.run_state, simulation.result), ("waiting", False))
        job = self.env["crm.playbook.background"]._get_next()
        self.assertEqual(job._work_safely(), 3)
        self.assertEqual((simulation.run_state, simulation.result), ("running", False))
        self._run_job("ir_cron_background")
        self.assertEqual(simulation.run_state, "done")
        self.assertEqual(simulation.result, now.result)
        self.assertTrue(now.result["pipeline"]["moves"] and now.result["backtest"]["total"])
        self.assertTrue(self._get_moved(now))
        self.assertEqual(self._get_moved(simulation), self._get_moved(now))

    def test_stopped_one_shows_nothing(self):
        self._make_long()
        simulation = self._simulate()
        self.env["crm.playbook.background"]._get_next()._work_safely()
        simulation.action_stop()
        self._run_job("ir_cron_background")
        self.assertEqual(simulation.run_state, "stopped")
        self.assertFalse(simulation.result or simulation.moved_ids)

    def test_profile_that_changes_meanwhile_is_simulated_from_the_beginning(self):
        self._make_long()
        simulation = self._simulate()
        self.env["crm.playbook.background"]._get_next()._work_safely()
        self.draft.criterion_ids[0].unlink()
        self._run_job("ir_cron_background")
        [row] = simulation.result["backtest"]["criteria"]
        self.assertEqual(row["criterion_id"], self.draft.criterion_ids.id)
        self.assertEqual(simulation.run_done, simulation.run_total)

    def test_names_are_in_the_language_of_whoever_asked(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.draft.criterion_ids[1].with_context(lang="fr_FR").name = "Téléphone"
        self._make_long()
        simulation = self._simulate(lang="fr_FR")
        self._run_job("ir_cron_background")
        names = [row["name"] for row in simulation.result["backtest"]["criteria"]]
        self.assertIn("Téléphone", names)

    def test_leads_of_the_highest_score_are_listed_and_all_are_counted(self):
        self.patch(crm_icp_simulation, "MOST_LISTED", 1)
        self._make_long()
        simulation = self._simulate()
        self._run_job("ir_cron_background")
        moves = simulation.result["pipeline"]["moves"]
        moved = [move for move in moves if move["now"] != move["then"]]
        total = sum(move["count"] for move in moved)
        self.assertGreater(total, len(moved))
        self.assertEqual(len(simulation.moved_ids), len(moved))
        self.assertIn(f"shows {len(moved)} of {total}", simulation.listed_note)

    def test_open_and_closed_leads_are_scored_once(self):
        statements = self._record_statements(self._simulate)
        scoring = [text for text in statements if "OFFSET 0" in text]
        self.assertEqual(len(scoring), 2, "one of open leads, one of closed deals")
