from odoo.fields import Command
from odoo.tests import Form, tagged

from .icp_common import IcpCommon


@tagged("post_install", "-at_install")
class TestFirmographics(IcpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use_case = cls.env["crm.use.case"].create({"name": "Quality control"})
        cls.trigger = cls.env["crm.buying.trigger"].create({"name": "New plant"})
        cls.facts = {
            "industry_id": cls.industry.id,
            "employee_count": 250,
            "annual_revenue": 40_000_000,
            "budget": 90_000,
            "use_case_id": cls.use_case.id,
            "buying_trigger_ids": [Command.set(cls.trigger.ids)],
        }

    def assertFacts(self, record):
        self.assertEqual(record.industry_id, self.industry)
        self.assertEqual(record.employee_count, 250)
        self.assertEqual(record.annual_revenue, 40_000_000)
        self.assertEqual(record.budget, 90_000)
        self.assertEqual(record.use_case_id, self.use_case)
        self.assertEqual(record.buying_trigger_ids, self.trigger)

    def test_lead_takes_the_facts_of_its_customer(self):
        self.customer.write(self.facts)
        self.assertFacts(self._new_lead(partner_id=self.customer.id))

    def test_lead_of_a_contact_takes_the_facts_of_its_company(self):
        self.customer.write(self.facts)
        contact = self.env["res.partner"].create(
            {"name": "Ada Contact", "parent_id": self.customer.id}
        )
        self.assertFacts(self._new_lead(partner_id=contact.id))

    def test_facts_of_a_customer_whom_the_user_may_not_read_stay_with_the_customer(self):
        self.customer.write(self.facts)
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = other
        leads = self.env["crm.lead"].with_user(self.salesman)
        given, names = {"partner_id": self.customer.id}, dict.fromkeys(self.facts, {})
        self.assertEqual(leads.onchange(given, ["partner_id"], names)["value"], {})
        # Code that works for somebody who sees none of it makes leads of it as before.
        leads = self.env["crm.lead"].with_user(self.employee).sudo()
        lead = leads.create({**given, "name": "x", "company_id": other.id, "user_id": False})
        self.assertFacts(lead.with_user(self.env.user))

    def test_facts_the_customer_lacks_stay_on_the_lead(self):
        lead = self._new_lead(**self.facts)
        lead.partner_id = self.customer
        self.assertFacts(lead)

    def test_customer_made_from_a_lead_gets_its_facts(self):
        lead = self._new_lead(partner_name="Fabrikam", contact_name="Bo", **self.facts)
        lead._handle_partner_assignment(create_missing=True)
        self.assertFacts(lead.partner_id.commercial_partner_id)

    def test_amounts_are_converted_into_the_currency_of_the_lead(self):
        currency = self.env["res.currency"].create(
            {"name": "TST", "symbol": "T", "rate_ids": [Command.create({"rate": 2.0})]}
        )
        self.customer.write({"firmographic_currency_id": currency.id, "annual_revenue": 1000})
        lead = self._new_lead(partner_id=self.customer.id)
        self.assertEqual(lead.annual_revenue, 500)

    def test_merge_keeps_facts_and_unites_triggers(self):
        second = self.env["crm.buying.trigger"].create({"name": "New law"})
        leads = self._new_lead(employee_count=10, buying_trigger_ids=self.trigger.ids)
        leads |= self._new_lead(budget=500, buying_trigger_ids=second.ids)
        merged = leads.merge_opportunity()
        self.assertEqual(merged.employee_count, 10)
        self.assertEqual(merged.budget, 500)
        self.assertEqual(merged.buying_trigger_ids, self.trigger | second)

    def test_employee_without_sales_rights_edits_a_contact(self):
        self.customer.write(self.facts)
        editor = self._new_user("icp_contacts", "base.group_user,base.group_partner_manager")
        with Form(self.env["res.partner"].with_user(editor)) as form:
            form.name = "Cy Contact"
            form.parent_id = self.customer
        self.assertEqual(form.record.sudo().employee_count, 250)

    def test_facts_are_imported_grouped_and_searched(self):
        result = self.env["crm.lead"].load(
            ["name", "industry_id", "employee_count", "use_case_id", "buying_trigger_ids"],
            [["Imported", "Machine building", "75", "Quality control", "New plant"]],
        )
        self.assertFalse(result["messages"])
        lead = self.env["crm.lead"].browse(result["ids"])
        domain = [("employee_count", ">", 70), ("buying_trigger_ids", "in", self.trigger.ids)]
        self.assertIn(lead, self.env["crm.lead"].search(domain))
        groups = self.env["crm.lead"]._read_group(
            [("id", "in", lead.ids)], ["industry_id"], ["employee_count:avg"]
        )
        self.assertEqual(groups, [(self.industry, 75)])

    def test_portal_reseller_does_not_read_the_facts(self):
        names = self.env["crm.lead"].with_user(self.portal).fields_get()
        self.assertFalse({"employee_count", "annual_revenue", "icp_score"} & names.keys())
