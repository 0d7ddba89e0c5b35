from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverDeliveryRights(DeliveryCommon):
    """Whoever may write the deal hands over, with no right on projects; nobody else does."""

    def test_the_salesperson_has_no_right_on_projects(self):
        projects = self.env["project.project"].with_user(self.salesman)
        self.assertFalse(projects.has_access("create"))

    def test_a_colleague_of_another_deal_opens_no_dialog(self):
        handover = self._new_full_handover()
        with self.assertRaises(AccessError):
            self._open_wizard(handover, user=self.other_salesman)
        with self.assertRaises(AccessError):
            self._open_wizard(handover, user=self.receiver)

    def test_a_dialog_stays_with_its_deal(self):
        wizard = self._open_wizard(self._new_full_handover())
        other = self._new_full_handover(self._new_deal(name="Line 5"))
        with self.assertRaisesRegex(Exception, "hands over one deal"):
            wizard.handover_id = other

    def test_who_lost_the_right_on_the_deal_hands_nothing_over(self):
        wizard = self._open_wizard(self._new_full_handover())
        self.deal.user_id = self.other_salesman
        self.env.flush_all()
        before = self._count_everything()
        with self.assertRaises(AccessError):
            wizard.action_hand_over()
        self.assertEqual(self._count_everything(), before)

    def test_a_project_that_the_seller_may_not_read_is_no_existing_one(self):
        project = self.env["project.project"].create(
            {"name": "Secret", "privacy_visibility": "followers"}
        )
        wizard = self._open_wizard(self._new_full_handover(), project_mode="existing")
        with self.assertRaisesRegex(AccessError, "Existing Project"):
            wizard.project_id = project
        # One that could be read when it was chosen.
        wizard.sudo().project_id = project
        with self.assertRaises(AccessError):
            wizard.action_hand_over()
        self.assertFalse(project.sudo().lead_id)

    def test_a_template_that_the_seller_may_not_read_is_only_taken_where_it_is_proposed(self):
        secret = self.project_template.copy({"name": "Secret", "privacy_visibility": "followers"})
        wizard = self._open_wizard(self._new_full_handover())
        with self.assertRaisesRegex(AccessError, "Project Template"):
            wizard.project_template_id = secret
        # One that could be read when it was chosen.
        wizard.sudo().project_template_id = secret
        before = self._count_everything()
        with self.assertRaises(AccessError):
            wizard.action_hand_over()
        self.assertEqual(self._count_everything(), before)
        self.template.project_template_id = secret
        wizard.action_hand_over()
        self.assertTrue(wizard.handover_id.sudo().project_id)

    def test_the_dialog_shows_nothing_of_a_project_that_the_seller_may_not_read(self):
        role = self.env["project.role"].create({"name": "Secret role"})
        hidden = self.env["project.project"].create(
            {
                "name": "Secret project",
                "privacy_visibility": "followers",
                "is_template": True,
                "task_ids": [Command.create({"name": "x", "role_ids": [Command.link(role.id)]})],
            }
        )
        wizard = self._open_wizard(self._new_full_handover())
        for values in (
            {"project_mode": "existing", "project_id": hidden.id},
            {"project_mode": "template", "project_template_id": hidden.id},
        ):
            with self.assertRaises(AccessError):
                wizard.write(values)
            # One that could be read when it was chosen.
            wizard.sudo().write(values)
            self.assertNotIn("Secret", str(wizard.preview))
        self.assertNotIn(role, wizard.role_line_ids.role_id)

    def test_nobody_from_outside_manages_the_project_or_takes_a_role(self):
        handover = self._new_full_handover()
        self.assertRefused(handover, "is no colleague", manager_id=self.portal.id)
        wizard = self._open_wizard(handover)
        wizard.role_line_ids.user_ids = self.portal
        wizard.action_hand_over()
        self.assertNotIn(self.portal, handover.sudo().project_id.task_ids.user_ids)

    def test_a_customer_follows_no_project_that_is_not_for_customers(self):
        self.project_template.privacy_visibility = "employees"
        self.assertRefused(
            self._new_full_handover(), "Customers cannot see", is_customer_follower=True
        )

    def test_company_and_customer_are_those_of_the_deal(self):
        own = self.env["res.company"].create({"name": "Ours"})
        (self.salesman | self.receiver | self.keeper).company_ids += own
        handover = self._new_full_handover()
        self.deal.company_id = own
        both = (self.env.company | own).ids
        wizard = self._open_wizard(handover.with_context(allowed_company_ids=both))
        wizard.with_context(allowed_company_ids=both).action_hand_over()
        project = handover.sudo().project_id
        self.assertEqual(project.company_id, own)
        self.assertEqual(project.task_ids.company_id, own)
        self.assertEqual(project.partner_id, self.customer)

    def test_the_receiver_reads_project_and_packet_without_right_on_deals(self):
        handover = self._hand_over()
        project = handover.project_id.with_user(self.receiver)
        self.assertTrue(project.name)
        self.assertEqual(project.handover_ids.with_user(self.receiver).name, "Line 4")
        with self.assertRaises(AccessError):
            project.read(["lead_id"])

    def test_the_customer_follows_when_asked_and_sees_no_internal_promise(self):
        visible = self._prepare_promise(name="Training", is_customer_visible=True)
        internal = self._prepare_promise(name="Discount")
        handover = self._hand_over(
            self._new_full_handover(
                promise_ids=[Command.create(visible), Command.create(internal)]
            ),
            is_customer_follower=True,
        )
        self.assertIn(self.customer, handover.project_id.message_partner_ids)
        follows = {
            p.name: self.customer in p.task_id.message_partner_ids for p in handover.promise_ids
        }
        self.assertEqual(follows, {"Training": True, "Discount": False})

    def test_a_later_internal_promise_stays_hidden_from_a_customer_who_follows(self):
        handover = self._hand_over(is_customer_follower=True)
        subtypes = self.env["mail.message.subtype"].search([("res_model", "=", "project.project")])
        handover.project_id.message_subscribe(self.customer.ids, subtypes.ids)
        handover.with_user(self.receiver).action_return(["missing_information"])
        late = self._prepare_promise(name="Discount")
        handover.with_user(self.salesman).promise_ids = [Command.create(late)]
        self._hand_over(handover.with_user(self.salesman))
        task = handover.promise_ids.filtered(lambda p: p.name == "Discount").task_id
        self.assertTrue(task)
        self.assertNotIn(self.customer, task.message_partner_ids)

    def test_nobody_is_written_to_by_handing_over(self):
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        self._hand_over()
        written = mails.search([]) - before
        self.assertNotIn(self.customer, written.recipient_ids)
        self.assertNotIn(self.contact, written.recipient_ids)

    def test_portal_users_reach_neither_dialog_nor_deal_of_a_project(self):
        project = self._hand_over().project_id
        with self.assertRaises(AccessError):
            self.env["crm.handover.wizard"].with_user(self.portal).search([])
        project.message_subscribe(self.portal.partner_id.ids)
        with self.assertRaises(AccessError):
            project.with_user(self.portal).read(["lead_id"])
        with self.assertRaises(AccessError):
            project.with_user(self.portal).read(["handover_ids"])

    def test_nobody_sets_deadlines_of_copies_by_a_context(self):
        """What a client sends is a plain dict; only a delivery gives deadlines."""
        manager = self.env.ref("base.user_admin")
        project = self.env["project.project"].create({"name": "Template"})
        task = self.env["project.task"].create({"name": "Task", "project_id": project.id})
        milestone = self.env["project.milestone"].create({"name": "Day", "project_id": project.id})
        forged = {
            "handover_task_deadlines": {task.id: "2030-01-01 00:00:00"},
            "handover_milestone_deadlines": {milestone.id: "2030-01-01"},
        }
        for record, name in ((task, "date_deadline"), (milestone, "deadline")):
            copy = record.with_user(manager).with_context(**forged).copy()
            self.assertFalse(copy[name])
