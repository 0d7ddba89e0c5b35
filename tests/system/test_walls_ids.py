"""External ids that do not follow the rule are found, each kind once; those that do are not."""

import pytest
import walls

PATH = "views/gate/crm_stage_views.xml"
EXTENDING = '<field name="inherit_id" ref="crm.crm_stage_form" />'
OWN = '<field name="model">crm.stage.waiver</field><field name="arch" type="xml"><list /></field>'
ACTION = '<field name="res_model">crm.stage.waiver</field>'
RULE = '<field name="model_id" ref="model_crm_stage_waiver" />'
KINDS = {
    "a view that extends another one": ("ir.ui.view", EXTENDING, "crm_stage_form_gate"),
    "a view of a model of ours": ("ir.ui.view", OWN, "crm_stage_waiver_view_list"),
    "a window action": ("ir.actions.act_window", ACTION, "crm_stage_waiver_action"),
    "a record rule": ("ir.rule", RULE, "crm_stage_waiver_rule"),
    "a scheduled action": ("ir.cron", "", "ir_cron"),
    "a group": ("res.groups", "", "group"),
}


def plant(house, model, fields, name):
    record = f'<record id="{name}" model="{model}">{fields}</record>'
    walls.write(house, PATH, f"<odoo>\n{record}\n</odoo>\n")
    return walls.find(house, "ids")


@pytest.fixture
def house(tmp_path):
    return walls.build(tmp_path)


@pytest.mark.parametrize(("model", "fields", "name"), KINDS.values(), ids=KINDS)
def test_external_id_follows_its_rule(house, model, fields, name):
    assert plant(house, model, fields, name) == []
    assert plant(house, model, fields, f"{name}_more") == []
    [found] = plant(house, model, fields, f"my_{name}")
    assert found == rf"{PATH}:2: my_{name} does not follow the rule: {name}(_\w+)?"


def test_menu_ends_as_menus_do(house):
    walls.write(house, "views/menus.xml", '<odoo>\n<menuitem id="menu_gate" />\n</odoo>\n')
    assert walls.find(house, "ids") == [
        r"views/menus.xml:2: menu_gate does not follow the rule: \w+_menu"
    ]
