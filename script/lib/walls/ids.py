"""External ids say what they name, by one rule.

* a view of a model of ours: ``<model>_view_<type>``, and a word more where there are several,
* a view that extends another one: the external id of that one and the name of the room,
* a window action: ``<model>_action``, a record rule: ``<model>_rule_<whom>``, a menu: ``…_menu``,
  a scheduled action: ``ir_cron_…``, a group: ``group_…``.
"""

import re
from xml.etree import ElementTree

from house import FOLDERS, House
from tree import Violation, line_at

RULES = {
    "ir.actions.act_window": "{res_model}_action",
    "ir.rule": "{model_id}_rule",
    "ir.cron": "ir_cron",
    "res.groups": "group",
}
MODELS = ("res_model", "model_id")


def check(tree):
    house = House(tree)
    for path in tree.find(".xml"):
        if path.split("/")[0] not in FOLDERS:
            continue
        text = tree.text(path)
        for node in ElementTree.fromstring(text).iter():
            name, wanted = node.get("id"), _get_pattern(node, house.room_of(path))
            if name and wanted and not re.fullmatch(rf"(\w+\.)?{wanted}", name):
                line = line_at(text, text.index(f'id="{name}"'))
                yield Violation(path, line, f"{name} does not follow the rule: {wanted}")


def _get_pattern(node, room):
    """Return the pattern that the external id of a node follows, or None where there is none."""
    if node.tag == "menuitem":
        return r"\w+_menu"
    fields = {field.get("name"): field for field in node.findall("field")}
    if node.get("model") == "ir.ui.view":
        return rf"{_get_view(fields, room)}(_\w+)?"
    if begin := RULES.get(node.get("model")):
        names = {name: _get_name(fields[name]) for name in MODELS if name in fields}
        return rf"{begin.format(**names)}(_\w+)?"
    return None


def _get_view(fields, room):
    if "inherit_id" not in fields:
        return f"{_get_name(fields['model'])}_view_{fields['arch'][0].tag}"
    extended = fields["inherit_id"].get("ref").split(".")[-1]
    return f"{extended}_{room}" if room else extended


def _get_name(field):
    """Return the name of a model as external ids spell it, from its name or its reference."""
    reference = (field.get("ref") or "").split(".")[-1]
    return reference.removeprefix("model_") or field.text.replace(".", "_")
