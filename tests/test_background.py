from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.deal import crm_playbook_background
from ..wizards.gate import crm_stage_trial
from .background_common import BackgroundCase


@tagged("post_install", "-at_install")
class TestBackground(BackgroundCase):
    """What takes longer than anybody waits goes on without them."""

    def _answer_at_once(self):
        with patch.object(self.registry["crm.stage.trial"], "_most_at_once", 10**6):
            trial = self._try(self.second_manager)
        self.assertEqual(trial.run_state, "done")
        return trial

    def test_many_deals_are_judged_by_the_job_with_the_same_answer(self):
        trial = self._try()
        self.assertEqual((trial.run_state, trial.run_progress), ("waiting", 0))
        self.assertFalse(any(self._get_figures(trial).values()) or trial.stopped_ids)
        self.assertIn("wait", trial.run_note)
        self._run()
        now = self._answer_at_once()
        self.assertEqual((trial.run_state, trial.run_progress), ("done", 100))
        self.assertTrue(trial.run_date_end)
        self.assertEqual(self._get_figures(trial), self._get_figures(now))
        self.assertEqual(trial.stopped_ids.lead_id, now.stopped_ids.lead_id)
        self.assertLessEqual(self.deals | self.won_deal | self.lost_deal, trial.stopped_ids.lead_id)
        self.assertEqual(self._get_figures(trial)["open_amount"], 1500)

    def test_progress_is_seen_before_the_answer_is(self):
        trial = self._try()
        self.assertEqual(self._work(), 2)
        self.assertEqual((trial.run_state, trial.run_done), ("running", 2))
        self.assertTrue(0 < trial.run_progress < 100)
        self.assertIn("2 of", trial.run_note)
        self.assertFalse(any(self._get_figures(trial).values()) or trial.stopped_ids)
        self.assertTrue(trial.action_refresh())

    def test_it_is_judged_as_whoever_asked(self):
        # A rule of this database that the superuser does not know of.
        self.env["ir.rule"].create(
            {
                "name": "No small deals",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": "[('expected_revenue', '>=', 300)]",
            }
        )
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.manager.company_ids = [Command.link(abroad.id)]
        far = self._new_deal(company_id=abroad.id, user_id=False, expected_revenue=900)
        seen = []
        judge = crm_stage_trial.CrmStageTrial._judge

        def note(trial, *args):
            context = trial.env.context
            seen.append((trial.env.uid, trial.env.su, context.get("lang"), context.get("tz")))
            return judge(trial, *args)

        here = self._try(allowed_company_ids=self.env.company.ids, lang="en_US", tz="Asia/Tokyo")
        with patch.object(crm_stage_trial.CrmStageTrial, "_judge", note):
            self._run()
        self.assertEqual(set(seen), {(self.manager.id, False, "en_US", "Asia/Tokyo")})
        self.assertEqual(self._get_figures(here)["open_amount"], 300 + 400 + 500)
        companies = [self.env.company.id, abroad.id]
        everywhere = self._try(allowed_company_ids=companies)
        self._run()
        everywhere = everywhere.with_context(allowed_company_ids=companies)
        self.assertNotEqual(here, everywhere)
        self.assertIn(far, everywhere.stopped_ids.lead_id)

    def test_what_was_killed_goes_on_from_there(self):
        trial, seen = self._try(), []
        judge = crm_stage_trial.CrmStageTrial._judge

        def note(trial, leads, counts):
            seen.extend(leads.ids)
            return judge(trial, leads, counts)

        jobs = self.env["crm.playbook.background"]
        patches = patch.object(self.registry["ir.cron"], "_commit_progress", lambda *a, **o: 0)
        with patches, patch.object(crm_stage_trial.CrmStageTrial, "_judge", note):
            for call in range(1, 100):
                jobs._cron_work()
                if trial.run_state == "done":
                    break
                self.assertEqual(len(seen), min(2 * call, len(seen)))
        self.assertEqual(trial.run_state, "done")
        self.assertGreater(call, 3)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(trial.run_done, len(seen))

    def test_two_who_ask_are_answered_one_after_the_other(self):
        first, second = self._try(), self._try(self.second_manager)
        self.assertNotEqual(first, second)
        first.sudo().run_date -= timedelta(minutes=1)
        self._work()
        self.assertEqual((first.run_state, second.run_state), ("running", "waiting"))
        self._run()
        self.assertEqual((first.run_state, second.run_state), ("done", "done"))
        self.assertEqual(self._get_figures(first), self._get_figures(second))

    def test_only_deals_of_one_part_are_in_memory(self):
        self._try()
        judge, field = crm_stage_trial.CrmStageTrial._judge, self.env["crm.lead"]._fields["phone"]
        numbers = []

        def note(trial, leads, counts):
            judge(trial, leads, counts)
            numbers.append(len(field._get_cache(trial.sudo().env)))

        self.env.invalidate_all()
        with patch.object(crm_stage_trial.CrmStageTrial, "_judge", note):
            while self.env["crm.playbook.background"]._get_next():
                self._work()
        self.assertGreater(len(numbers), 3)
        self.assertLessEqual(max(numbers), 2)

    # --- stopping ------------------------------------------------------------------------

    def test_stopped_one_says_so_and_shows_nothing(self):
        trial = self._try()
        self._work()
        trial.action_stop()
        self.assertEqual(trial.run_state, "stopped")
        self.assertIn("Stopped after 2 of", trial.run_note)
        self._run()
        self.assertEqual(trial.run_state, "stopped")
        self.assertFalse(any(self._get_figures(trial).values()) or trial.stopped_ids)
        self.assertNotEqual(self._try(), trial)

    def test_stopped_one_runs_again(self):
        trial = self._try()
        self._work()
        trial.action_stop()
        trial.action_run()
        self.assertEqual((trial.run_state, trial.run_done), ("waiting", 0))
        self._run()
        self.assertEqual(trial.run_state, "done")
        self.assertGreaterEqual(trial.open_stopped, len(self.deals))

    def test_one_that_is_stopped_while_a_part_is_worked_on_stays_so(self):
        trial = self._try()
        job = self.env["crm.playbook.background"]._get_next()
        trial.action_stop()
        self.assertEqual(job._work_safely(), 0)
        self.assertEqual(trial.run_state, "stopped")

    def test_one_that_has_ended_is_not_stopped(self):
        trial = self._try()
        self._run()
        trial.action_stop()
        self.assertEqual(trial.run_state, "done")
        self.assertTrue(trial.stopped_ids)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_stops_or_sees_what_somebody_else_asked(self):
        trial = self._try()
        for user in (self.second_manager, self.salesman, self.employee, self.portal):
            theirs = trial.with_user(user)
            for method in (theirs.action_stop, theirs.action_refresh, theirs.action_run):
                with self.assertRaises(AccessError, msg=user.login):
                    method()
            with self.assertRaises(AccessError):
                theirs.read(["run_state"])
        for user in (self.salesman, self.employee, self.portal):
            with self.assertRaises(AccessError, msg=user.login):
                self._try(user)
        self.assertEqual(trial.run_state, "waiting")

    def test_nobody_sets_as_whom_it_works(self):
        trial = self._try()
        for values in ({"run_context": {"allowed_company_ids": [1]}}, {"run_found": {}}):
            with self.assertRaises(AccessError):
                trial.write(values)


