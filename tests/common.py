from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .switching import switch_rooms


class IcpCommon(TransactionCase):
    """One user per role, a customer, and short ways to make profiles and score."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = cls._new_user("icp_manager", "sales_team.group_sale_manager")
        cls.salesman = cls._new_user("icp_salesman", "sales_team.group_sale_salesman")
        cls.all_leads = cls._new_user("icp_all", "sales_team.group_sale_salesman_all_leads")
        cls.employee = cls._new_user("icp_employee", "base.group_user")
        cls.portal = cls._new_user("icp_portal", "base.group_portal")
        cls.team = cls.env["crm.team"].create({"name": "Industry"})
        cls.other_team = cls.env["crm.team"].create({"name": "Retail"})
        # One by one: a neighbour that bridges are tested with refuses several at once.
        cls.industry = cls.env["res.partner.industry"].create({"name": "Machine building"})
        cls.other_industry = cls.env["res.partner.industry"].create({"name": "Fashion"})
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too small for us"})
        cls.customer = cls.env["res.partner"].create({"name": "Northwind", "is_company": True})
        cls.lead = cls._new_lead(name="Line 4", partner_id=cls.customer.id)

    def setUp(self):
        # A publication sets the registry up; once the test is rolled back it is made to
        # follow the database again.
        self.addCleanup(self._follow_database)
        super().setUp()

    @classmethod
    def _new_user(cls, login, group):
        return new_test_user(cls.env, login=login, groups=group)

    @classmethod
    def _new_lead(cls, **values):
        values = {"name": "Lead", "type": "opportunity", "team_id": cls.team.id, **values}
        return cls.env["crm.lead"].create({"user_id": False, **values})

    def _follow_database(self):
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        field = self.env["crm.lead"]._fields["icp_score_ids"]
        paths = self.env["crm.icp.profile"]._get_dependency_paths()
        if tuple(self.env.registry.field_depends[field]) != paths:
            self.env.registry._setup_models__(self.cr, ["crm.lead"])

    def _new_profile(self, *criteria, **values):
        """Return a draft; a criterion is ``(domain, weight)``, a disqualifier
        ``(domain, None)``."""
        return self.env["crm.icp.profile"].create(
            {
                "name": "Makers",
                "criterion_ids": [
                    Command.create(self._prepare_criterion(number, *criterion))
                    for number, criterion in enumerate(criteria)
                ],
                **values,
            }
        )

    def _prepare_criterion(self, number, domain, weight):
        values = {"name": f"Criterion {number}", "domain": str(domain), "sequence": number}
        if weight is None:
            return {**values, "kind": "disqualifier", "lost_reason_id": self.reason.id}
        return {**values, "weight": weight}

    def _publish(self, *criteria, **values):
        """Publish a new profile and score all leads, as the background job would."""
        profile = self._new_profile(*criteria, **values)
        profile.action_publish()
        self._rescore()
        return profile

    def _rescore(self):
        run = self.env["crm.icp.rescoring"].search([("state", "=", "running")], limit=1)
        while run._process_batch():
            pass
        self.env.invalidate_all()

    def assertScore(self, lead, score, tier=None, coverage=None):
        """Assert the score, and that its explanation adds up to it."""
        self.assertEqual(lead.icp_score, score)
        if tier is not None:
            self.assertEqual(lead.icp_tier, tier)
        if coverage is not None:
            self.assertEqual(lead.icp_coverage, coverage)
        lines = lead.get_icp_explanation()
        self.assertAlmostEqual(sum(line["points"] for line in lines), score, places=6)
