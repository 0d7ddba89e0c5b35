"""A small house with two rooms, to plant what breaks a wall, and what the walls say of it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "script" / "lib" / "walls"

HOUSE = {
    "__manifest__.py": '{"version": "19.0.1.0.0"}\n',
    "pyproject.toml": '[[tool.towncrier.type]]\ndirectory = "feature"\n',
    "models/__init__.py": "from . import deal, gate, icp\n",
    "models/deal/crm_lead.py": """
class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_waiting(self):
        return {}
""",
    "models/gate/crm_stage_waiver/waiver.py": """
class CrmStageWaiver(models.Model):
    _name = "crm.stage.waiver"

    reason = fields.Char()

    def action_withdraw(self):
        # sudo: whoever waived may not read what is left of it
        self.sudo().unlink()
""",
    "models/gate/crm_stage_criterion/criterion.py": """
class CrmStageCriterion(models.Model):
    _name = "crm.stage.criterion"

    def action_activate(self):
        return True
""",
    "models/gate/crm_team.py": """
class CrmTeam(models.Model):
    _inherit = "crm.team"

    lost_reason_required = fields.Boolean()
""",
    "models/gate/crm_lead/status.py": """
class CrmLead(models.Model):
    _inherit = "crm.lead"

    gate_debt_count = fields.Integer()

    def _get_waiting(self):
        return {**super()._get_waiting(), "debts": self.gate_debt_count}
""",
    "models/icp/crm_lead/score.py": """
from ...deal import crm_lead


class CrmLead(models.Model):
    \"\"\"Beside crm.stage.waiver, which is only told of here.\"\"\"

    _inherit = "crm.lead"

    def _get_icp(self):
        return self.gate_debt_count or self._get_waiting()
""",
    "models/icp/crm_stage_criterion.py": """
class CrmStageCriterion(models.Model):
    _inherit = "crm.stage.criterion"

    def _find_missing_icp(self):
        return self.action_activate()
""",
    "views/menus.xml": """<odoo>
    <menuitem id="crm_stage_waiver_menu" action="crm_stage_waiver_action" />
</odoo>
""",
    "views/gate/crm_stage_waiver_views.xml": """<odoo>
    <record id="crm_stage_waiver_action" model="ir.actions.act_window">
        <field name="res_model">crm.stage.waiver</field>
    </record>
</odoo>
""",
    "views/icp/crm_lead_views.xml": """<odoo>
    <!-- As crm.stage.waiver does. -->
    <record id="crm_lead_view_form_icp" model="ir.ui.view">
        <field name="inherit_id" ref="crm.crm_lead_view_form" />
    </record>
</odoo>
""",
    "static/src/gate/gate_badge/gate_badge.js": """
registry.category("fields").add("gate_badge", { component: GateBadge });
""",
    "static/src/icp/icp_badge/icp_badge.js": """
// It's beside "gate_badge".
import { registry } from "@web/core/registry";
""",
    "static/tests/gate/gate_badge.test.js": "",
    "static/tests/icp/icp_badge/colours.test.js": "",
    "static/tests/tours/gate_tour.js": "",
    "readme/newsfragments/1.feature.1.md": "**Stage gates.** They hold.\n",
}


def build(folder):
    """Write the house into a folder; return the folder."""
    for path, text in HOUSE.items():
        write(folder, path, text)
    return folder


def write(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def add(folder, path, text):
    """Write behind what a file has; return the number of the line where that begins."""
    old = (folder / path).read_text(encoding="utf-8")
    write(folder, path, old + text)
    return old.count("\n") + 1


def find(folder, check):
    """Return the lines that a check prints of what breaks its wall."""
    command = [sys.executable, PROGRAM, check, "--root", folder]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert result.returncode == bool(result.stdout), result.stderr
    return result.stdout.splitlines()


def git(folder, *arguments):
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "a change")
