import importlib.util
from pathlib import Path

from odoo.tests import new_test_user, tagged

from .icp_common import IcpCommon

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.1.2.0" / "post-branches.py"
BIG = [("employee_count", ">=", 50)]


@tagged("post_install", "-at_install")
class TestBranches(IcpCommon):
    """A branch goes by what the companies above it have set up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"]
        cls.parent, cls.abroad = companies.create([{"name": "Group"}, {"name": "Abroad"}])
        cls.branch = companies.create({"name": "Branch", "parent_id": cls.parent.id})
        cls.twig = companies.create({"name": "Twig", "parent_id": cls.branch.id})
        cls.seller = cls._new_worker("branch_seller", "sales_team.group_sale_salesman_all_leads")
        cls.leader = cls._new_worker("branch_leader", "sales_team.group_sale_manager")
        cls.deal = cls._new_lead(
            user_id=cls.seller.id, team_id=False, company_id=cls.twig.id, employee_count=60
        )

    @classmethod
    def _new_worker(cls, login, group):
        return new_test_user(
            cls.env, login, group, company_id=cls.twig.id, company_ids=cls.twig.ids
        )

    # --- profiles ----------------------------------------------------------------------

    def test_a_profile_scores_the_branches_of_its_company(self):
        profile = self._publish((BIG, 10), company_id=self.parent.id)
        deal = self.deal.with_user(self.seller)
        self.assertEqual((deal.icp_score, deal.icp_tier), (100, "a"))
        self.assertEqual(deal.icp_profile_id.display_name, profile.name)
        self.assertEqual([line["points"] for line in deal.get_icp_explanation()], [100])
        deal.employee_count = 5
        self.assertEqual(deal.icp_score, 0)
        upwards = self._new_lead(team_id=False, company_id=self.env.company.id)
        abroad = self._new_lead(team_id=False, company_id=self.abroad.id)
        nowhere = self._new_lead(team_id=False, company_id=False)
        self.assertFalse((upwards | abroad | nowhere).filtered("icp_tier"))

    def test_a_profile_of_a_branch_does_not_score_what_is_above_or_beside(self):
        self._publish((BIG, 10), company_id=self.branch.id)
        above = self._new_lead(team_id=False, company_id=self.parent.id)
        beside = self._new_lead(team_id=False, company_id=self.abroad.id)
        self.assertTrue(self.deal.icp_tier)
        self.assertFalse((above | beside).filtered("icp_tier"))

    def test_a_branch_that_is_founded_later_is_scored(self):
        self._publish((BIG, 10), company_id=self.parent.id)
        later = self.env["res.company"].create({"name": "Later", "parent_id": self.branch.id})
        deal = self._new_lead(team_id=False, company_id=later.id, employee_count=60)
        self.assertEqual(deal.icp_score, 100)

    # --- templates ---------------------------------------------------------------------

    def test_a_template_is_meant_for_the_branches_of_its_company(self):
        templates = self.env["crm.handover.template"]
        templates.search([]).active = False
        foreign, ours = templates.create(
            [
                {"name": "Abroad", "company_id": self.abroad.id, "sequence": 1},
                {"name": "Group", "company_id": self.parent.id, "sequence": 2},
            ]
        )
        handover = self.env["crm.handover"].with_user(self.seller)
        handover = handover.create({"lead_id": self.deal.id})
        self.assertEqual(handover.template_id, ours)
        self.assertEqual(handover.template_id.name, "Group")
        self.assertNotIn(foreign, templates.with_user(self.seller).search([]))
        self.assertFalse(
            templates._get_for_lead(self._new_lead(company_id=self.env.company.id, team_id=False))
        )

    # --- rights ------------------------------------------------------------------------

    def test_a_branch_reads_what_is_set_up_above_it_and_changes_its_own(self):
        profile = self._new_profile((BIG, 10), company_id=self.parent.id)
        template = self.env["crm.handover.template"].create(
            {"name": "Group", "company_id": self.parent.id}
        )
        for record in (profile, profile.criterion_ids, template):
            record = record.with_user(self.leader)
            self.assertTrue(record.has_access("read"))
            self.assertFalse(record.has_access("write"))
            self.assertFalse(record.has_access("unlink"))
        profile.company_id = self.twig
        template.company_id = self.twig
        for record in (profile, profile.criterion_ids, template):
            self.assertTrue(record.with_user(self.leader).has_access("write"))
        profile.company_id = self.abroad
        for record in (profile, profile.criterion_ids):
            self.assertFalse(record.with_user(self.leader).has_access("read"))

    def test_an_update_lets_branches_read_unless_a_company_changed_the_rule(self):
        spec = importlib.util.spec_from_file_location("branches", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        rules = [self.env.ref(f"crm_playbook.{name}") for name in script.RULES]
        for rule in rules:
            rule.perm_read = True
        rules[0].domain_force = "[('company_id', '=', False)]"
        script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertEqual([rule.perm_read for rule in rules], [True, False, False, False, False])
