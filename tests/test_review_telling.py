from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.mail.tests.common import MailCase

from .losing import GONE, add_company, hide, make_portal, take_company, take_sales_right
from .review_common import ReviewCommon

MORNING = "2026-03-03 08:00:00"


@tagged("post_install", "-at_install")
class TestReviewTelling(ReviewCommon, MailCase):
    """The digest and the summary name what their reader may open at that moment."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(MORNING))
        super().setUpClass()
        cls.env["crm.lead"].search([("id", "!=", cls.deal.id)]).user_id = False
        cls.env.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Ours", "tz": "UTC"}
        )

    def _get_messages(self, subject):
        return self.env["mail.message"].search([("subject", "like", subject)])

    def _run_digest(self):
        """Run the scheduled job; return the messages it sent."""
        before = self._get_messages("Deals without a next action")
        commit = patch.object(IrCron, "_commit_progress", return_value=60)
        with self.mock_mail_gateway(), commit:
            cron = self.env.ref("crm_playbook.ir_cron_next_action_digest")
            cron.ir_actions_server_id.run()
        return self._get_messages("Deals without a next action") - before

    # --- the digest --------------------------------------------------------------------

    def test_nobody_who_is_gone_gets_a_digest(self):
        for name, leave in GONE.items():
            owner = self._new_user(f"gone_{leave.__name__}", "sales_team.group_sale_salesman")
            self._new_deal(name=name, user_id=owner.id)
            leave(owner)
        messages = self._run_digest()
        self.assertEqual(messages.notified_partner_ids, self.salesman.partner_id)
        for name in GONE:
            self.assertNotIn(name, messages.body)

    def test_no_digest_names_a_deal_of_a_company_that_was_taken_away(self):
        company = add_company(self.salesman)
        self._new_deal(name="Elsewhere", company_id=company.id, team_id=False)
        [message] = self._run_digest()
        self.assertIn("Elsewhere", message.body)
        self.assertEqual(message.subject, "Deals without a next action: 2")
        take_company(self.salesman, company)
        with freeze_time("2026-03-04 08:00:00"):
            [message] = self._run_digest()
        self.assertNotIn("Elsewhere", message.body)
        self.assertIn("Line 4", message.body)
        self.assertEqual(message.subject, "Deals without a next action: 1")

    def test_no_digest_names_a_deal_that_a_rule_hides(self):
        self._new_deal(name="Hidden")
        hide(self.env, "crm.lead", "Hidden")
        [message] = self._run_digest()
        self.assertNotIn("Hidden", message.body)
        self.assertEqual(message.subject, "Deals without a next action: 1")

    def test_an_owner_of_hidden_deals_alone_is_not_told(self):
        self.deal.name = "Hidden"
        hide(self.env, "crm.lead", "Hidden")
        self.assertFalse(self._run_digest())

    def test_other_companies_of_the_reader_are_asked_too(self):
        company = add_company(self.salesman)
        self.deal.write({"company_id": company.id, "team_id": False})
        self.assertIn("Line 4", self._run_digest().body)

    # --- the summary of a review -------------------------------------------------------

    def _finish(self, review):
        before = self._get_messages("Deal review:")
        with self.mock_mail_gateway():
            review.action_finish()
        messages = self._get_messages("Deal review:") - before
        return {message.notified_partner_ids.user_ids: message for message in messages}

    def test_no_participant_who_is_gone_gets_the_summary(self):
        people = self.env["res.users"]
        for leave in GONE.values():
            people |= self._new_user(
                f"gone_{leave.__name__}", "sales_team.group_sale_salesman_all_leads"
            )
        review = self._run(participant_ids=[Command.set((people | self.salesman).ids)])
        self._decide(self._line(review))
        for user, leave in zip(people, GONE.values(), strict=True):
            leave(user)
        self.assertEqual(set(self._finish(review)), {self.salesman})

    def test_the_summary_leaves_out_what_a_rule_hides(self):
        self._new_deal(name="Hidden")
        review = self._run()
        for line in review.line_ids:
            self._decide(line)
        hide(self.env, "crm.lead", "Hidden")
        [message] = [m for user, m in self._finish(review).items() if user == self.salesman]
        self.assertIn("Line 4", message.body)
        self.assertNotIn("Hidden", message.body)

    # --- next steps --------------------------------------------------------------------

    def test_next_steps_go_to_who_may_open_the_deal(self):
        review = self._run()
        helper = self._new_user("helper", "sales_team.group_sale_salesman_all_leads")
        for leave in (take_sales_right, make_portal):
            leave(helper)
            line = self._decide(self._line(review), "help", step=self._step(helper))
            self.assertIn("may not read", line["refusal"])
        self.assertFalse(self.deal.activity_ids)

    def test_companies_of_who_decides_do_not_count_for_the_owner_of_a_step(self):
        company = add_company(self.leader)
        self.salesman.company_ids += company
        helper = self._new_user("helper", "sales_team.group_sale_salesman_all_leads")
        self.deal.write({"company_id": company.id, "team_id": False})
        review = self._new_review().with_context(
            allowed_company_ids=(self.env.company | company).ids
        )
        review.action_prepare()
        review.action_start()
        review.action_add_deals(self.deal.ids)
        line = self._decide(self._line(review), "help", step=self._step(helper))
        self.assertIn("may not read", line["refusal"])
        helper.company_ids += company
        try:
            line = self._decide(self._line(review), "help", step=self._step(helper))
        except UserError as error:
            self.fail(str(error))
        self.assertFalse(line["refusal"])
        self.assertEqual(self.deal.activity_ids.user_id, helper)
