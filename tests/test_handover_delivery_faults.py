from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverDeliveryFaults(DeliveryCommon):
    """One sentence for each thing that may be wrong; nothing is half made."""

    def test_an_archived_receiver(self):
        handover = self._new_full_handover()
        wizard = self._open_wizard(handover)
        self.receiver.active = False
        self.assertRefused(handover, "hand_receiver", "archived", wizard=wizard)

    def test_no_receiver(self):
        handover = self._new_full_handover(to_user_id=False)
        self.assertRefused(handover, "Choose who receives it", to_user_id=False)

    def test_an_archived_manager(self):
        handover = self._new_full_handover()
        wizard = self._open_wizard(handover, manager_id=self.project_manager.id)
        self.project_manager.active = False
        self.assertRefused(handover, "archived", "manager of the project", wizard=wizard)

    def test_a_deleted_project_template(self):
        handover = self._new_full_handover()
        wizard = self._open_wizard(handover)
        self.project_template.unlink()
        self.assertRefused(handover, "template", "gone", wizard=wizard)

    def test_an_archived_project_template(self):
        handover = self._new_full_handover()
        wizard = self._open_wizard(handover)
        self.project_template.active = False
        self.assertRefused(handover, "template", "gone", wizard=wizard)

    def test_a_deleted_handover_template_takes_its_dates_along_and_nothing_else(self):
        handover = self._new_full_handover()
        wizard = self._open_wizard(handover)
        self.template.unlink()
        wizard.action_hand_over()
        project = handover.sudo().project_id
        self.assertIn("Plan", project.task_ids.mapped("name"))
        self.assertEqual(
            project.task_ids.filtered("date_deadline").mapped("name"), ["Training for ten people"]
        )

    def test_company_of_deal_and_customer_differ(self):
        own, other = self.env["res.company"].create([{"name": "Ours"}, {"name": "Theirs"}])
        self.salesman.company_ids += own
        (self.receiver | self.keeper).company_ids += own
        handover = self._new_full_handover()
        self.deal.company_id = own
        self.customer.company_id = other
        handover = handover.with_context(allowed_company_ids=(self.env.company | own).ids)
        wizard = self._open_wizard(handover).with_env(handover.env)
        self.assertRefused(handover, "Line 4", "Ours", "Northwind", "Theirs", wizard=wizard)

    def test_a_receiver_who_does_not_work_in_the_company_of_the_deal(self):
        own = self.env["res.company"].create({"name": "Ours"})
        self.salesman.company_ids += own
        handover = self._new_full_handover()
        self.deal.company_id = own
        handover = handover.with_context(allowed_company_ids=(self.env.company | own).ids)
        wizard = self._open_wizard(handover).with_env(handover.env)
        self.assertRefused(handover, "does not work in Ours", wizard=wizard)

    def test_an_existing_project_of_another_company(self):
        own, other = self.env["res.company"].create([{"name": "Ours"}, {"name": "Theirs"}])
        companies = self.env.company | own | other
        (self.salesman | self.receiver | self.keeper).company_ids = companies
        project = self.env["project.project"].create({"name": "Old", "company_id": other.id})
        handover = self._new_full_handover()
        self.deal.company_id = own
        handover = handover.with_context(allowed_company_ids=companies.ids)
        self.assertRefused(
            handover, "Old", "Theirs", "Ours", project_mode="existing", project_id=project.id
        )

    def test_a_lost_deal(self):
        handover = self._new_full_handover()
        self.deal.action_set_lost()
        self.assertRefused(handover, "is lost")

    def test_a_deal_that_is_gone(self):
        handover = self._submit()
        wizard = self._open_wizard(handover)
        self.deal.sudo().unlink()
        with self.assertRaisesRegex(UserError, "is gone"):
            wizard.action_hand_over()

    def test_an_archived_project(self):
        handover = self._hand_over()
        handover.project_id.active = False
        wizard = self._open_wizard(handover)
        with self.assertRaisesRegex(UserError, "is archived: restore it"):
            wizard.action_hand_over()
        self.assertTrue(handover.project_id)

    def test_an_existing_project_that_was_deleted(self):
        project = self.env["project.project"].create({"name": "Old one"})
        handover = self._new_full_handover()
        wizard = self._open_wizard(handover, project_mode="existing", project_id=project.id)
        project.unlink()
        self.assertRefused(handover, "project chosen", "gone", wizard=wizard)

    def test_an_incomplete_packet_is_refused_before_anything_is_made(self):
        self.template.min_completeness = 100
        handover = self._new_full_handover(outcome=False)
        self.assertRefused(handover, "Still missing")

    def test_a_failure_in_the_last_step_leaves_nothing(self):
        handover = self._new_full_handover()
        model = self.registry["crm.handover"]

        def fail(*_args):
            raise UserError(self.env._("The helpdesk says no"))

        with patch.object(model, "_follow_as_customer", fail):
            self.assertRefused(handover, "The helpdesk says no")

    def test_a_lock_of_somebody_else_is_told_in_one_sentence(self):
        handover = self._new_full_handover()
        nothing = handover.browse()
        model = self.registry["crm.handover"]
        with patch.object(model, "try_lock_for_update", lambda *a, **k: nothing):
            self.assertRefused(handover, "Somebody is handing over")

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_mail_server_that_is_down_stops_nothing(self):
        handover = self._new_full_handover()

        def refuse(*_args, **_kwargs):
            raise ConnectionRefusedError("The mail server is down")

        server = self.registry["ir.mail_server"]
        with patch.object(server, "_connect__", refuse):
            self._hand_over(handover)
            self.env.cr.postcommit.clear()
        self.assertTrue(handover.sudo().project_id)

    def test_people_who_left_are_not_assigned(self):
        promise = self._prepare_promise(owner_id=self.employee.id)
        handover = self._new_full_handover(promise_ids=[Command.create(promise)])
        self.employee.active = False
        self._hand_over(handover)
        self.assertFalse(handover.sudo().promise_ids.task_id.user_ids)
