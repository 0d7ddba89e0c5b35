from lxml import etree

from odoo.tests import tagged

from odoo.addons.crm_playbook.tests.icp_common import IcpCommon

VIEWS = (
    ("form", "crm.crm_lead_view_form"),
    ("list", "crm.crm_case_tree_view_oppor"),
    ("list", "crm.crm_case_tree_view_leads"),
    ("list", "crm_playbook.crm_case_tree_view_oppor_icp_score"),
    ("search", "crm.view_crm_case_opportunities_filter"),
    ("search", "crm.view_crm_case_leads_filter"),
)


@tagged("post_install", "-at_install")
class TestViews(IcpCommon):
    """People of Sales see the industry once: in the neighbour's place."""

    def _get_arch(self, view_type, xmlid):
        leads = self.env["crm.lead"].with_user(self.salesman)
        view = leads.get_view(self.env.ref(xmlid).id, view_type)
        return etree.fromstring(view["arch"])

    def test_each_view_shows_one_industry(self):
        for view_type, xmlid in VIEWS:
            with self.subTest(view=xmlid):
                arch = self._get_arch(view_type, xmlid)
                self.assertEqual(len(arch.xpath("//field[@name='industry_id']")), 1)

    def test_the_form_shows_it_next_to_the_secondary_ones(self):
        form = self._get_arch("form", "crm.crm_lead_view_form")
        [field] = form.xpath("//field[@name='industry_id']")
        names = [node.get("name") for node in field.getparent()]
        self.assertEqual(names, ["industry_id", "secondary_industry_ids"])
        self.assertTrue(form.xpath("//page[@name='firmographics']//field[@name='employee_count']"))

    def test_searches_group_by_it_once(self):
        for view_type, xmlid in VIEWS[-2:]:
            with self.subTest(view=xmlid):
                arch = self._get_arch(view_type, xmlid)
                groups = arch.xpath("//filter[contains(@context, \"'industry_id'\")]")
                self.assertEqual([group.get("name") for group in groups], ["industry"])
