from pathlib import Path
from runpy import run_path

from lxml import etree

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .gate_common import GateCommon

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.1.3.0" / "pre-form_answers.py"
OLD_VIEW = """
<data>
    <xpath expr="//notebook" position="before">
        <field name="gate_panel" widget="gate_panel" nolabel="1" invisible="not gate_panel"/>
        <field name="icp_card" widget="icp_badge"/>
        <div invisible="not gate_panel or not icp_card">Look above</div>
    </xpath>
    <field name="gate_panel" position="after"><field name="gate_debt_count"/></field>
    <xpath expr="//field[@name='icp_card']" position="before"><field name="icp_score"/></xpath>
</data>"""
BIG = "[('employee_count', '>=', 50)]"


@tagged("post_install", "-at_install")
class TestFormAnswers(GateCommon):
    """What a form asks about a deal is answered with what is edited there and not saved yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Northwind", "phone": "+32 2 290 34 90", "email": "info@north.example"}
        )

    def _get_states(self, values=None, deal=None, user=None):
        deal = self.deal if deal is None else deal
        panel = deal.with_user(user or self.salesman).get_gate_panel(values)
        return [line["state"] for line in panel["lines"]]

    def _publish(self):
        profile = self.env["crm.icp.profile"].create(
            {
                "name": "Makers",
                "criterion_ids": [Command.create({"name": "Big", "domain": BIG, "weight": 10})],
            }
        )
        profile.action_publish()
        # Once the test is rolled back, the registry follows the database again.
        self.addCleanup(self.registry._setup_models__, self.cr, ["crm.lead"])
        self.addCleanup(self.registry.clear_all_caches)

    # --- what is edited ------------------------------------------------------------------

    def test_panel_follows_what_is_edited(self):
        self._new_criterion()
        self.assertEqual(self._get_states(), ["missing"])
        self.assertEqual(self._get_states({"phone": "1"}), ["met"])
        self.assertEqual(self._get_states({"phone": " "}), ["missing"])
        self.assertFalse(self.deal.phone, "nothing is saved")

    def test_panel_follows_what_depends_on_an_edit(self):
        self._new_criterion()
        self.assertEqual(self._get_states({"partner_id": self.customer.id}), ["met"])
        self.deal.partner_id = self.customer
        self.assertEqual(self._get_states({"partner_id": False, "phone": False}), ["missing"])

    def test_panel_follows_tags_and_another_stage(self):
        tag = self.env["crm.tag"].create({"name": "Large"})
        self._new_criterion(kind="condition", domain="[('tag_ids.name', '=', 'Large')]")
        self._new_criterion(self.second, name="Later")
        self.assertEqual(self._get_states({"tag_ids": tag.ids}), ["met"])
        self.assertEqual(self._get_states({"tag_ids": []}), ["missing"])
        panel = self.deal.with_user(self.salesman).get_gate_panel({"stage_id": self.second.id})
        self.assertEqual([line["name"] for line in panel["lines"]], ["Later"])
        self.assertEqual(panel["stage"], "Understood")

    def test_new_deal_has_a_panel_before_it_is_saved(self):
        self._new_criterion()
        values = {"name": "New", "type": "opportunity", "team_id": self.team.id}
        values["stage_id"] = self.first.id
        deals = self.env["crm.lead"]
        self.assertEqual(self._get_states(values, deals), ["missing"])
        self.assertEqual(self._get_states({**values, "phone": "1"}, deals), ["met"])

    def test_panel_says_which_fields_it_hangs_on(self):
        self._new_criterion()
        self._new_criterion(kind="condition", domain="[('partner_id.city', '=', 'Graz')]")
        watched = self.deal.with_user(self.salesman).get_gate_panel()["watched"]
        self.assertLessEqual(
            {"phone", "partner_id", "stage_id", "team_id", "user_id"}, set(watched)
        )
        self.assertNotIn("description", watched)

    def test_no_criteria_no_panel(self):
        self.env["crm.stage.criterion"].search([]).unlink()
        self.assertIs(self.deal.with_user(self.salesman).get_gate_panel(), False)

    def test_card_follows_what_is_edited(self):
        lead = self.deal.with_user(self.salesman)
        self.assertIs(lead.get_icp_card(), False)
        self._publish()
        self.deal.employee_count = 10
        self.assertEqual(lead.get_icp_card()["score"], 0)
        card = lead.get_icp_card({"employee_count": 60})
        self.assertEqual((card["score"], card["tier"], card["profile"]), (100, "a", "Makers"))
        self.assertEqual([line["state"] for line in card["lines"]], ["matched"])
        new = lead.browse().get_icp_card({"name": "New", "employee_count": 60})
        self.assertEqual(new["score"], 100)

    # --- who is answered -----------------------------------------------------------------

    def test_people_outside_of_sales_are_told_nothing(self):
        self._new_criterion()
        for user in (self.employee, self.portal):
            deal = self.deal.with_user(user)
            for answer in (deal.get_gate_panel, deal.get_icp_card):
                with self.assertRaises(AccessError):
                    answer()
                with self.assertRaises(AccessError):
                    answer({"phone": "1"})

    def test_reseller_who_may_read_the_deal_is_told_nothing(self):
        self._new_criterion()
        model = self.env["ir.model"]._get_id("crm.lead")
        group = self.env.ref("base.group_portal").id
        self.env["ir.model.access"].create(
            {"name": "Resellers", "model_id": model, "group_id": group, "perm_read": True}
        )
        deal = self.deal.with_user(self.portal)
        self.assertTrue(deal.has_access("read"))
        for answer in (deal.get_gate_panel, deal.get_icp_card):
            with self.assertRaises(AccessError):
                answer()

    def test_deal_of_somebody_else_is_not_told(self):
        self._new_criterion()
        other = self._new_deal(user_id=self.all_leads.id).with_user(self.salesman)
        with self.assertRaises(AccessError):
            other.get_gate_panel()
        with self.assertRaises(AccessError):
            other.get_icp_card({})

    def test_whoever_only_reads_the_deal_sees_it_as_it_is_saved(self):
        self._new_criterion()
        self.env["ir.rule"].create(
            {
                "name": "Nobody writes",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "perm_read": False,
                "domain_force": "[(0, '=', 1)]",
            }
        )
        self.assertEqual(self._get_states(), ["missing"])
        with self.assertRaises(AccessError):
            self._get_states({"phone": "1"})

    def test_values_that_point_at_what_the_user_may_not_read_are_refused(self):
        self._new_criterion()
        foreign = self.env["crm.use.case"].create({"name": "Secret"})
        self.env["ir.rule"].create(
            {
                "name": "Secret use cases",
                "model_id": self.env["ir.model"]._get_id("crm.use.case"),
                "domain_force": f"[('id', '!=', {foreign.id})]",
            }
        )
        deal = self.deal.with_user(self.salesman)
        for answer in (deal.get_gate_panel, deal.get_icp_card):
            with self.assertRaisesRegex(AccessError, "Use Case"):
                answer({"use_case_id": foreign.id})
        by_default = deal.browse().with_context(default_use_case_id=foreign.id)
        with self.assertRaisesRegex(AccessError, "Use Case"):
            by_default.get_gate_panel({"name": "New"})

    def test_values_that_are_none_get_a_sentence(self):
        self._new_criterion()
        deal = self.deal.with_user(self.salesman)
        for values in (
            {"phone": []},
            {"phone": "\0"},
            {"phone": {"x": 1}},
            {"date_deadline": "soon"},
            {"priority": "most"},
            {"expected_revenue": "much"},
            {"expected_revenue": float("nan")},
            {"employee_count": "x"},
            {"partner_id": "x"},
            {"partner_id": 10**30},
            {"tag_ids": [["x"]]},
            {"tag_ids": 5},
            {"stakeholder_ids": [1]},
            {"lead_properties": {}},
            {"no_such_field": 1},
        ):
            for answer in (deal.get_gate_panel, deal.get_icp_card):
                with self.assertRaises(UserError, msg=values) as refusal:
                    answer(values)
                self.assertTrue(str(refusal.exception))
        for values in ({"partner_id": 10**9}, {"tag_ids": [10**9]}, {"stage_id": 10**9}):
            with self.assertRaises(MissingError):
                deal.get_gate_panel(values)

    # --- views of before -----------------------------------------------------------------

    def test_views_of_before_show_the_same_after_an_update(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "Of an administrator",
                "model": "crm.lead",
                "inherit_id": self.env.ref("crm.crm_lead_view_form").id,
                "arch": "<field name='name' position='attributes'/>",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = JSONB_BUILD_OBJECT('en_US', %s::text) WHERE id = %s",
            [OLD_VIEW, view.id],
        )
        migrate = run_path(str(SCRIPT))["migrate"]
        migrate(self.env.cr, "19.0.1.2.0")
        migrate(self.env.cr, "19.0.1.2.0")  # once more changes nothing
        self.env.invalidate_all()
        self.assertNotRegex(view.arch, "<field name=.(gate_panel|icp_card)")
        view._check_xml()
        self._new_criterion()
        lead = self.env["crm.lead"].with_user(self.salesman)
        arch = etree.fromstring(lead.get_view(view_type="form")["arch"])
        [panel, _core] = arch.xpath("//widget[@name='gate_panel']")
        self.assertEqual(panel.getnext().get("name"), "gate_debt_count")
        self._publish()
        arch = etree.fromstring(lead.get_view(view_type="form")["arch"])
        [score] = arch.xpath("//field[@name='icp_score']")
        self.assertEqual(score.getnext().get("name"), "icp_score")
