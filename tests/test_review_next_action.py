from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.mail.tests.common import MailCase

from .badges_common import get_badges
from .review_common import ReviewCommon

# A Tuesday.
MORNING = "2026-03-03 08:00:00"


@tagged("post_install", "-at_install")
class TestReviewNextAction(ReviewCommon, MailCase):
    """An open deal without a dated activity is marked, found, and told to its owner once."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(MORNING))
        super().setUpClass()
        cls.env["crm.lead"].search([("id", "!=", cls.deal.id)]).user_id = False
        cls.calendar = cls.env["resource.calendar"].create({"name": "Ours", "tz": "UTC"})
        cls.env.company.resource_calendar_id = cls.calendar
        cls.parameters = cls.env["ir.config_parameter"]

    def _tell(self, now=MORNING):
        """Run the job; return the messages it sent."""
        before = self._get_messages()
        commit = patch.object(IrCron, "_commit_progress", return_value=60)
        with freeze_time(now), self.mock_mail_gateway(), commit:
            self.env["crm.next.action.digest"]._cron_digest()
        return self._get_messages() - before

    def _get_messages(self):
        domain = [("subject", "like", "Deals without a next action")]
        return self.env["mail.message"].search(domain)

    # --- the field ---------------------------------------------------------------------

    def test_a_dated_activity_is_a_next_action(self):
        other = self._new_deal()
        deals = self.deal | other
        self._plan_action(other)
        self.assertEqual(deals.mapped("has_next_action"), [False, True])
        Lead = self.env["crm.lead"].with_user(self.salesman)
        domain = [("id", "in", deals.ids)]
        self.assertEqual(Lead.search([*domain, ("has_next_action", "=", False)]), self.deal)
        self.assertEqual(Lead.search([*domain, ("has_next_action", "=", True)]), other)
        self.assertEqual(Lead.search([*domain, ("has_next_action", "!=", True)]), self.deal)
        other.activity_ids.action_feedback()
        self.assertFalse(other.has_next_action)

    def test_open_deals_without_a_next_action_are_marked_once_the_settings_say_so(self):
        planned, won = self._new_deal(), self._new_deal()
        self._plan_action(planned)
        won.action_set_won()
        lead = self._new_deal(type="lead")
        deals = (self.deal | planned | won | lead).with_user(self.salesman)
        self.assertFalse(any("next_action" in get_badges(deal) for deal in deals))
        self.parameters.set_param("crm_playbook.next_action_mark", "True")
        self.env.invalidate_all()
        marked = [deal for deal in deals if "next_action" in get_badges(deal)]
        self.assertEqual(marked, [deals[0]])

    def test_a_mark_costs_no_query_more_than_the_activities_of_a_card(self):
        self.parameters.set_param("crm_playbook.next_action_mark", "True")
        deals = self.deal | self._new_deal()
        card = {"activity_ids": {}, "activity_state": {}, "won_status": {}}
        marked = {**card, "playbook_badges": {}}
        deals.with_user(self.salesman).web_read(marked)  # rules, settings: once per process
        counts = []
        for specification in (card, marked):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            deals.with_user(self.salesman).web_read(specification)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # --- the digest --------------------------------------------------------------------

    def test_the_owner_gets_one_message_for_all_deals(self):
        self._new_deal(name="Line 5")
        planned = self._new_deal(name="Line 6")
        self._plan_action(planned)
        [message] = self._tell()
        self.assertEqual(message.notified_partner_ids, self.salesman.partner_id)
        self.assertEqual(message.subject, "Deals without a next action: 2")
        self.assertTrue("Line 4" in message.body and "Line 5" in message.body)
        self.assertNotIn("Line 6", message.body)

    def test_nobody_is_told_without_deals(self):
        self._plan_action()
        self.assertFalse(self._tell())

    def test_nobody_is_told_twice_a_day(self):
        self.assertTrue(self._tell())
        self.assertFalse(self._tell("2026-03-03 09:00:00"))
        self.assertTrue(self._tell("2026-03-04 09:00:00"))

    def test_mornings_only_where_the_owner_is(self):
        self.assertFalse(self._tell("2026-03-03 13:00:00"))
        self.assertFalse(self._tell("2026-03-03 05:00:00"))
        self.salesman.tz = "America/New_York"
        self.assertFalse(self._tell("2026-03-03 08:00:00"))
        self.assertTrue(self._tell("2026-03-03 13:00:00"))

    def test_no_message_on_days_off(self):
        self.assertFalse(self._tell("2026-03-07 08:00:00"))
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-04 00:00:00",
                "date_to": "2026-03-04 23:59:59",
            }
        )
        self.assertFalse(self._tell("2026-03-04 08:00:00"))
        self.assertTrue(self._tell("2026-03-05 08:00:00"))

    def test_a_calendar_without_fixed_hours_is_none(self):
        self.calendar.attendance_ids.unlink()
        self.assertFalse(self._tell("2026-03-07 08:00:00"))  # a Saturday
        self.assertTrue(self._tell("2026-03-06 08:00:00"))
        self.calendar.flexible_hours = True
        self.assertFalse(self._tell("2026-03-08 08:00:00"))
        self.assertTrue(self._tell("2026-03-09 08:00:00"))

    def test_no_message_on_the_leave_of_the_owner(self):
        resource = self.env["resource.resource"].create(
            {"name": "Sam", "user_id": self.salesman.id, "calendar_id": self.calendar.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": resource.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-03 00:00:00",
                "date_to": "2026-03-03 23:59:59",
            }
        )
        self.assertFalse(self._tell())
        self.assertTrue(self._tell("2026-03-04 08:00:00"))

    def test_archived_owners_closed_deals_and_leads_are_left_out(self):
        self._new_deal(user_id=self.colleague.id, type="lead")
        self._new_deal(user_id=self.colleague.id).action_set_lost()
        self._new_deal(user_id=self.outsider.id)
        self.outsider.active = False
        self.assertEqual(self._tell().notified_partner_ids, self.salesman.partner_id)

    def test_a_long_list_is_cut_and_says_so(self):
        for number in range(25):
            self._new_deal(name=f"Deal {number}", expected_revenue=number)
        [message] = self._tell()
        self.assertEqual(message.body.count("<li"), 20)
        self.assertIn("And 6 more", message.body)

    def test_a_job_that_was_killed_goes_on_and_tells_nobody_again(self):
        self._new_deal(user_id=self.colleague.id)
        digest = self.env["crm.next.action.digest"]
        with self.mock_mail_gateway():
            digest._notify_users(self.salesman)
        self.assertEqual(self._tell().notified_partner_ids, self.colleague.partner_id)

    def test_the_number_of_queries_does_not_grow_with_the_deals(self):
        def count(deals):
            self._new_deal_list(deals)
            digest = self.env["crm.next.action.digest"]
            return self._count_once(lambda: digest._get_deals(self.salesman))

        count(1)
        self.assertEqual(count(1), count(40))

    def _new_deal_list(self, number):
        for _one in range(number):
            self._new_deal()

    def test_the_switch_of_the_settings_starts_and_stops_the_job(self):
        cron = self.env.ref("crm_playbook.ir_cron_next_action_digest")
        for is_on in (True, False):
            self.env["res.config.settings"].create({"next_action_digest": is_on}).execute()
            self.assertEqual(cron.active, is_on)

    def test_the_job_runs_with_real_commits(self):
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_next_action_digest").method_direct_trigger()
        self.assertEqual(len(self._get_messages()), 1)

    def test_a_job_whose_time_is_up_goes_on_later(self):
        self._new_deal(user_id=self.colleague.id)
        size = "odoo.addons.crm_playbook.models.review.crm_next_action_digest.USERS_PER_BATCH"
        commit = patch.object(IrCron, "_commit_progress", side_effect=[60, 0])
        with patch(size, 1), commit, self.mock_mail_gateway():
            self.env["crm.next.action.digest"]._cron_digest()
        self.assertEqual(len(self._get_messages()), 1)
        self.assertEqual(len(self._tell()), 1)

    def test_old_rows_are_swept(self):
        row = self.env["crm.next.action.digest"].create(
            {"user_id": self.leader.id, "date": fields.Date.today() - timedelta(days=99)}
        )
        self._tell()
        self.assertFalse(row.exists())
