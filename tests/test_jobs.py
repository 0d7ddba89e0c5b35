from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import Mock, patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.deal import crm_playbook_pass
from ..tools import jobs
from .jobs_common import JobsCase
from .review_common import ReviewCommon

REVIEW = "crm_playbook.ir_cron_deal_review"
DIGEST = "crm_playbook.ir_cron_next_action_digest"
MIGRATION = "migrations/19.0.1.2.0/post-reviews.py"


@tagged("post_install", "-at_install")
class TestWaking(JobsCase, ReviewCommon):
    """Scheduled actions are written where that changes something, and at no other time."""

    def setUp(self):
        super().setUp()
        self.cron = self.env.ref(REVIEW)
        self.cron.active = False
        self.env.flush_all()

    def test_a_job_that_is_on_is_not_written(self):
        self.cron.active = True
        with self._held_by_the_runner():
            jobs.wake(self.env(user=self.manager), REVIEW, now=True)
            jobs.switch(self.env(user=self.manager), REVIEW, True)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))

    def test_a_job_that_is_off_is_switched_on_and_called(self):
        jobs.wake(self.env(user=self.salesman), REVIEW)
        self.assertTrue(self.cron.active)
        self.assertFalse(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))
        self.cron.active = False
        jobs.wake(self.env(user=self.salesman), REVIEW, now=True)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))

    def test_a_job_that_was_deleted_is_not_missed(self):
        self.cron.unlink()
        jobs.wake(self.env, REVIEW, now=True)
        jobs.switch(self.env, REVIEW, True)

    def test_waking_a_job_that_is_on_takes_one_query(self):
        self.cron.active = True
        self.env.flush_all()
        jobs.wake(self.env, REVIEW)
        with self.assertQueryCount(1):
            jobs.wake(self.env, REVIEW)

    def test_a_job_that_is_held_is_woken_afterwards(self):
        with patch.object(jobs, "_is_free", return_value=False):
            jobs.wake(self.env, REVIEW, now=True)
        self.assertFalse(self.cron.active)
        with self.enter_registry_test_mode():
            jobs._wake_later(self.env.cr.dbname, self.cron.id, now=True)
        self.env.invalidate_all()
        self.assertTrue(self.cron.active)
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))

    def test_settings_are_saved_while_jobs_run(self):
        admin = new_test_user(self.env, login="jobs_admin", groups="base.group_system")
        settings = self.env["res.config.settings"].with_user(admin)
        with self._held_by_the_runner(), patch.object(jobs, "_is_free", return_value=False):
            settings.create({"stage_age_factor": 2}).execute()
            with self.assertRaisesRegex(UserError, "is running just now"):
                settings.create({"next_action_digest": True}).execute()
        settings.create({"next_action_digest": True}).execute()
        self.assertTrue(self.env.ref(DIGEST).active)


@tagged("post_install", "-at_install")
class TestWorkingApart(JobsCase, ReviewCommon):
    """What fails together is tried in halves, and what meets somebody else again."""

    def setUp(self):
        super().setUp()
        self.deals = self.env["crm.lead"].union(*(self._new_deal() for _n in range(9)))
        self.job = self.env["crm.playbook.job"]._get(REVIEW)

    def test_all_are_worked_on_but_those_that_fail_and_nothing_of_these_is_kept(self):
        bad = self.deals[2] | self.deals[7]

        def work(deals):
            deals.name = "Seen"
            if deals & bad:
                raise ValueError("no")

        failed = jobs.work_apart(self.deals, work)
        self.assertEqual([record for record, _error in failed], list(bad))
        self.assertEqual(self.deals.filtered(lambda deal: deal.name == "Seen"), self.deals - bad)

    def test_a_cause_that_is_not_in_the_records_is_raised(self):
        def work(deals):
            raise ValueError("no")

        with self.assertRaisesRegex(ValueError, "no"):
            jobs.work_apart(self.deals, work, most=3)

    @mute_logger("odoo.addons.crm_playbook.models.deal.crm_playbook_job")
    def test_a_conflict_is_tried_again_and_is_no_fault(self):
        for conflicts, number in ((2, 3), (99, 5)):
            conflict = psycopg2.errors.SerializationFailure
            work = Mock(side_effect=[*[conflict] * conflicts, None])
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                job = self.job.with_env(self.env(cr=cr))
                self.assertFalse(job._work(self.deals[0].with_env(job.env), work))
            self.assertEqual(work.call_count, number)
        self.assertFalse(self.job.fault_ids)

    def test_a_conflict_is_said_without_its_statement(self):
        def fail(code):
            statement = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement)

        with jobs.conflicts_aside():
            for conflict in ("40001", "40P01", "55P03"):
                with self.assertNoLogs("odoo.sql_db", "ERROR"):
                    fail(conflict)
            with self.assertLogs("odoo.sql_db", "ERROR"):
                fail("P0001")
        with self.assertLogs("odoo.sql_db", "ERROR"):
            fail("40001")

    def test_a_batch_that_meets_a_conflict_is_tried_again_smaller(self):
        sizes = []

        def meet(run):
            sizes.append(run._get_batch_size())
            if len(sizes) < 4:
                raise psycopg2.errors.SerializationFailure
            return 1

        Refresh = self.env["crm.stakeholder.refresh"]
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            run = Refresh.with_env(self.env(cr=cr)).create({"lead_count": 9})
            run.env.cr.commit()
            self.patch(self.registry["crm.stakeholder.refresh"], "_process_batch", meet)
            with patch.object(crm_playbook_pass._logger, "info") as info:
                self.assertEqual(run._process_batch_safely(), 1)
        self.assertEqual(sizes, [200, 100, 50, 50])
        self.assertEqual(info.call_count, 3)

    def test_managers_of_another_company_read_nothing_of_it(self):
        company = self.env["res.company"].create({"name": "Other"})
        deal = self.deals[0]
        deal.company_id = self.env.company
        error = UserError("The buyer is unknown.")
        with mute_logger("odoo.addons.crm_playbook.models.deal.crm_playbook_job_fault"):
            self.job._leave_out([(deal, error)])
        Fault = self.env["crm.playbook.job.fault"]
        self.assertEqual(Fault.with_user(self.manager).search([]).message, str(error))
        self.manager.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertFalse(Fault.with_user(self.manager).search([]))
        for user in (self.salesman, self.leader, self.employee):
            self.assertFalse(Fault.with_user(user).has_access("read"))


