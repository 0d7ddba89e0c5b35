from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .icp_common import IcpCommon


@tagged("post_install", "-at_install")
class TestIcpDeleted(IcpCommon):
    """What is deleted goes from the leads in the database, without a write: scores follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_manager,base.group_system"
        cls.admin = new_test_user(cls.env, "icp_admin", groups)
        cls.untouched = cls._new_lead(name="Untouched")

    def _check(self, fname, record, value=None):
        """Assert that a lead which a record gave its score loses it with the record."""
        self.lead[fname] = record if value is None else value
        self._publish(([(fname, "in", record.ids)], 60), ([("name", "!=", False)], 40), name=fname)
        lead = self.lead.with_user(self.manager)
        self.assertEqual(lead.icp_score, 100)
        record.with_user(self.admin).unlink()
        self.env.invalidate_all()
        found = lead.search([("icp_score", "=", 40), ("id", "=", lead.id)])
        self.assertEqual((found, lead.icp_score), (lead, 40))
        self.assertFalse(lead[fname])
        self.assertScore(lead, 40)
        self.assertScore(self.untouched, 40)

    def test_industry(self):
        self.env["res.partner"].search([("industry_id", "=", self.industry.id)]).industry_id = False
        self._check("industry_id", self.industry)

    def test_campaign(self):
        self._check("campaign_id", self.env["utm.campaign"].create({"name": "Fair"}))

    def test_source(self):
        self._check("source_id", self.env["utm.source"].create({"name": "Fair"}))

    def test_medium(self):
        self._check("medium_id", self.env["utm.medium"].create({"name": "Stand"}))

    def test_use_case(self):
        self._check("use_case_id", self.env["crm.use.case"].create({"name": "Orders"}))

    def test_buying_trigger(self):
        trigger = self.env["crm.buying.trigger"].create({"name": "Law"})
        self._check("buying_trigger_ids", trigger, [Command.set(trigger.ids)])

    def test_country(self):
        country = self.env["res.country"].create({"name": "Atlantis", "code": "A1"})
        self._check("country_id", country)

    def test_industry_of_the_customer(self):
        self.customer.industry_id = self.other_industry
        self._publish(
            ([("partner_id.industry_id", "=", self.other_industry.id)], 60),
            ([("name", "!=", False)], 40),
        )
        self.assertEqual(self.lead.icp_score, 100)
        self.other_industry.with_user(self.admin).unlink()
        self.env.invalidate_all()
        self.assertEqual(self.lead.with_user(self.manager).icp_score, 40)

    def test_customer(self):
        customer = self.env["res.partner"].create({"name": "Gone soon"})
        self._check("partner_id", customer)

    def test_team(self):
        team = self.env["crm.team"].create({"name": "Gone soon"})
        self.lead.team_id = team
        profile = self._publish(
            ([("name", "!=", False)], 40), team_ids=(team | self.other_team).ids
        )
        self.assertEqual(self.lead.icp_profile_id, profile)
        team.with_user(self.admin).unlink()
        self.env.invalidate_all()
        self.assertFalse(self.lead.team_id)
        self.assertFalse(self.lead.with_user(self.manager).icp_tier)
