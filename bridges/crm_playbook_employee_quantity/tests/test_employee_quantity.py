from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_playbook.tests.icp_common import IcpCommon


@tagged("post_install", "-at_install")
class TestEmployeeQuantity(IcpCommon):
    """Whichever of the two is written, both say it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="quantity_seller",
            groups="sales_team.group_sale_salesman,base.group_partner_manager",
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ada", "parent_id": cls.customer.id, "type": "contact"}
        )

    def _as_seller(self, partner):
        return partner.with_user(self.seller)

    def assertEmployees(self, partner, count):
        self.env.flush_all()
        self.env.invalidate_all()
        values = partner.with_user(self.seller).read(["employee_count", "employee_quantity"])
        for value in values:
            self.assertEqual((value["employee_count"], value["employee_quantity"]), (count,) * 2)

    def test_written_in_the_neighbours_field_it_stands_in_both(self):
        self._as_seller(self.customer).employee_quantity = 40
        self.assertEmployees(self.customer, 40)

    def test_written_in_our_field_it_stands_in_both(self):
        self._as_seller(self.customer).employee_count = 60
        self.assertEmployees(self.customer, 60)

    def test_emptied_in_one_it_is_empty_in_both(self):
        self._as_seller(self.customer).employee_count = 60
        self._as_seller(self.customer).employee_quantity = 0
        self.assertEmployees(self.customer, 0)

    def test_created_with_either_it_stands_in_both(self):
        partners = self.env["res.partner"].with_user(self.seller)
        for name in ("employee_count", "employee_quantity"):
            with self.subTest(field=name):
                partner = partners.create({"name": "New", "is_company": True, name: 30})
                self.assertEmployees(partner, 30)

    def test_contacts_have_the_number_of_their_company_in_both(self):
        for name, count in (("employee_count", 70), ("employee_quantity", 80)):
            with self.subTest(field=name):
                self._as_seller(self.customer)[name] = count
                self.assertEmployees(self.customer | self.contact, count)

    def test_a_new_contact_takes_it_over(self):
        self._as_seller(self.customer).employee_quantity = 90
        contact = self._as_seller(self.env["res.partner"]).create(
            {"name": "Bo", "parent_id": self.customer.id}
        )
        self.assertEmployees(contact, 90)

    def test_copies_have_it_in_both(self):
        self.customer.employee_quantity = 90
        self.assertEmployees(self._as_seller(self.customer).copy(), 90)

    def test_the_form_shows_the_neighbours_field_only(self):
        partner = self._as_seller(self.customer)
        form = Form(partner)
        form.employee_quantity = 45
        self.assertNotIn("employee_count", form._view["fields"])
        form.save()
        self.assertEmployees(self.customer, 45)

    def test_leads_take_it_over(self):
        self._as_seller(self.customer).employee_quantity = 55
        lead = self._new_lead(user_id=self.seller.id).with_user(self.seller)
        lead.partner_id = self.customer
        self.assertEqual(lead.employee_count, 55)

    def test_a_customer_made_of_a_lead_has_it_in_both(self):
        lead = self._new_lead(user_id=self.seller.id, partner_name="Fabrikam", employee_count=35)
        lead.with_user(self.seller)._handle_partner_assignment(create_missing=True)
        self.assertEmployees(lead.partner_id, 35)

    def test_criteria_on_the_customer_follow_the_neighbours_field(self):
        self._publish(([("partner_id.employee_count", ">", 100)], 10))
        self.assertScore(self.lead, 0)
        self._as_seller(self.customer).employee_quantity = 500
        self.assertScore(self.lead, 100)

    def test_portal_users_who_import_contacts_are_not_refused(self):
        editor = new_test_user(
            self.env,
            login="quantity_portal",
            groups="base.group_portal,base.group_partner_manager",
        )
        self.customer.employee_quantity = 20
        contact = (
            self.env["res.partner"]
            .with_user(editor)
            .create({"name": "Cy", "parent_id": self.customer.id})
        )
        self.assertEmployees(contact.sudo(), 20)
