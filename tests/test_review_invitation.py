from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.mail.tests.common import MailCase

from .losing import make_portal, take_sales_right
from .review_common import ReviewCommon

# A Tuesday.
NOW = "2026-03-03 10:00:00"
TOMORROW = "2026-03-04 09:30:00"


@tagged("post_install", "-at_install")
class TestReviewInvitation(ReviewCommon, MailCase):
    """Whoever takes part in a review is told once when it takes place, in their own words and
    time, and hears when it is moved or called off."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()

    def _tell(self, work):
        """Return ``{user: [messages]}`` of what people were told while a function works."""
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        with self.mock_mail_gateway():
            work()
        told = {}
        for message in self.env["mail.message"].search(
            [("id", ">", before), ("message_type", "=", "user_notification")]
        ):
            for user in message.notified_partner_ids.user_ids:
                told.setdefault(user, []).append(message)
        return told

    def _run_clock(self, now=NOW):
        commit = patch.object(IrCron, "_commit_progress", return_value=60)
        with freeze_time(now), commit:
            self.env["crm.deal.review.plan"]._cron_review()

    def _new_plan(self, now="2026-03-02 08:00:00", **values):
        with freeze_time(now):
            plan = self.env["crm.deal.review.plan"].create(
                {"team_id": self.team.id, "is_on": True, "weekday": "2", "hour": 9.5, **values}
            )
            self.env.flush_all()
        return plan

    def _prepare_for_tomorrow(self, **values):
        return self._prepare(date=TOMORROW, **values)

    # --- prepared ----------------------------------------------------------------------

    def test_by_the_clock_leader_and_participants_are_told_once(self):
        plan = self._new_plan()
        told = self._tell(self._run_clock)
        people = self.leader | self.salesman | self.colleague
        self.assertEqual(set(told), set(people))
        self.assertEqual({len(messages) for messages in told.values()}, {1})
        [message] = told[self.salesman]
        self.assertEqual(message.subject, "Invitation: Reviewed · 4 Mar 2026")
        self.assertIn("Wednesday, March 4, 2026, 9:30", message.body)
        self.assertIn("review_leader", message.body)
        url = f"/odoo/action-crm_playbook.crm_deal_review_action/{plan.review_ids.id}"
        self.assertIn(url, message.body)
        self.assertFalse(self._tell(self._run_clock), "told twice")

    def test_by_hand_everybody_but_who_prepares_is_told(self):
        told = self._tell(self._prepare_for_tomorrow)
        self.assertEqual(set(told), {self.salesman, self.colleague})
        [message] = told[self.salesman]
        self.assertEqual(message.author_id, self.leader.partner_id)

    def test_prepared_again_it_is_told_to_nobody(self):
        review = self._prepare_for_tomorrow()
        self.assertFalse(self._tell(review.action_prepare))

    def test_it_is_in_the_language_and_the_time_zone_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesman.write({"tz": "Pacific/Auckland", "lang": "fr_FR"})
        self.colleague.tz = "America/Los_Angeles"
        told = self._tell(self._prepare_for_tomorrow)
        [french], [english] = told[self.salesman], told[self.colleague]
        self.assertIn("mercredi 4 mars 2026", french.body)
        self.assertIn("22:30 (Pacific/Auckland)", french.body)
        self.assertIn("Wednesday, March 4, 2026, 1:30", english.body)
        self.assertIn("(America/Los_Angeles)", english.body)

    def test_by_the_clock_it_comes_from_the_company(self):
        self._new_plan()
        for messages in self._tell(self._run_clock).values():
            self.assertEqual(messages[0].author_id, self.env.company.partner_id)

    def test_without_a_leader_it_says_that_whoever_starts_it_leads(self):
        self.team.user_id = False
        self._new_plan()
        told = self._tell(self._run_clock)
        self.assertEqual(set(told), {self.salesman, self.colleague})
        self.assertIn("the member of the team who starts it", told[self.salesman][0].body)

    def test_nobody_who_may_not_open_it_is_told(self):
        for number, leave in enumerate((take_sales_right, make_portal)):
            user = self._new_user(f"gone_{number}", "sales_team.group_sale_salesman")
            self.team.member_ids += user
            leave(user)
        self.colleague.active = False
        told = self._tell(self._prepare_for_tomorrow)
        self.assertEqual(set(told), {self.salesman})

    def test_owners_of_listed_deals_are_told(self):
        self._new_deal(user_id=self.outsider.id)
        self.assertIn(self.outsider, self._tell(self._prepare_for_tomorrow))

    def test_many_reviews_are_one_message(self):
        teams = self.env["crm.team"].create(
            [{"name": f"Team {n}", "user_id": self.leader.id} for n in range(30)]
        )
        for team in teams:
            self._new_plan(team_id=team.id, participant_ids=[Command.set(self.salesman.ids)])
        told = self._tell(self._run_clock)
        self.assertEqual(set(told), {self.leader, self.salesman})
        for messages in told.values():
            [message] = messages
            self.assertEqual(message.subject, "News of 30 deal reviews")
            self.assertEqual(message.body.count("<li>"), 30)

    def test_many_that_are_prepared_by_hand_are_one_message(self):
        reviews = self.env["crm.deal.review"].with_user(self.leader)
        reviews = reviews.create([{"team_id": self.team.id, "date": TOMORROW} for _n in range(9)])
        told = self._tell(reviews.action_prepare)
        self.assertEqual({len(messages) for messages in told.values()}, {1})

    def test_a_job_that_was_killed_tells_with_its_next_run(self):
        plan = self._new_plan()
        with patch.object(IrCron, "_commit_progress", side_effect=[60, 0]):
            told = self._tell(self.env["crm.deal.review.plan"]._cron_review)
        self.assertTrue(plan.review_ids)
        self.assertFalse(told)
        self.assertEqual(len(self._tell(self._run_clock)), 3)

    def test_a_mail_that_fails_keeps_nobody_from_preparing(self):
        notify = type(self.env["mail.thread"]).message_notify

        def fail(thread, **values):
            if self.colleague.partner_id.id in values["partner_ids"]:
                raise ValueError("No such box")
            return notify(thread, **values)

        self.patch(self.registry["mail.thread"], "message_notify", fail)
        with self.assertLogs("odoo.addons.crm_playbook.models.review", "WARNING"):
            told = self._tell(self._prepare_for_tomorrow)
        self.assertEqual(set(told), {self.salesman})

    def test_what_is_long_past_is_not_announced(self):
        self.assertFalse(self._tell(lambda: self._prepare(date="2026-02-03 09:30:00")))

    # --- moved and called off ------------------------------------------------------------

    def test_a_review_that_is_moved_is_told_with_its_new_date(self):
        review = self._prepare_for_tomorrow()
        told = self._tell(lambda: review.write({"date": "2026-03-05 14:00:00"}))
        self.assertEqual(set(told), {self.salesman, self.colleague})
        [message] = told[self.salesman]
        self.assertEqual(message.subject, "Moved: Reviewed · 5 Mar 2026")
        self.assertIn("Thursday, March 5, 2026, 2:00", message.body)
        self.assertFalse(self._tell(lambda: review.write({"date": "2026-03-05 14:00:00"})))
        self.assertFalse(self._tell(lambda: review.write({"agenda": "<p>News</p>"})))

    def test_whoever_moves_it_is_not_told_and_the_leader_is(self):
        review = self._prepare_for_tomorrow()
        own = review.with_user(self.manager)
        told = self._tell(lambda: own.write({"date": "2026-03-05 14:00:00"}))
        self.assertEqual(set(told), {self.leader, self.salesman, self.colleague})

    def test_a_review_that_is_called_off_is_told(self):
        review = self._prepare_for_tomorrow()
        told = self._tell(review.action_cancel)
        self.assertEqual(set(told), {self.salesman, self.colleague})
        [message] = told[self.salesman]
        self.assertEqual(message.subject, "Called off: Reviewed · 4 Mar 2026")
        self._new_plan()
        self.assertNotIn("Called off", str(self._tell(self._run_clock)))

    def test_a_review_that_is_deleted_is_told_as_called_off(self):
        review = self._prepare_for_tomorrow()
        told = self._tell(lambda: review.with_user(self.manager).unlink())
        self.assertEqual(told[self.salesman][0].subject, "Called off: Reviewed · 4 Mar 2026")
        self.assertIn(self.leader, told)

    def test_a_draft_is_called_off_without_a_word(self):
        review = self._new_review(date=TOMORROW)
        self.assertFalse(self._tell(review.action_cancel))

    def test_a_running_review_is_called_off_before_those_who_are_there(self):
        review = self._prepare_for_tomorrow()
        review.action_start()
        self.assertFalse(self._tell(review.action_cancel))
        self._new_plan(team_id=self.other_team.id)
        self.assertFalse(self._tell(self._run_clock))

    def test_whoever_joins_or_leaves_is_told(self):
        review = self._prepare_for_tomorrow()
        told = self._tell(
            lambda: review.write({"participant_ids": [Command.link(self.outsider.id)]})
        )
        self.assertEqual(set(told), {self.outsider})
        self.assertEqual(told[self.outsider][0].subject, "Invitation: Reviewed · 4 Mar 2026")
        told = self._tell(
            lambda: review.write({"participant_ids": [Command.unlink(self.outsider.id)]})
        )
        self.assertEqual(set(told), {self.outsider})
        self.assertEqual(told[self.outsider][0].subject, "Without you: Reviewed · 4 Mar 2026")

    def test_what_was_prepared_for_an_archived_team_is_told_as_called_off(self):
        self._new_plan()
        self._run_clock()
        self.team.with_user(self.manager).action_archive()
        told = self._tell(self._run_clock)
        self.assertEqual(told[self.salesman][0].subject, "Called off: Reviewed · 4 Mar 2026")

    def test_of_a_review_that_nobody_held_its_leader_is_told_with_the_next_one(self):
        plan = self._new_plan()
        self._run_clock()
        told = self._tell(lambda: self._run_clock("2026-03-10 10:00:00"))
        [message] = told[self.leader]
        self.assertEqual(message.subject, "News of 2 deal reviews")
        self.assertIn("nobody started it", message.body)
        [message] = told[self.salesman]
        self.assertEqual(message.subject, "Invitation: Reviewed · 11 Mar 2026")
        self.assertEqual(sorted(plan.review_ids.mapped("state")), ["cancelled", "prepared"])

    # --- missed ------------------------------------------------------------------------

    def test_of_a_review_that_was_missed_the_leader_is_told_once(self):
        plan = self._new_plan()
        told = self._tell(lambda: self._run_clock("2026-03-06 10:00:00"))
        self.assertEqual(set(told), {self.leader})
        [message] = told[self.leader]
        self.assertEqual(message.subject, "No deal review is prepared: Reviewed")
        self.assertIn("Wednesday, March 4, 2026, 9:30", message.body)
        self.assertIn("the system did not run", message.body)
        self.assertIn("March 11, 2026", message.body)
        self.assertIn("/odoo/action-crm_playbook.crm_deal_review_action/new", message.body)
        self.assertEqual(plan.date_next, datetime(2026, 3, 11, 9, 30))
        self.assertFalse(self._tell(lambda: self._run_clock("2026-03-06 11:00:00")))
        self.assertEqual(
            self._prepare(date="2026-03-06 12:00:00").line_ids.lead_id, self.deal, "by hand"
        )

    def test_of_several_that_were_missed_the_newest_is_said(self):
        self._new_plan()
        told = self._tell(lambda: self._run_clock("2026-04-06 10:00:00"))
        self.assertIn("April 1, 2026", told[self.leader][0].body)

    def test_without_a_leader_the_members_are_told_that_it_was_missed(self):
        self.team.user_id = False
        self._new_plan()
        told = self._tell(lambda: self._run_clock("2026-03-06 10:00:00"))
        self.assertEqual(set(told), {self.salesman, self.colleague})
        review = self._new_review(self.salesman)
        review.action_prepare()
        self.assertEqual(review.state, "prepared")

    def test_of_many_that_were_missed_a_leader_is_told_by_one_message(self):
        teams = self.env["crm.team"].create(
            [{"name": f"Team {n}", "user_id": self.leader.id} for n in range(30)]
        )
        for team in teams:
            self._new_plan(team_id=team.id)
        told = self._tell(lambda: self._run_clock("2026-03-06 10:00:00"))
        [message] = told[self.leader]
        self.assertEqual(message.subject, "No deal review is prepared: 30 teams")
        self.assertEqual(message.body.count("<li>"), 30)

    def test_a_day_that_was_no_day_for_a_review_was_not_missed(self):
        calendar = self.env["resource.calendar"].create({"name": "Ours", "tz": "UTC"})
        self._new_plan(calendar_id=calendar.id)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": "2026-03-04 00:00:00",
                "date_to": "2026-03-04 23:59:59",
            }
        )
        self.assertFalse(self._tell(lambda: self._run_clock("2026-03-06 10:00:00")))

    def test_a_review_that_is_made_late_says_so(self):
        plan = self._new_plan()
        told = self._tell(lambda: self._run_clock("2026-03-04 15:00:00"))
        self.assertIn("Its time has passed", told[self.leader][0].body)
        self.assertEqual(plan.review_ids.date, datetime(2026, 3, 4, 9, 30))
