from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import IrCron

from ..models.icp import crm_icp_rescoring
from .icp_common import IcpCommon

BIG = [("employee_count", ">=", 50)]


@tagged("post_install", "-at_install")
class TestRescoring(IcpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.env["crm.lead"].create(
            [{"name": f"Lead {n}", "employee_count": 20 * n, "user_id": False} for n in range(1, 8)]
        )

    def setUp(self):
        super().setUp()
        self.patch(crm_icp_rescoring, "LEADS_PER_BATCH", 3)

    def _running(self):
        return self.env["crm.icp.rescoring"]._get_current()

    def assertAllRight(self, profile):
        self.env.invalidate_all()
        rows = self.env["crm.icp.score"].search([])
        everybody = self.env["crm.lead"].with_context(active_test=False).search([])
        self.assertEqual(rows.lead_id, everybody)
        self.assertEqual(len(rows), len(everybody))
        for lead in self.leads:
            self.assertEqual(lead.icp_profile_id, profile)
            self.assertScore(lead, 100 if lead.employee_count >= 50 else 0)

    def test_publication_starts_one_pass_over_all_leads(self):
        profile = self._new_profile((BIG, 10))
        profile.action_publish()
        self.assertEqual(len(self._running()), 1)
        self.assertEqual(profile.rescoring_progress, 0)
        self._running()._process_batch()
        profile.invalidate_recordset()
        self.assertGreater(profile.rescoring_progress, 0)
        self.assertLess(profile.rescoring_progress, 100)
        self._rescore()
        self.assertEqual(profile.rescoring_progress, 100)
        self.assertAllRight(profile)

    def test_pass_goes_on_where_it_was_stopped(self):
        profile = self._new_profile((BIG, 10))
        profile.action_publish()
        self._running()._process_batch()
        reached = self._running().last_lead_id
        self.env.invalidate_all()
        self._running()._process_batch()
        self.assertGreater(self._running().last_lead_id, reached)
        self._rescore()
        self.assertAllRight(profile)

    def test_publication_in_the_middle_of_a_pass_ends_right(self):
        self._new_profile((BIG, 10), sequence=5).action_publish()
        self._running()._process_batch()
        first = self._new_profile((BIG, 30), sequence=1)
        first.action_publish()
        self.assertEqual(len(self._running()), 1)
        self._rescore()
        self.assertAllRight(first)

    def test_pass_writes_changed_scores_only(self):
        self._publish((BIG, 10))
        before = {row.id: row.date for row in self.env["crm.icp.score"].search([])}
        self.env["crm.icp.rescoring"]._start()
        self._rescore()
        rows = self.env["crm.icp.score"].search([])
        self.assertEqual({row.id: row.date for row in rows}, before)
        self.assertEqual(self.env["crm.icp.rescoring"].search([], limit=1).written_count, 0)

    def test_pass_sweeps_superseded_rows(self):
        profile = self._publish((BIG, 10))
        for count in (10, 60, 10, 70):
            self.leads.employee_count = count
            self.env.flush_all()
        self.assertEqual(len(self.leads[0].icp_score_ids), 4)
        self.env["crm.icp.rescoring"]._start()
        self._rescore()
        self.assertEqual(len(self.leads[0].icp_score_ids), 1)
        self.assertAllRight(profile)

    def test_lead_saved_by_an_older_profile_meanwhile_is_scored_again(self):
        profile = self._new_profile((BIG, 10))
        profile.action_publish()
        run = self._running()
        while run.last_lead_id < self.leads[-1].id:
            run._process_batch()
        # What a process that has not yet heard of the publication leaves behind.
        self.env.cr.execute(
            "INSERT INTO crm_icp_score (lead_id, score, tier) VALUES (%s, 7, 'd')",
            [self.leads[-1].id],
        )
        self._rescore()
        self.assertScore(self.leads[-1], 100)

    def test_a_batch_holds_rows_for_a_bounded_time_however_large_the_database(self):
        self.patch(crm_icp_rescoring, "LEADS_PER_BATCH", 100_000)
        run = self.env["crm.icp.rescoring"].create({"lead_count": 5_000_000})
        self.assertEqual(run._get_batch_size(), 25_000)
        for seconds, size in ((0, 50_000), (0.02, 100_000), (0.05, 100_000), (0.4, 50_000)):
            run.batch_size = run._fit(run._get_batch_size(), seconds)
            self.assertEqual(run._get_batch_size(), size)
        run.batch_size = run._fit(run._get_batch_size(), 60)
        self.assertEqual(run._get_batch_size(), 5_000)

    def test_only_the_writing_counts_as_held(self):
        profile = self._new_profile((BIG, 10))
        profile.action_publish()
        specs = self.env["crm.icp.profile"]._read_published_specs()
        scorer, calls = self.env["crm.icp.scorer"], []
        select = type(scorer)._select_scores

        def select_slowly(model, *args):
            calls.append(args)
            slow = SQL("SELECT scores.* FROM (%s) AS scores, pg_sleep(0.5)", select(model, *args))
            return slow

        with patch.object(type(scorer), "_select_scores", select_slowly):
            written, held = scorer._rescore_range(specs, 0, self.leads[-1].id)
        self.assertTrue(calls and written)
        self.assertGreater(held, 0)
        self.assertLess(held, 0.4)

    def test_first_pass_scores_no_lead_twice(self):
        self._new_profile((BIG, 10)).action_publish()
        scored = []
        scorer = type(self.env["crm.icp.scorer"])
        self.patch(scorer, "_append_scores", lambda _scorer, _specs, ids: scored.extend(ids))
        self._rescore()
        self.assertFalse(scored)

    def test_job_works_in_batches_and_reports_progress(self):
        profile = self._new_profile((BIG, 10))
        profile.action_publish()
        reports = []

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            reports.append((processed, remaining))
            return 60

        with patch.object(IrCron, "_commit_progress", commit_progress):
            self.env["crm.icp.rescoring"]._cron_rescore()
        total = self.env["crm.lead"].with_context(active_test=False).search_count([])
        self.assertEqual(sum(processed for processed, _remaining in reports), total)
        self.assertEqual(reports[-1][1], 0)
        self.assertAllRight(profile)

    def test_nightly_pass_does_not_call_itself_again(self):
        self._publish((BIG, 10))
        self.env["ir.cron.trigger"].search([]).unlink()
        with patch.object(IrCron, "_commit_progress", return_value=60):
            self.env["crm.icp.rescoring"]._cron_rescore()
        self.assertEqual(self.env["crm.icp.rescoring"].search([], limit=1).state, "done")
        cron = self.env.ref("crm_playbook.ir_cron_icp_rescore")
        self.assertFalse(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_job_stops_when_time_is_up(self):
        self._new_profile((BIG, 10)).action_publish()
        with patch.object(IrCron, "_commit_progress", return_value=0):
            self.env["crm.icp.rescoring"]._cron_rescore()
        self.assertEqual(len(self._running()), 1)

    def test_cron_runs_with_real_commits(self):
        profile = self._new_profile((BIG, 10))
        profile.action_publish()
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_icp_rescore").method_direct_trigger()
        self.assertAllRight(profile)

    def test_a_manager_sees_how_far_it_is_and_no_leads_of_other_companies(self):
        self._new_profile((BIG, 10)).action_publish()
        self._running()._process_batch()
        run = self._running().with_user(self.manager)
        self.assertGreater(run.progress, 0)
        self.assertLess(run.progress, 100)
        for name in ("lead_count", "done_count", "written_count", "last_lead_id"):
            with self.assertRaises(AccessError):
                run.read([name])
            self.assertNotIn(name, run.fields_get())
        views = run.get_views([(False, "list")])["views"]["list"]["arch"]
        self.assertIn("progress", views)
        self.assertNotIn("lead_count", views)
        self._rescore()
        self.assertEqual(run.progress, 100)

    def test_a_nightly_pass_over_maps_tells_no_manager_of_other_companies(self):
        run = self.env["crm.stakeholder.refresh"].create({"lead_count": 7, "done_count": 3})
        for name in ("lead_count", "done_count", "changed_count", "assessed_count"):
            with self.assertRaises(AccessError):
                run.with_user(self.manager).read([name])
