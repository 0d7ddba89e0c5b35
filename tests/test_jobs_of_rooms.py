from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import MockEmail

from .coaching_common import SECRET, CoachingCommon
from .gate_common import GateCommon
from .handover_common import HandoverCommon
from .icp_common import IcpCommon
from .jobs_common import JobsCase
from .review_common import ReviewCommon
from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestWaiverJob(JobsCase, GateCommon):
    """Waivers of criteria that are met are closed, but for those of one deal that cannot be."""

    def setUp(self):
        super().setUp()
        criterion = self._new_criterion()
        self.deals = self.deal | self._new_deal() | self._new_deal()
        for deal in self.deals:
            deal.with_user(self.manager).action_waive_criteria(criterion.ids, "We know them")
        self.env.flush_all()
        # Met from elsewhere, without a write of the deal that would have closed them.
        self.env.cr.execute("UPDATE crm_lead SET phone = '1' WHERE id = ANY(%s)", [self.deals.ids])
        self.env.invalidate_all()
        self.waivers = self.env["crm.stage.waiver"].search([("lead_id", "in", self.deals.ids)])

    def _get_open(self):
        return self.waivers.filtered(lambda waiver: waiver.state == "open")

    def test_one_deal_that_cannot_be_worked_on_does_not_hold_up_the_others(self):
        poisoned = self.waivers[1]
        self._poison("crm_stage_waiver", "UPDATE", poisoned.id)
        faults = self._run_job("ir_cron_gate_waivers")
        self.assertEqual(self._get_open(), poisoned)
        self.assertLeftOut(faults, poisoned.lead_id, self.manager)

        self._mend("crm_stage_waiver")
        self.assertFalse(self._run_job("ir_cron_gate_waivers"))
        self.assertFalse(self._get_open())

    def test_job_whose_time_is_up_goes_on_with_the_next_deals(self):
        self.patch(self.registry["crm.stage.waiver"], "_close_met", lambda *args: None)
        job, seen = self.env["crm.playbook.job"], []
        find = self.env["crm.stage.waiver"]._find_leads_in_debt
        xml_id = "crm_playbook.ir_cron_gate_waivers"
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 0)
        for _call in range(5):
            job._go_through(xml_id, find, lambda leads: seen.append(leads.ids), 1)
        self.assertEqual(seen[:3], [[deal.id] for deal in self.deals])
        self.assertEqual(seen[3:], [[self.deals[0].id]], "It begins anew when it has ended.")


@tagged("post_install", "-at_install")
class TestClockJob(JobsCase, HandoverCommon):
    """Receivers are warned of clocks that run out, but for one."""

    def test_one_packet_that_cannot_be_worked_on_does_not_hold_up_the_others(self):
        template = self._new_template(accept_hours=8)
        handovers = self.env["crm.handover"]
        with freeze_time(datetime(2030, 1, 7, 9, 0)):
            for _number in range(3):
                handovers |= self._submit(self._new_deal(), template_id=template.id)
        handovers = handovers.sudo()
        poisoned = handovers[0]
        self._poison("crm_handover", "UPDATE", poisoned.id)
        with freeze_time(datetime(2030, 1, 9, 9, 0)):
            faults = self._run_job("ir_cron_handover_clock")
            self.assertEqual(handovers.filtered("clock_warning"), poisoned)
            self.assertLeftOut(faults, poisoned, self.manager)
            for handover in handovers:
                self.assertEqual(len(self._get_activities(handover, self.receiver)), 1)

            self._mend("crm_handover")
            self.assertFalse(self._run_job("ir_cron_handover_clock"))
        self.assertFalse(any(handovers.mapped("clock_warning")))