@tagged("post_install", "-at_install")
class TestBackgroundComingBack(BackgroundCase):
    """Whoever closed the page finds the answer again, and no answer to another question."""

    def test_asking_again_opens_the_one_that_is_under_way(self):
        trial = self._try()
        self._work()
        self.assertEqual(self._try(), trial)
        self.assertNotEqual(self._try(self.second_manager), trial)
        self.assertNotEqual(self._try(criterion=self._new_criterion(state="draft")), trial)

    def test_asking_again_opens_the_answer_once(self):
        trial = self._try()
        self._run()
        self.assertEqual(self._try(), trial)
        self.assertNotEqual(self._try(), trial)

    def test_an_answer_that_was_looked_at_is_not_opened_again(self):
        trial = self._try()
        self._run()
        trial.action_refresh()
        self.assertNotEqual(self._try(), trial)

    def _change(self):
        self.criterion.field_ids = self._get_field("email_from")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_stage_criterion SET write_date = write_date + INTERVAL '1 minute'"
        )
        self.env.invalidate_all()

    def test_a_criterion_that_was_changed_is_tried_anew(self):
        trial = self._try()
        self._run()
        self._change()
        self.assertNotEqual(self._try(), trial)

    def test_a_criterion_that_changes_meanwhile_is_judged_from_the_beginning(self):
        self.deals.email_from = "a@example.com"
        self.won_deal.email_from = "b@example.com"
        trial = self._try()
        self._work()
        self.assertEqual(trial.run_done, 2)
        self._change()
        self._work()
        self.assertEqual(trial.run_done, 2)
        self._run()
        self.assertFalse((self.deals | self.won_deal) & trial.stopped_ids.lead_id)
        self.assertIn(self.lost_deal, trial.stopped_ids.lead_id)

    def test_whoever_asked_is_told(self):
        trial = self._try()
        with patch.object(self.registry["res.users"], "_bus_send", autospec=True) as send:
            self._work()
            self.assertFalse(send.called)
            while trial.run_state != "done":
                self._work()
        [(user, kind, notice)] = [call.args for call in send.call_args_list]
        self.assertEqual((user, kind), (self.manager, "simple_notification"))
        self.assertEqual((notice["type"], notice["title"]), ("success", self.criterion.name))

    def test_it_is_not_vacuumed_with_dialogs_of_the_hour(self):
        trial = self._try()
        self._run()
        lines = trial.stopped_ids | trial.stopped_ids
        models = ("crm.stage.trial", "crm.stage.trial.lead", "crm.stage.trial.stage")
        for hours, is_there in ((5, True), (8 * 24, False)):
            for model in models:
                self.env[model].search([]).flush_recordset()
                table = self.env[model]._table
                self.env.cr.execute(
                    f"UPDATE {table} SET write_date = %s",
                    [fields.Datetime.now() - timedelta(hours=hours)],
                )
            self.env.invalidate_all()
            for model in models:
                self.env[model]._transient_vacuum()
            self.assertEqual(bool(trial.exists()), is_there)
            self.assertEqual(bool(lines.exists()), is_there)


