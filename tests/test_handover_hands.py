from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverHands(DeliveryCommon):
    """Nothing is handed into the project of another customer, and nobody loses a packet because
    its deal went to another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.deal.company_id = cls.env.company
        (cls.salesman | cls.manager).company_ids |= cls.other_company
        cls.southwind = cls.env["res.partner"].create({"name": "Southwind", "is_company": True})

    # --- projects ----------------------------------------------------------------------

    def _new_project(self, partner):
        return self.env["project.project"].create({"name": "Running", "partner_id": partner.id})

    def test_a_project_of_another_customer_is_refused(self):
        handover = self._new_full_handover()
        values = {"project_mode": "existing", "project_id": self._new_project(self.southwind).id}
        self.assertRefused(handover, "Running", "Southwind", "Line 4", "Northwind", **values)

    def test_it_is_refused_before_the_last_step(self):
        project = self._new_project(self.southwind)
        wizard = self._open_wizard(
            self._new_full_handover(), project_mode="existing", project_id=project.id
        )
        wizard.action_next()
        with self.assertRaisesRegex(UserError, "Southwind"):
            wizard.action_next()
        self.assertEqual(wizard.step, "project")
        wizard.project_mode = "empty"
        wizard.action_next()
        self.assertEqual(wizard.step, "preview")

    def test_a_project_of_somebody_of_the_customer_or_of_nobody_is_taken(self):
        for number, partner in enumerate((self.contact, self.customer, self.customer.browse())):
            project = self._new_project(partner)
            handover = self._new_full_handover(self._new_deal(name=f"Line {number}"))
            handover = self._hand_over(handover, project_mode="existing", project_id=project.id)
            self.assertEqual(handover.project_id, project)

    def test_the_project_of_a_deal_with_another_customer_since_is_refused(self):
        handover = self._hand_over()
        handover.with_user(self.receiver).action_return(["commercial_mismatch"])
        self.deal.with_user(self.salesman).partner_id = self.southwind
        wizard = self._open_wizard(handover.with_user(self.salesman))
        with self.assertRaisesRegex(UserError, "Northwind.*Southwind"):
            wizard.action_hand_over()
        self.assertEqual(handover.state, "returned")

    def test_a_project_of_another_customer_is_refused_though_it_names_the_deal(self):
        self._new_project(self.southwind).lead_id = self.deal
        self.assertRefused(self._new_full_handover(), "Southwind", "Northwind")

    # --- companies ---------------------------------------------------------------------

    def _move(self, user=None, **values):
        deal = self.deal.with_user(user or self.salesman)
        companies = (self.env.company | self.other_company).ids
        deal.with_context(allowed_company_ids=companies).write(
            values or {"company_id": self.other_company.id}
        )

    def _assert_kept(self, handover):
        """Assert that nothing moved, though the caller swallowed the refusal."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.deal.company_id, self.env.company)
        self.assertEqual(handover.sudo().company_id, self.env.company)
        self.assertTrue(handover.with_user(self.receiver).name)

    def test_a_deal_whose_receiver_would_lose_the_packet_is_not_moved(self):
        handover = self._submit()
        for user in (self.salesman, self.manager):
            message = None
            try:  # no assertRaises: its savepoint would undo what the caller leaves behind
                self._move(user, company_id=self.other_company.id, name="Moved")
            except UserError as refusal:
                message = str(refusal)
            self.assertIn("hand_receiver", message)
            self.assertIn("does not work in Other", message)
            self._assert_kept(handover)
            self.assertEqual(self.deal.name, "Line 4")

    def test_nor_by_a_salesperson_or_a_team_of_another_company(self):
        handover = self._submit()
        team = self.env["crm.team"].create({"name": "Others", "company_id": self.other_company.id})
        colleague = self._new_user("hand_colleague", "sales_team.group_sale_salesman")
        colleague.write(
            {"company_ids": [Command.set(self.other_company.ids)], "company_id": self.other_company}
        )
        for values in ({"team_id": team.id}, {"user_id": colleague.id, "team_id": team.id}):
            with self.assertRaisesRegex(UserError, "does not work in Other"):
                self._move(self.manager, **values)
            self._assert_kept(handover)

    def test_once_somebody_of_both_receives_it_the_deal_moves_and_owners_are_told_of(self):
        handover = self._submit()
        self.employee.company_ids |= self.other_company
        handover.action_reassign(self.employee.id)
        self._move()
        self.assertEqual(handover.sudo().company_id, self.other_company)
        own = handover.with_user(self.employee).with_context(
            allowed_company_ids=self.other_company.ids
        )
        self.assertTrue(own.name)
        activity = self._get_activities(handover, self.employee)
        self.assertTrue([a for a in activity if "Nobody keeps a promise" in a.summary])

    def test_a_draft_moves_with_its_deal(self):
        handover = self._new_full_handover()
        self._move()
        self.assertEqual(handover.sudo().company_id, self.other_company)

    def test_what_the_system_moves_is_told_to_the_salesperson(self):
        handover = self._submit()
        self.deal.company_id = self.other_company
        activity = self._get_activities(handover, self.salesman)
        self.assertIn("No receiver any more: Line 4", activity.mapped("summary"))
        self.assertIn("Nobody keeps a promise any more: Line 4", activity.mapped("summary"))

    def test_other_changes_of_a_deal_are_not_refused(self):
        handover = self._submit()
        self._move(self.manager, user_id=self.other_salesman.id)
        self.assertEqual(handover.sudo().salesperson_id, self.other_salesman)
