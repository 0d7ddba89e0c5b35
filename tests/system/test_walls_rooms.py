"""Whatever a room names of another one is found, in Python, XML and JavaScript."""

import pytest
import walls

LEAD, VIEW, BADGE = (
    "models/icp/crm_lead/score.py",
    "views/icp/crm_lead_views.xml",
    "static/src/icp/icp_badge/icp_badge.js",
)
CROSSINGS = {
    "model": (LEAD, 'x = "crm.stage.waiver"', "crm.stage.waiver"),
    "model of a kind, in a file of another name": (
        LEAD,
        'x = "crm.stage.criterion"',
        "crm.stage.criterion",
    ),
    "method of a kind, in a file of another name": (
        LEAD,
        "x.action_activate()",
        "action_activate",
    ),
    "table": (LEAD, 'x = "SELECT id FROM crm_stage_waiver"', "crm_stage_waiver"),
    "method": (LEAD, "x.action_withdraw()", "action_withdraw"),
    "field of stock": (LEAD, "x.team_id.lost_reason_required", "lost_reason_required"),
    "external id": (
        LEAD,
        'x = "crm_playbook.crm_stage_waiver_action"',
        "crm_playbook.crm_stage_waiver_action",
    ),
    "relative import": (LEAD, "from ...gate import crm_team", "models.gate.crm_team"),
    "absolute import": (
        LEAD,
        "from odoo.addons.crm_playbook.models.gate.crm_team import CrmTeam",
        "models.gate.crm_team.CrmTeam",
    ),
    "model in a view": (VIEW, "<t><x>crm.stage.waiver</x></t>", "crm.stage.waiver"),
    "reference": (VIEW, '<x ref="crm_stage_waiver_action" />', "crm_stage_waiver_action"),
    "reference to a model": (
        VIEW,
        '<x ref="model_crm_stage_waiver" />',
        "model_crm_stage_waiver",
    ),
    "action of a button": (
        VIEW,
        '<button name="%(crm_stage_waiver_action)d" type="action" />',
        "crm_stage_waiver_action",
    ),
    "method of a button": (
        VIEW,
        '<button type="object" name="action_withdraw" />',
        "action_withdraw",
    ),
    "menu of the house's list": (
        VIEW,
        '<x ref="crm_stage_waiver_menu" />',
        "crm_stage_waiver_menu",
    ),
    "widget": (VIEW, '<field name="stage_id" widget="gate_badge" />', "gate_badge"),
    "module": (
        BADGE,
        'import "@crm_playbook/gate/gate_badge/gate_badge";',
        "gate/gate_badge/gate_badge",
    ),
    "module by a relative path": (
        BADGE,
        'import { x } from "../../gate/gate_badge/gate_badge";',
        "gate/gate_badge/gate_badge",
    ),
    "model in a script": (BADGE, 'orm.read("crm.stage.waiver", [1]);', "crm.stage.waiver"),
    "method in a script": (BADGE, 'orm.call("crm.lead", "action_withdraw");', "action_withdraw"),
    "registered name": (BADGE, 'registry.category("fields").get("gate_badge");', "gate_badge"),
}


@pytest.fixture
def house(tmp_path):
    return walls.build(tmp_path)


@pytest.mark.parametrize("what", CROSSINGS)
def test_crossing_is_found(house, what):
    path, code, name = CROSSINGS[what]
    line = walls.add(house, path, f"{code}\n")
    sentence = f"names {name}, which belongs to the room gate"
    assert walls.find(house, "rooms") == [f"{path}:{line}: {sentence}"]


def test_what_is_shared_names_no_room(house):
    walls.write(house, "tools/days.py", '\nMODEL = "crm.stage.waiver"\n')
    walls.add(house, "models/deal/crm_lead.py", 'x = "crm.stage.waiver"\n')
    assert [line.split(":")[0] for line in walls.find(house, "rooms")] == [
        "models/deal/crm_lead.py",
        "tools/days.py",
    ]


def test_playbook_names_all(house):
    walls.write(house, "models/playbook/crm_playbook.py", 'x = "crm.stage.waiver"\n')
    assert walls.find(house, "rooms") == []


def test_file_that_lies_in_no_room(house):
    walls.write(house, "models/loose.py", "")
    sentence = "lies in no room: put it in a folder of its room"
    assert walls.find(house, "rooms") == [f"models/loose.py:1: {sentence}"]