@tagged("post_install", "-at_install")
class TestStuckSchedules(JobsCase, ReviewCommon):
    """What a database of the version before needs: Odoo switched off what always failed."""

    def _migrate(self):
        path = Path(__file__).parents[1] / MIGRATION
        load_script(str(path), "post_reviews").migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()

    def test_schedules_that_got_stuck_run_again_and_catch_up_with_one_review(self):
        calendar = self.env["resource.calendar"].create({"name": "Ours", "tz": "UTC"})
        with freeze_time("2026-01-05 08:00:00"):
            plan = self.env["crm.deal.review.plan"].create(
                {
                    "team_id": self.team.id,
                    "is_on": True,
                    "weekday": "2",
                    "calendar_id": calendar.id,
                }
            )
            self.env.flush_all()
        cron = self.env.ref(REVIEW)
        cron.write(
            {"active": False, "failure_count": 3, "first_failure_date": datetime(2026, 1, 7)}
        )
        self._migrate()
        self.assertEqual((cron.active, cron.failure_count), (True, 0))
        self.assertFalse(cron.first_failure_date)
        # The Wednesdays of two months were missed, the last one by an hour.
        with freeze_time("2026-03-04 10:00:00"):
            self._run_job("ir_cron_deal_review")
        self.assertEqual(plan.review_ids.mapped("date"), [datetime(2026, 3, 4, 9, 0)])
        self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 0))

    def test_what_nobody_uses_stays_asleep(self):
        crons = self.env["ir.cron"].union(*map(self._get_cron, self._get_names()))
        self.env["crm.stakeholder"].search([]).unlink()
        self.env["crm.stage.waiver"].search([]).unlink()
        self.env["crm.icp.profile"].search([]).action_archive_profile()
        self.env["crm.handover"].search([]).clock_warning = False
        self.env["crm.deal.review.plan"].search([]).is_on = False
        self.env["ir.config_parameter"].search([("key", "like", "crm_playbook.")]).unlink()
        crons.active = False
        self._migrate()
        self.assertFalse(crons.filtered("active"))
        self.env["ir.config_parameter"].set_param("crm_playbook.next_action_digest", "True")
        self.env["ir.config_parameter"].set_param("crm_playbook.coaching_reminder_days", "7")
        self._migrate()
        self.assertEqual(
            crons.filtered("active"),
            self.env.ref(DIGEST) | self._get_cron("ir_cron_coaching_remind"),
        )

    def _get_names(self):
        domain = [("module", "=", "crm_playbook"), ("model", "=", "ir.cron")]
        return self.env["ir.model.data"].search(domain).mapped("name")

    def test_place_reached_long_ago_is_given_up(self):
        job = self.env["crm.playbook.job"]._get(REVIEW)
        job.write({"date_start": datetime(2026, 1, 1), "date_last": datetime(2026, 1, 2)})
        job.last_id = 7
        job._begin_or_go_on()
        self.assertFalse(job.last_id)
        job.last_id = 7
        with freeze_time(fields.Datetime.now() + timedelta(hours=5)):
            job._begin_or_go_on()
        self.assertEqual(job.last_id, 7)