@tagged("post_install", "-at_install")
class TestBackgroundFailing(BackgroundCase):
    """One that fails says why, and holds up nobody."""

    def _fail_first(self, error):
        first, second = self._try(), self._try(self.second_manager)
        first.sudo().run_date -= timedelta(minutes=1)
        judge = crm_stage_trial.CrmStageTrial._judge

        def fail(trial, leads, counts):
            if trial == first and trial.run_done:
                raise error
            return judge(trial, leads, counts)

        with patch.object(crm_stage_trial.CrmStageTrial, "_judge", fail):
            self._run()
        return first, second

    def test_unexpected_error(self):
        first, second = self._fail_first(ValueError("secret"))
        self.assertEqual((first.run_state, second.run_state), ("failed", "done"))
        self.assertIn("log of the server", first.run_note)
        self.assertNotIn("secret", first.run_note)
        self.assertFalse(any(self._get_figures(first).values()) or first.stopped_ids)

    def test_person_who_lost_the_right_or_left(self):
        for change in ({"group_ids": [Command.clear()]}, {"active": False}):
            user = new_test_user(
                self.env, f"leaver{len(change)}{[*change][0]}", "sales_team.group_sale_manager"
            )
            first, second = self._try(user), self._try()
            first.sudo().run_date -= timedelta(minutes=1)
            self._work()
            user.write(change)
            self._run()
            self.assertEqual((first.sudo().run_state, second.run_state), ("failed", "done"))
            self.assertFalse(first.sudo().stopped_ids or first.sudo().open_total)
            second.action_refresh()

    def test_dialog_that_its_owner_spoilt_holds_up_nobody(self):
        spoilt, other = self._try(), self._try(self.second_manager)
        spoilt.write({"run_date": False, "run_done": 2**31 - 1, "run_total": -5})
        self._run()
        self.assertEqual((spoilt.run_state, other.run_state), ("failed", "done"))

    def test_conflicts_are_tried_again(self):
        trial = self._try()
        conflict = crm_playbook_background.CONFLICTS[0]
        step, calls = type(trial)._step, []

        def fail(trial):
            calls.append(trial)
            if len(calls) < 3:
                raise conflict
            return step(trial)

        job = self.env["crm.playbook.background"]._get_next()
        rollback = patch.object(self.env.cr, "rollback", lambda: None, create=True)
        with patch.object(self.registry["crm.stage.trial"], "_step", fail), rollback:
            self.assertEqual(job._work_safely(), 2)
        self.assertEqual((len(calls), trial.run_state), (3, "running"))


@tagged("post_install", "-at_install")
class TestBackgroundLists(BackgroundCase):
    """All deals are counted, some are listed."""

    def test_deals_of_the_largest_amount_are_listed_and_all_are_counted(self):
        self.patch(crm_stage_trial, "MOST_LISTED", 2)
        trial = self._try()
        self._run()
        self.assertGreaterEqual(trial.open_stopped, 6)
        listed = trial.stopped_ids.filtered(lambda line: line.group == "open")
        self.assertEqual(sorted(listed.mapped("amount")), [400, 500])
        self.assertEqual(trial.open_amount, 1500)
        first = trial.stage_ids.filtered(lambda line: line.stage_id == self.first)
        self.assertEqual(first.open, trial.open_stopped)
        for group in ("open", "won", "lost"):
            counted = sum(trial.stage_ids.mapped(group))
            self.assertEqual(counted, trial[f"{group}_stopped"], group)
        self.assertIn("show the 2", trial.listed_note)
        action = trial.with_context(group="open").action_open_stopped()
        self.assertIn(f"shows 2 of {trial.open_stopped}", action["name"])

    def test_nothing_is_said_where_all_are_listed(self):
        trial = self._try()
        self._run()
        self.assertFalse(trial.listed_note)
        action = trial.with_context(group="open").action_open_stopped()
        self.assertEqual(action["name"], "Deals that would be stopped")

    def test_deleting_a_deal_finds_its_lines_by_an_index(self):
        for table in ("crm_stage_trial_lead", "crm_icp_simulation_lead"):
            self.env.cr.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE %s",
                [table, "%(lead_id)%"],
            )
            self.assertTrue(self.env.cr.fetchall(), table)
