from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_playbook.tests.icp_common import IcpCommon


@tagged("post_install", "-at_install")
class TestIndustry(IcpCommon):
    """One main industry, the neighbour's, next to its secondary ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The neighbour refuses several at once.
        cls.mining, cls.steel, cls.tools = (
            cls.env["res.partner.industry"].create({"name": name})
            for name in ("Iron Ore", "Steel Works", "Cutting Tools")
        )
        cls.secondary_only = cls._new_customer("Secondary Only", False, cls.mining)
        cls.both = cls._new_customer("Both", cls.steel, cls.mining)

    @classmethod
    def _new_customer(cls, name, main, secondary):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "industry_id": main and main.id,
                "secondary_industry_ids": [Command.set(secondary.ids)],
            }
        )

    def _new_own_lead(self, **values):
        values = {"user_id": self.salesman.id, **values}
        return self._new_lead(**values).with_user(self.salesman)

    def assertIndustries(self, lead, main, secondary):
        self.assertEqual(lead.industry_id, main)
        self.assertEqual(lead.secondary_industry_ids, secondary)

    # --- the customer ------------------------------------------------------------------

    def test_a_customer_whose_secondary_industry_is_the_main_one_of_the_lead_can_be_set(self):
        lead = self._new_own_lead(industry_id=self.mining.id)
        lead.partner_id = self.secondary_only
        self.assertIndustries(lead, self.env["res.partner.industry"], self.mining)

    def test_the_same_in_the_form(self):
        lead = self._new_own_lead(industry_id=self.mining.id)
        with Form(lead) as form:
            form.partner_id = self.secondary_only
        self.assertIndustries(lead, self.env["res.partner.industry"], self.mining)

    def test_the_same_by_conversion(self):
        lead = self._new_own_lead(type="lead", industry_id=self.mining.id)
        lead.convert_opportunity(self.secondary_only)
        self.assertEqual(lead.partner_id, self.secondary_only)
        self.assertIndustries(lead, self.env["res.partner.industry"], self.mining)

    def test_main_and_secondary_industries_follow_the_customer_together(self):
        lead = self._new_own_lead(industry_id=self.mining.id)
        lead.partner_id = self.both
        self.assertIndustries(lead, self.steel, self.mining)

    def test_many_leads_take_a_customer_at_once(self):
        leads = self._new_own_lead(industry_id=self.mining.id) | self._new_own_lead()
        leads.write({"partner_id": self.secondary_only.id})
        self.assertEqual(leads.secondary_industry_ids, self.mining)

    def test_what_is_written_together_with_the_customer_is_stored(self):
        lead = self._new_own_lead()
        lead.write({"partner_id": self.both.id, "industry_id": self.tools.id})
        self.assertIndustries(lead, self.tools, self.mining)

    def test_the_main_industry_of_a_customer_whom_the_user_may_not_read_is_not_told(self):
        self.both.company_id = self.env["res.company"].create({"name": "Other"})
        leads = self.env["crm.lead"].with_user(self.salesman)
        answer = leads.onchange({"partner_id": self.both.id}, ["partner_id"], {"industry_id": {}})
        self.assertFalse(answer["value"].get("industry_id"))

    def test_a_customer_made_of_a_lead_gets_both(self):
        lead = self._new_own_lead(
            partner_name="Fabrikam",
            contact_name="Bo",
            industry_id=self.steel.id,
            secondary_industry_ids=[Command.set(self.mining.ids)],
        )
        lead._handle_partner_assignment(create_missing=True)
        self.assertIndustries(lead.partner_id.parent_id, self.steel, self.mining)
        self.assertIndustries(lead, self.steel, self.mining)

    def test_copies_keep_both(self):
        values = {"industry_id": self.steel.id, "secondary_industry_ids": self.mining.ids}
        self.assertIndustries(self._new_own_lead(**values).copy(), self.steel, self.mining)

    def test_people_outside_sales_with_rights_on_leads_make_them(self):
        office = new_test_user(self.env, login="industry_office", groups="base.group_user")
        group = self.env["res.groups"].create({"name": "Office", "user_ids": office.ids})
        self.env["ir.model.access"].create(
            [
                {
                    "name": model,
                    "model_id": self.env["ir.model"]._get_id(model),
                    "group_id": group.id,
                    "perm_read": True,
                    "perm_create": True,
                    "perm_write": True,
                }
                for model in ("crm.lead", "crm.stage", "crm.team", "crm.tag")
            ]
        )
        values = {"name": "Walk-in", "partner_id": self.both.id, "user_id": office.id}
        lead = self.env["crm.lead"].with_user(office).create(values)
        self.assertIndustries(lead, self.steel, self.mining)

    # --- merging -----------------------------------------------------------------------

    def test_merged_deals_keep_the_industries_of_all(self):
        first = self._new_own_lead(
            industry_id=self.steel.id, secondary_industry_ids=self.tools.ids, probability=80
        )
        second = self._new_own_lead(
            industry_id=self.mining.id, secondary_industry_ids=self.steel.ids, probability=10
        )
        merged = (first | second).merge_opportunity()
        self.assertIndustries(merged, self.steel, self.tools | self.mining)

    def test_a_merged_deal_that_gets_the_customer_of_another_is_not_refused(self):
        first = self._new_own_lead(industry_id=self.mining.id, probability=80)
        second = self._new_own_lead(partner_id=self.both.id, probability=10)
        merged = (first | second).merge_opportunity()
        self.assertEqual(merged.partner_id, self.both)
        self.assertIndustries(merged, self.mining, self.steel)

    # --- what others build on it -------------------------------------------------------

    def test_criteria_judge_the_main_industry(self):
        self._publish(([("industry_id", "=", self.steel.id)], 10))
        lead = self._new_own_lead()
        lead.partner_id = self.both
        self.assertScore(lead, 100)
