from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_playbook.tests.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestSoldProject(DeliveryCommon):
    """Orders of a deal that make projects, handed over by a salesperson, whom ``sale_project`` lets
    read projects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reseller = cls.env["res.partner"].create({"name": "Reseller", "is_company": True})
        cls.product = cls.env["product.product"].create(
            {"name": "Onboarding", "type": "service", "service_tracking": "project_only"}
        )

    def _sell(self, deal=None, **values):
        """Confirm an order as the salesperson, and return the project that it makes."""
        deal = deal or self.deal
        order = (
            self.env["sale.order"]
            .with_user(self.salesman)
            .create(
                {
                    "partner_id": deal.partner_id.id,
                    "opportunity_id": deal.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                    **values,
                }
            )
        )
        order.action_confirm()
        return order.sudo().project_ids

    def assertOffered(self, project):
        wizard = self._open_wizard(self._new_full_handover())
        self.assertEqual(wizard.project_id, project)
        self.assertEqual(wizard.project_mode, "existing" if project else "template")

    def test_the_project_of_the_order_is_used_and_none_is_made(self):
        project = self._sell()
        self.assertEqual(len(project), 1)
        before = self._count_everything()["project.project"]
        handover = self._hand_over()
        self.assertEqual(handover.project_id, project)
        self.assertEqual(project.lead_id, self.deal)
        self.assertIn("Training for ten people", project.task_ids.mapped("name"))
        self.assertEqual(self._count_everything()["project.project"], before)

    def test_a_project_that_is_invoiced_to_the_order_is_offered(self):
        project = self._sell()
        order = project.sale_order_id
        other = self.env["project.project"].create(
            {"name": "By hand", "reinvoiced_sale_order_id": order.id}
        )
        project.sale_line_id = False
        project.reinvoiced_sale_order_id = False
        self.assertOffered(other)

    def test_a_project_that_names_the_deal_goes_before_one_of_an_order(self):
        self._sell()
        project = self.env["project.project"].create({"name": "Chosen", "lead_id": self.deal.id})
        self.assertOffered(project)

    def test_without_an_order_a_project_is_made_as_everywhere(self):
        self.assertOffered(self.env["project.project"])

    def test_an_order_of_another_deal_is_none_of_ours(self):
        self._sell(self._new_deal(name="Line 3"))
        self.assertOffered(self.env["project.project"])

    def test_what_the_salesperson_may_not_read_is_not_offered(self):
        project = self._sell()
        project.privacy_visibility = "followers"
        project.message_unsubscribe(self.salesman.partner_id.ids)
        self.assertFalse(project.with_user(self.salesman).has_access("read"))
        self.assertOffered(self.env["project.project"])

    def test_the_project_of_a_reseller_is_taken(self):
        project = self._sell(partner_id=self.reseller.id)
        self.assertEqual(project.partner_id, self.reseller)
        self.assertEqual(self._hand_over().project_id, project)

    def test_the_customer_does_not_follow_the_project_of_a_reseller(self):
        project = self._sell(partner_id=self.reseller.id)
        project.privacy_visibility = "portal"
        self.assertRefused(
            self._new_full_handover(), "Reseller", "Northwind", is_customer_follower=True
        )
        self.assertNotIn(self.customer, project.message_partner_ids)

    def test_a_project_of_another_customer_that_no_order_of_the_deal_made_is_refused(self):
        deal = self._new_deal(name="Line 3", partner_id=self.reseller.id)
        project = self._sell(deal)
        self.assertRefused(
            self._new_full_handover(),
            "Reseller",
            "Northwind",
            project_mode="existing",
            project_id=project.id,
        )
