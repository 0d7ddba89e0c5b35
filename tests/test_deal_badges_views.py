from pathlib import Path
from runpy import run_path

from lxml import etree

from odoo.tests import tagged

from .gate_common import GateCommon

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.1.3.0" / "pre-badges.py"
KANBAN, LIST = "crm.crm_case_kanban_view_leads", "crm.crm_case_tree_view_oppor"
OLD_KANBAN = """
<data>
    <xpath expr="//footer" position="before">
        <field name="gate_badge" widget="gate_badge" class="me-1"/>
        <field name="icp_badge" widget="icp_badge"/>
        <div invisible="not stakeholder_badge or lacks_next_action">Look above</div>
    </xpath>
    <xpath expr="//field[@name='gate_badge']" position="after"><field name="date_open"/></xpath>
    <field name="icp_badge" position="before"><field name="phone"/></field>
</data>"""
OLD_LIST = """
<data>
    <field name="expected_revenue" position="after">
        <field name="icp_tier" widget="icp_badge" optional="show"/>
        <field name="handover_state" widget="handover_badge"/>
        <field name="lacks_next_action" widget="next_action" optional="show"/>
    </field>
    <xpath expr="//field[@name='use_case_id']" position="before"><field name="referred"/></xpath>
    <field name="icp_tier" position="after"><field name="date_open" optional="show"/></field>
</data>"""


@tagged("post_install", "-at_install")
class TestViewsWithBadges(GateCommon):
    """Views of administrators that name a badge that is gone go on showing what it said."""

    def _migrate(self, xml_id, arch):
        """Return the arch that the client gets of a view that was extended like this."""
        base = self.env.ref(xml_id)
        values = {"name": "theirs", "model": "crm.lead", "priority": 99, "inherit_id": base.id}
        view = self.env["ir.ui.view"].create({**values, "arch": "<data/>"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = JSONB_BUILD_OBJECT('en_US', %s) WHERE id = %s",
            [arch, view.id],
        )
        migrate = run_path(str(SCRIPT))["migrate"]
        migrate(self.env.cr, "19.0.1.2.0")
        migrate(self.env.cr, "19.0.1.2.0")  # once more changes nothing
        self.env.invalidate_all()
        view._check_xml()
        leads = self.env["crm.lead"].with_user(self.salesman)
        return etree.fromstring(leads.get_view(base.id, base.type)["arch"])

    def test_cards(self):
        arch = self._migrate(KANBAN, OLD_KANBAN)
        ours, theirs = arch.xpath("//field[@name='playbook_badges']")
        self.assertEqual({ours.get("widget"), theirs.get("widget")}, {"deal_badges"})
        [note] = arch.xpath("//div[contains(text(), 'Look above')]")
        self.assertEqual(note.get("invisible"), "not playbook_badges or playbook_badges")
        for name in ("date_open", "phone"):
            self.assertTrue(arch.xpath(f"//field[@name='{name}']"))

    def test_rows(self):
        arch = self._migrate(LIST, OLD_LIST)
        for name in ("icp_tier", "handover_state"):
            [node] = arch.xpath(f"//field[@name='{name}']")
            self.assertFalse(node.get("widget"))
        for name in ("referred", "date_open"):
            self.assertTrue(arch.xpath(f"//field[@name='{name}']"))
        shown = arch.xpath("//field[@name='playbook_badges']")
        self.assertEqual({node.get("widget") for node in shown}, {"deal_badges"})