@tagged("post_install", "-at_install")
class TestCoachingJobs(JobsCase, CoachingCommon):
    """Notes are reminded of and deleted, but for one; of which nothing is said."""

    def setUp(self):
        super().setUp()
        self.notes = self.env["crm.coaching.note"].sudo()
        for _number in range(3):
            self.notes |= self._share_note().sudo()
        self.notes.date_shared = fields.Datetime.now() - timedelta(days=9)

    def _set_parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(f"crm_playbook.{name}", value)

    def assertNothingSaid(self, fault):
        texts = f"{fault.name} {fault.message}"
        for word in (SECRET, self.coachee.name, self.coach.name, "poisoned"):
            self.assertNotIn(word, texts)

    def test_one_note_that_cannot_be_reminded_of(self):
        self._set_parameter("coaching_reminder_days", 3)
        poisoned = self.notes[1]
        self._poison("crm_coaching_note", "UPDATE", poisoned.id)
        faults = self._run_job("ir_cron_coaching_remind")
        self.assertEqual(self.notes - self.notes.filtered("date_reminded"), poisoned)
        self.assertLeftOut(faults, poisoned, self.manager)
        self.assertNothingSaid(faults)

        self._mend("crm_coaching_note")
        self.assertFalse(self._run_job("ir_cron_coaching_remind"))
        self.assertTrue(all(self.notes.mapped("date_reminded")))

    def test_one_note_that_cannot_be_deleted(self):
        self._set_parameter("coaching_retention_months", 1)
        poisoned = self.notes[2]
        self._poison("crm_coaching_note", "DELETE", poisoned.id)
        with freeze_time(fields.Datetime.now() + timedelta(days=90)):
            faults = self._run_job("ir_cron_coaching_purge")
            self.assertEqual(self.notes.exists(), poisoned)
            self.assertLeftOut(faults, poisoned, self.manager)
            self.assertNothingSaid(faults)

            self._mend("crm_coaching_note")
            self.assertFalse(self._run_job("ir_cron_coaching_purge"))
        self.assertFalse(self.notes.exists())


@tagged("post_install", "-at_install")
class TestScoreJob(JobsCase, IcpCommon):
    """All leads are scored, but for one."""

    def test_one_lead_that_cannot_be_scored_does_not_hold_up_the_others(self):
        leads = self.lead
        for _number in range(5):
            leads |= self._new_lead(employee_count=80)
        self._new_profile(([("employee_count", ">=", 50)], 10)).action_publish()
        self.env["ir.cron.trigger"].search([]).unlink()
        self.env["crm.icp.score"].search([]).unlink()
        poisoned = leads[2]
        self._poison("crm_icp_score", "INSERT OR UPDATE", poisoned.id, "lead_id")
        faults = self._run_job("ir_cron_icp_rescore")
        self.assertEqual(leads.filtered("icp_profile_id"), leads - poisoned)
        self.assertLeftOut(faults, poisoned, self.manager)

        self._mend("crm_icp_score")
        self.assertFalse(self._run_job("ir_cron_icp_rescore"))
        self.assertEqual(leads.filtered("icp_profile_id"), leads)


@tagged("post_install", "-at_install")
class TestMapJob(JobsCase, StakeholderCommon):
    """Maps are brought up to date, but for that of one deal."""

    def test_one_deal_that_cannot_be_assessed_does_not_hold_up_the_others(self):
        deals = self.deal | self._new_deal() | self._new_deal()
        for deal in deals:
            self._add_engaged("Anna", deal=deal)
        poisoned = deals[1]
        self._poison("crm_stakeholder_map", "INSERT OR UPDATE", poisoned.id, "lead_id")
        with freeze_time(fields.Datetime.now() + timedelta(days=120)):
            faults = self._run_job("ir_cron_stakeholder_refresh")
            engaged = deals.filtered("stakeholder_engaged_count")
            self.assertEqual(engaged, poisoned)
            self.assertLeftOut(faults, poisoned, self.manager)

            self._mend("crm_stakeholder_map")
            self.assertFalse(self._run_job("ir_cron_stakeholder_refresh"))
            deals.invalidate_recordset()
            self.assertFalse(deals.filtered("stakeholder_engaged_count"))


