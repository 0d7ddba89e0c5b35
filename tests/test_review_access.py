from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .review_common import ReviewCommon

MODELS = (
    "crm.deal.review",
    "crm.deal.review.line",
    "crm.deal.review.plan",
    "crm.deal.review.report",
    "crm.deal.loss.report",
    "crm.deal.signal.setting",
    "crm.deadline.move",
    "crm.next.action.digest",
)


@tagged("post_install", "-at_install")
class TestReviewAccess(ReviewCommon):
    """A review is read by those who take part, a line by whoever may also read its deal."""

    def setUp(self):
        super().setUp()
        self.foreign = self._new_deal(name="Line 9", user_id=self.colleague.id)
        self.nobodys = self._new_deal(name="Line 1", user_id=False)
        self.review = self._run()
        self.env.flush_all()

    def _read(self, model, user, field="lead_id", domain=()):
        records = self.env[model].with_user(user).search([*domain])
        return records.sudo()[field]

    def _get_deals(self, user):
        return self._read(
            "crm.deal.review.line", user, "lead_id", [("review_id", "=", self.review.id)]
        )

    def test_a_review_is_read_by_participants_its_leaders_and_all_leads(self):
        for user, expected in (
            (self.salesman, True),
            (self.colleague, True),
            (self.leader, True),
            (self.manager, True),
            (self.outsider, False),
        ):
            found = (
                self.env["crm.deal.review"].with_user(user).search([("id", "=", self.review.id)])
            )
            self.assertEqual(bool(found), expected, user.login)

    def test_a_leader_with_own_deals_only_reads_the_reviews_of_the_team(self):
        self.team.user_id = self.outsider
        review = self.review.with_user(self.outsider)
        self.assertTrue(review.name)
        self.assertEqual(self._get_deals(self.outsider), self.nobodys)

    def test_a_line_is_read_by_whoever_may_read_the_deal(self):
        self.assertEqual(self._get_deals(self.salesman), self.deal | self.nobodys)
        self.assertEqual(self._get_deals(self.colleague), self.foreign | self.nobodys)
        self.assertEqual(self._get_deals(self.manager), self.deal | self.foreign | self.nobodys)
        self.assertFalse(self._get_deals(self.outsider))

    def test_a_line_follows_its_deal_to_another_salesperson(self):
        self.deal.user_id = self.colleague
        self.assertEqual(self._get_deals(self.salesman), self.nobodys)

    def test_lines_of_lost_deals_are_still_read(self):
        self.deal.action_set_lost()
        self.assertIn(self.deal, self._get_deals(self.salesman))

    def test_deals_of_other_companies_are_not_read(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        self.nobodys.with_context(allowed_company_ids=[company.id]).company_id = company
        self.assertEqual(self._get_deals(self.manager), self.deal | self.foreign)
        self.review.sudo().company_id = company
        self.assertFalse(self.review.with_user(self.manager).search([("id", "=", self.review.id)]))

    def test_lines_are_written_by_nobody_directly(self):
        line = self._line(self.review)
        for user in (self.salesman, self.leader, self.manager):
            with self.assertRaises(AccessError):
                line.with_user(user).write({"note": "x"})
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["crm.deal.review.line"].with_user(user).create(
                    {"review_id": self.review.id, "lead_name": "x"}
                )
            with self.assertRaises(AccessError):
                self.review.with_user(user).write(
                    {"line_ids": [Command.update(line.id, {"note": "x"})]}
                )

    def test_the_state_of_a_review_is_not_written_by_participants(self):
        with self.assertRaises(AccessError):
            self.review.with_user(self.salesman).write({"agenda": "x"})
        self.review.with_user(self.leader).write({"agenda": "x"})
        with self.assertRaises(AccessError):
            self.review.with_user(self.leader).write({"state": "done"})
        with self.assertRaises(AccessError):
            self._new_review(self.leader, state="done")

    def test_outside_sales_nothing_is_read(self):
        for user in (self.employee, self.portal):
            for model in MODELS:
                with self.assertRaises(AccessError, msg=model):
                    self.env[model].with_user(user).search_count([])
            with self.assertRaises(AccessError):
                self.review.with_user(user).get_meeting()

    def test_a_review_of_others_is_not_opened_by_its_id(self):
        for method in ("get_meeting", "action_open_meeting", "action_start", "action_finish"):
            with self.assertRaises(AccessError, msg=method):
                getattr(self.review.with_user(self.outsider), method)()
        with self.assertRaises(AccessError):
            self.review.with_user(self.outsider).action_add_deals(self.nobodys.ids)

    def test_the_meeting_shows_each_reader_what_they_may_read(self):
        meeting = self.review.with_user(self.salesman).get_meeting()
        self.assertEqual({line["name"] for line in meeting["lines"]}, {"Line 4", "Line 1"})
        self.assertFalse(meeting["can_lead"])
        self.assertTrue(self.review.with_user(self.leader).get_meeting()["can_lead"])

    def test_the_log_of_close_dates_follows_the_deal(self):
        (self.deal | self.foreign).date_deadline = self._day(77)
        domain = [("to_date", "=", self._day(77))]
        self.assertEqual(self._read("crm.deadline.move", self.salesman, domain=domain), self.deal)
        found = self._read("crm.deadline.move", self.manager, domain=domain)
        self.assertEqual(found, self.deal | self.foreign)
        with self.assertRaises(AccessError):
            self.env["crm.deadline.move"].with_user(self.manager).search(domain).unlink()

    def test_settings_are_changed_by_managers_alone(self):
        setting = self._set_signal("past")
        with self.assertRaises(AccessError):
            setting.with_user(self.leader).write({"weight": 9})
        with self.assertRaises(AccessError):
            setting.with_user(self.leader).action_open_settings()
        setting.with_user(self.manager).write({"weight": 9})
        general = setting.copy({"team_id": False, "code": "overdue"})
        self.assertTrue(general.with_user(self.manager).weight)
        team = self.env["crm.team"].create(
            {"name": "Abroad", "company_id": self.env["res.company"].create({"name": "Other"}).id}
        )
        with self.assertRaises(AccessError):
            setting.copy({"team_id": team.id}).with_user(self.manager).write({"weight": 1})

    def test_portal_reads_no_field_of_a_deal_shared_with_it(self):
        self.env["ir.model.access"].create(
            {
                "name": "reseller",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        deal = self.deal.with_user(self.portal)
        self.assertEqual(deal.name, "Line 4")
        with self.assertRaises(AccessError):
            deal.read(["has_next_action"])
        with self.assertRaises(AccessError):
            deal.search([("has_next_action", "=", False)])
        with self.assertRaises(AccessError):
            deal.get_deal_facts()
