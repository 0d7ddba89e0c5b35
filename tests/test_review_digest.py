from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.mail.tests.common import MailCase

from .review_common import ReviewCommon

AUCKLAND, LOS_ANGELES, BRUSSELS = "Pacific/Auckland", "America/Los_Angeles", "Europe/Brussels"
SUBJECT = "Deals without a next action"


@tagged("post_install", "-at_install")
class TestReviewDigest(ReviewCommon, MailCase):
    """The digest comes on the working mornings of its reader, wherever the calendar is, from
    somebody whom the reader knows, and can be turned off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].search([("id", "!=", cls.deal.id)]).user_id = False
        cls.calendar = cls._new_calendar()
        cls.env.company.resource_calendar_id = cls.calendar
        cls.cron = cls.env.ref("crm_playbook.ir_cron_next_action_digest")

    @classmethod
    def _new_calendar(cls, tz="UTC", weekdays=range(5)):
        return cls.env["resource.calendar"].create(
            {
                "name": "Ours",
                "tz": tz,
                "attendance_ids": [
                    Command.create(
                        {"name": "Work", "dayofweek": str(day), "hour_from": 8, "hour_to": 17}
                    )
                    for day in weekdays
                ],
            }
        )

    def _run_job(self, now):
        """Run the scheduled action at a moment; return the messages it sent."""
        messages = self.env["mail.message"].search([("subject", "like", SUBJECT)])
        with freeze_time(now), self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        return self.env["mail.message"].search([("subject", "like", SUBJECT)]) - messages

    def _get_days(self, hours):
        """Let the job run at these hours of UTC of the days from Thursday, 5 March 2026, on;
        return the days of March on which the salesperson was told, where they live."""
        for day in range(5, 12):
            for hour in hours:
                self._run_job(f"2026-03-{day:02} {hour:02}:30:00")
        told = self.env["crm.next.action.digest"].search([("user_id", "=", self.salesman.id)])
        return sorted(row.date.day for row in told)

    # --- when --------------------------------------------------------------------------

    def test_nobody_in_auckland_is_told_on_a_saturday(self):
        self.salesman.tz = AUCKLAND
        self.calendar.tz = LOS_ANGELES
        # At 19:30 it is 8:30 of the next day there: Friday the 6th, Monday the 9th, and so on.
        self.assertEqual(self._get_days([19]), [6, 9, 10, 11, 12])

    def test_nobody_in_los_angeles_is_told_on_a_sunday(self):
        self.salesman.tz = LOS_ANGELES
        self.calendar.tz = AUCKLAND
        self.assertEqual(self._get_days([17]), [5, 6, 9, 10, 11])

    def test_own_working_hours_come_first(self):
        self.salesman.tz = AUCKLAND
        own = self._new_calendar(tz=BRUSSELS, weekdays=(1, 5))
        self.env["resource.resource"].create(
            {"name": "Sam", "user_id": self.salesman.id, "calendar_id": own.id}
        )
        self.assertEqual(self._get_days([19]), [7, 10])

    def test_own_hours_that_say_nothing_do_not_count(self):
        self.salesman.tz = AUCKLAND
        own = self._new_calendar(weekdays=())
        self.env["resource.resource"].create(
            {"name": "Sam", "user_id": self.salesman.id, "calendar_id": own.id}
        )
        self.assertEqual(self._get_days([19]), [6, 9, 10, 11, 12])

    def test_a_public_holiday_is_on_its_date_wherever_the_reader_lives(self):
        self.calendar.tz = BRUSSELS
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Tuesday the 10th",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-09 23:00:00",
                "date_to": "2026-03-10 22:59:59",
            }
        )
        self.salesman.tz = AUCKLAND
        self.assertEqual(self._get_days([19]), [6, 9, 11, 12])
        self.env["crm.next.action.digest"].search([]).unlink()
        self.salesman.tz = LOS_ANGELES
        self.assertEqual(self._get_days([17]), [5, 6, 9, 11])

    def test_leave_of_the_reader_is_from_moment_to_moment(self):
        self.salesman.tz = AUCKLAND
        resource = self.env["resource.resource"].create(
            {"name": "Sam", "user_id": self.salesman.id, "calendar_id": self.calendar.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": resource.id,
                "calendar_id": self.calendar.id,
                # The 10th in Auckland.
                "date_from": "2026-03-09 11:00:00",
                "date_to": "2026-03-10 10:59:59",
            }
        )
        self.assertEqual(self._get_days([19]), [6, 9, 11, 12])

    def test_holidays_of_another_company_are_none(self):
        other = self.env["res.company"].create({"name": "Abroad"})
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Theirs",
                "date_from": "2026-03-10 00:00:00",
                "date_to": "2026-03-10 23:59:59",
            }
        )
        self.env.flush_all()
        leave.company_id = other
        self.assertEqual(self._get_days([8]), [5, 6, 9, 10, 11])

    # --- from whom, and where it leads ---------------------------------------------------

    def test_it_comes_from_the_company_of_the_reader(self):
        company = self.salesman.company_id
        company.email = "hello@ours.example"
        [message] = self._run_job("2026-03-05 08:30:00")
        self.assertEqual(message.author_id, company.partner_id)
        self.assertIn("hello@ours.example", message.email_from)
        self.assertNotIn("OdooBot", message.email_from)

    def test_a_company_without_an_address_writes_by_its_name(self):
        company = self.salesman.company_id
        company.email = False
        [message] = self._run_job("2026-03-05 08:30:00")
        self.assertEqual(message.author_id, company.partner_id)
        self.assertIn(company.name, message.email_from)
        self.assertIn("@", message.email_from)

    def test_nobody_but_the_reader_reads_it(self):
        [message] = self._run_job("2026-03-05 08:30:00")
        self.assertTrue(message.with_user(self.salesman).body)
        for user in (self.leader, self.colleague):
            with self.assertRaises(AccessError):
                message.with_user(user).read(["body"])

    def test_what_does_not_fit_is_a_link_to_all_of_them(self):
        deals = self.deal
        for number in range(62):
            deals |= self._new_deal(name=f"Deal {number}")
        planned = self._new_deal()
        self._plan_action(planned)
        self._new_deal(user_id=self.outsider.id)
        messages = self._run_job("2026-03-05 08:30:00")
        message = messages.filtered(lambda m: m.notified_partner_ids == self.salesman.partner_id)
        action = "crm_playbook.crm_lead_action_without_next_action"
        self.assertRegex(message.body, f'href="[^"]*/odoo/action-{action}">And 43 more.</a>')
        action = self.env["ir.actions.act_window"].with_user(self.salesman)._for_xml_id(action)
        domain = safe_eval(action["domain"], {"uid": self.salesman.id})
        self.assertEqual(self.env["crm.lead"].with_user(self.salesman).search(domain), deals)

    def test_recurring_revenue_counts_where_the_largest_are_chosen(self):
        self.env["res.config.settings"].create({"group_use_recurring_revenues": True}).execute()
        for number in range(20):
            self._new_deal(name=f"Once {number}", expected_revenue=5000)
        plan = self.env["crm.recurring.plan"].create({"name": "Monthly", "number_of_months": 1})
        self._new_deal(
            name="Every month",
            expected_revenue=0,
            recurring_revenue=50000,
            recurring_plan=plan.id,
        )
        [message] = self._run_job("2026-03-05 08:30:00")
        self.assertIn("Every month", message.body)
        self.assertNotIn("Line 4", message.body)

    # --- turned off --------------------------------------------------------------------

    def test_whoever_turns_it_off_gets_none(self):
        self._new_deal(user_id=self.colleague.id)
        own = self.env["res.users"].with_user(self.salesman).browse(self.salesman.id)
        action = own.action_open_digest_preference()
        self.assertEqual(action["res_id"], self.salesman.id)
        with Form(own, view=action["views"][0][0]) as form:
            form.next_action_digest = False
        messages = self._run_job("2026-03-05 08:30:00")
        self.assertEqual(messages.notified_partner_ids, self.colleague.partner_id)
        own.web_save({"next_action_digest": True}, {"next_action_digest": {}})
        messages = self._run_job("2026-03-06 08:30:00")
        self.assertIn(self.salesman.partner_id, messages.notified_partner_ids)

    def test_nobody_turns_off_that_of_somebody_else(self):
        other = self.colleague.with_user(self.salesman)
        with self.assertRaises(AccessError):
            other.next_action_digest = False
        self.assertTrue(self.colleague.next_action_digest)

    def test_preferences_of_salespeople_have_the_switch(self):
        view = self.env.ref("base.view_users_form_simple_modif").id
        for user, has_it in ((self.salesman, True), (self.employee, False)):
            arch = self.env["res.users"].with_user(user).get_view(view, "form")["arch"]
            self.assertEqual("next_action_digest" in arch, has_it, user.login)
        with Form(self.employee.with_user(self.employee), view=view) as form:
            form.signature = "<p>Eve</p>"

    def test_the_message_leads_to_the_switch(self):
        [message] = self._run_job("2026-03-05 08:30:00")
        action = "crm_playbook.next_action_digest_action_preference"
        self.assertRegex(message.body, f'href="[^"]*/odoo/action-{action}">Turn it off</a>')


@tagged("post_install", "-at_install")
class TestReviewDigestTour(HttpCase, ReviewCommon):
    def test_a_salesperson_turns_it_off_by_the_link(self):
        url = "/odoo/action-crm_playbook.next_action_digest_action_preference"
        self.start_tour(url, "crm_playbook_digest_off", login="review_salesman")
        self.assertFalse(self.salesman.next_action_digest)
        self.assertTrue(self.colleague.next_action_digest)

    def test_a_salesperson_opens_the_whole_list_by_the_link(self):
        self._new_deal(name="Line 8")
        self._new_deal(name="Line 9", user_id=self.colleague.id)
        url = "/odoo/action-crm_playbook.crm_lead_action_without_next_action"
        self.start_tour(url, "crm_playbook_digest_list", login="review_salesman")