@tagged("post_install", "-at_install")
class TestDigestJob(JobsCase, MockEmail, ReviewCommon):
    """Owners are told of deals without a next action, but for one."""

    def test_one_owner_who_cannot_be_told_does_not_hold_up_the_others(self):
        owners = self.salesman | self.colleague | self.outsider
        for owner in owners:
            self._new_deal(user_id=owner.id)
        poisoned = self.colleague
        with freeze_time("2026-03-03 08:00:00"), self.mock_mail_gateway():
            self.env.flush_all()
            # The name of a place that there is no more.
            self.env.cr.execute(
                "UPDATE res_partner SET tz = 'Mars/Base' WHERE id = %s", [poisoned.partner_id.id]
            )
            self.env.invalidate_all()
            faults = self._run_job("ir_cron_next_action_digest")
            self.assertLeftOut(faults, poisoned, self.manager)
            self.assertEqual(self._get_told(), owners - poisoned)

            poisoned.tz = "UTC"
            self.assertFalse(self._run_job("ir_cron_next_action_digest"))
            self._run_job("ir_cron_next_action_digest")
            self.assertEqual(self._get_told(), owners)
        messages = self.env["mail.message"].search([("subject", "like", "Deals without a next")])
        self.assertEqual(len(messages), 3, "Each of them was told once.")

    def _get_told(self):
        return self.env["crm.next.action.digest"].search([("date", "=", "2026-03-03")]).user_id


@tagged("post_install", "-at_install")
class TestReviewJob(JobsCase, MockEmail, ReviewCommon):
    """Reviews are prepared by the runner, but for that of one team, whose leader is told."""

    def setUp(self):
        super().setUp()
        calendar = self.env["resource.calendar"].create({"name": "Ours", "tz": "UTC"})
        self.other_team.user_id = self.outsider
        with freeze_time("2026-03-02 08:00:00"):
            self.plan, self.other_plan = self.env["crm.deal.review.plan"].create(
                [
                    {
                        "team_id": team.id,
                        "is_on": True,
                        "weekday": "2",
                        "hour": 9.5,
                        "calendar_id": calendar.id,
                        "participant_ids": [Command.set(self.salesman.ids)],
                    }
                    for team in (self.team, self.other_team)
                ]
            )
            self.env.flush_all()

    def _run(self, now):
        with freeze_time(now), self.mock_mail_gateway():
            return self._run_job("ir_cron_deal_review")

    def test_reviews_are_prepared_once_and_the_next_ones_are_set(self):
        for _time in range(2):
            self.assertFalse(self._run("2026-03-03 10:00:00"))
        for plan in self.plan | self.other_plan:
            self.assertEqual(plan.review_ids.state, "prepared")
            self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 30))

    def test_one_team_that_cannot_be_prepared_does_not_hold_up_the_others(self):
        self._poison("crm_deal_review", "INSERT", self.plan.team_id.id, "team_id")
        faults = self._run("2026-03-03 10:00:00")
        self.assertFalse(self.plan.review_ids)
        self.assertTrue(self.other_plan.review_ids)
        self.assertLeftOut(faults, self.plan, self.manager)
        self.assertEqual(Form(self.plan.with_user(self.manager)).fault, faults.message)
        self.assertFalse(self.other_plan.with_user(self.manager).fault)
        self.assertEqual(self.plan.date_next, datetime(2026, 3, 11, 9, 30))
        self.assertEqual(len(self._get_told()), 1)

        self.assertEqual(self._run("2026-03-03 11:00:00"), faults)
        self.assertEqual(len(self._get_told()), 1, "The leader is told once.")
        self._mend("crm_deal_review")
        self.assertFalse(self._run("2026-03-10 10:00:00"))
        self.assertTrue(self.plan.review_ids)

    def test_a_schedule_that_is_off_has_no_fault(self):
        self._poison("crm_deal_review", "INSERT", self.plan.team_id.id, "team_id")
        self._run("2026-03-03 10:00:00")
        self.plan.with_user(self.manager).is_on = False
        self.assertFalse(self._run("2026-03-03 11:00:00"))

    def _get_told(self):
        """Return the messages to leaders about reviews that were left out."""
        messages = self.env["mail.message"].search([("subject", "like", "No deal review")])
        self.assertEqual(messages.notified_partner_ids, self.leader.partner_id)
        return messages


@tagged("post_install", "-at_install")
class TestIdleJobs(JobsCase, ReviewCommon):
    def test_no_job_fails_where_there_is_nothing_to_do(self):
        names = self.env["ir.model.data"].search(
            [("module", "=", "crm_playbook"), ("model", "=", "ir.cron")]
        )
        self.assertEqual(len(names), 10)
        for name in names.mapped("name"):
            with self.subTest(job=name):
                self.assertFalse(self._run_job(name))
