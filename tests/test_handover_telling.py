from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.crm_playbook.tools.openable import group_by_reader
from odoo.addons.mail.tests.common import MailCase

from .handover_common import HandoverCommon
from .losing import GONE, add_company, archive, make_portal, take_company, take_sales_right

MONDAY_9 = datetime(2030, 1, 7, 9, 0)
LATER = datetime(2030, 1, 8, 8, 30)


@tagged("post_install", "-at_install")
class TestHandoverTelling(HandoverCommon, MailCase):
    """Activities and messages of handovers are for those who may open them at that moment."""

    def _get_told(self, *words):
        """Return who has an activity whose summary has all these words."""
        found = self.env["mail.activity"].search([("res_model", "=", "crm.handover")])
        found = found.filtered(lambda one: all(word in one.summary for word in words))
        return found.user_id

    # --- the clock ---------------------------------------------------------------------

    def _run_clock(self, handover):
        cron = self.env.ref("crm_playbook.ir_cron_handover_clock")
        with freeze_time(LATER), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(handover.sudo().clock_warning)
        return self._get_told("about to run out")

    def _submit_by_template(self, **values):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        template = self._new_template(accept_hours=8, resource_calendar_id=calendar.id)
        with freeze_time(MONDAY_9):
            return self._submit(template_id=template.id, **values)

    def test_the_clock_warns_a_receiver_who_is_there(self):
        self.assertEqual(self._run_clock(self._submit_by_template()), self.receiver)

    def test_the_clock_warns_nobody_who_is_gone(self):
        for leave in (make_portal, archive):
            with self.subTest(leave.__name__):
                receiver = self._new_user(leave.__name__, "base.group_user")
                deal = self._new_deal(name=leave.__name__)
                handover = self._submit_by_template(deal=deal, to_user_id=receiver.id)
                leave(receiver)
                self.assertFalse(self._run_clock(handover))

    def test_the_clock_warns_nobody_whose_company_was_taken(self):
        company = add_company(self.receiver)
        self.salesman.company_ids += company
        self.deal.write({"company_id": company.id, "team_id": False})
        handover = self._submit_by_template()
        self.assertEqual(handover.sudo().company_id, company)
        take_company(self.receiver, company)
        self.assertFalse(self._run_clock(handover))

    # --- steps -------------------------------------------------------------------------

    def test_what_is_sent_back_goes_to_a_seller_who_may_open_it(self):
        handover = self._submit()
        self.assertEqual(handover.sudo().from_user_id, self.salesman)
        self.deal.write({"user_id": self.other_salesman.id, "team_id": self.team.id})
        take_sales_right(self.salesman)
        handover.with_user(self.receiver).action_return(["scope_unclear"], "Who pays?")
        self.assertEqual(self._get_told("sent back"), self.other_salesman)

    def test_nobody_is_told_of_a_broken_promise_who_may_not_open_it(self):
        for leave in GONE.values():
            with self.subTest(leave.__name__):
                seller = self._new_user(leave.__name__, "sales_team.group_sale_salesman")
                deal = self._new_deal(name=leave.__name__, user_id=seller.id)
                handover = self._accept(deal)
                leave(seller)
                handover.sudo().promise_ids.with_user(self.keeper).action_break()
                self.assertFalse(self._get_told("Promise broken"))

    def test_the_seller_of_today_is_told_of_a_broken_promise(self):
        handover = self._accept()
        handover.sudo().promise_ids.with_user(self.keeper).action_break()
        self.assertEqual(self._get_told("Promise broken"), self.salesman)

    def test_a_seller_without_rights_is_not_told_that_the_receiver_left(self):
        self._submit()
        take_sales_right(self.salesman)
        archive(self.receiver)
        self.assertFalse(self._get_told("No receiver"))

    def test_a_receiver_without_the_company_is_not_told_that_the_deal_is_lost(self):
        company = add_company(self.receiver)
        self.salesman.company_ids += company
        self.deal.write({"company_id": company.id, "team_id": False})
        stage = self.deal.stage_id
        self.deal.action_set_won()
        self._accept()
        take_company(self.receiver, company)
        self.deal.with_user(self.all_leads).sudo().write({"stage_id": stage.id, "probability": 40})
        self.assertFalse(self._get_told("no longer won"))

    def test_who_closes_a_task_asks_somebody_who_may_open_the_promise(self):
        handover = self._accept()
        project = self.env["project.project"].create({"name": "Line 4"})
        task = self.env["project.task"].create({"name": "Train", "project_id": project.id})
        handover.promise_ids._unlock().task_id = task
        make_portal(self.keeper)
        worker = self._new_user("worker", "project.group_project_user")
        task.with_user(worker).state = "1_done"
        self.assertEqual(self._get_told("Promise kept?"), self.receiver)
        self.assertEqual(handover.promise_ids.sudo().confirmation_id.user_id, self.receiver)

    def test_the_clock_asks_as_often_for_many_as_for_one(self):
        def count(number):
            handovers = self.env["crm.handover"]
            for one in range(number):
                handovers |= self._submit(self._new_deal(name=f"Deal {one}")).sudo()
            return self._count_once(lambda: group_by_reader(handovers, lambda h: h.to_user_id))

        count(1)
        self.assertEqual(count(2), count(12))

    # --- followers ---------------------------------------------------------------------

    def _say(self, handover, **values):
        """Post a comment, as somebody who may; return who is notified."""
        with self.mock_mail_gateway():
            message = handover.with_user(self.manager).message_post(
                body="Mind the gap", subtype_xmlid="mail.mt_comment", **values
            )
        return message.notified_partner_ids

    def test_followers_who_may_not_open_it_any_more_get_no_messages(self):
        handover = self._submit()
        partners = (self.salesman | self.receiver).partner_id
        self.assertEqual(self._say(handover), partners)
        handover.with_user(self.receiver).action_reassign(self.employee.id)
        self.assertEqual(self._say(handover), (self.salesman | self.employee).partner_id)
        take_sales_right(self.salesman)
        make_portal(self.employee)
        self.assertFalse(self._say(handover))

    def test_who_is_chosen_gets_the_message(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_reassign(self.employee.id)
        chosen = self.receiver.partner_id
        self.assertIn(chosen, self._say(handover, partner_ids=chosen.ids))
        self.assertNotIn(chosen, self._say(handover))
