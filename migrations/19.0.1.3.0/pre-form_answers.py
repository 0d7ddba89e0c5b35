"""Forms ask for the panel of the gates and for the ICP card; these are no fields any more. Views
that are stored with them, those of administrators too, are changed before they are read: a view
with a field that is gone would stop the update."""

import json
import re

from lxml import etree

# Fields that are gone, with the widgets that ask themselves.
WIDGETS = {"gate_panel": "gate_panel", "icp_card": "icp_score"}
# Where a condition of a view asked whether there was something to show.
BADGES = dict.fromkeys(WIDGETS, "playbook_badges")
MODIFIERS = ("invisible", "readonly", "required")


def migrate(cr, version):
    cr.execute(
        """SELECT id, arch_db FROM ir_ui_view
            WHERE model = 'crm.lead' AND (arch_db::text LIKE %s OR arch_db::text LIKE %s)""",
        [f"%{name}%" for name in WIDGETS],
    )
    for view_id, archs in cr.fetchall():
        archs = {lang: change(arch) for lang, arch in archs.items()}
        cr.execute("UPDATE ir_ui_view SET arch_db = %s WHERE id = %s", [json.dumps(archs), view_id])


def change(arch):
    """Return the arch of a view without the fields that are gone."""
    try:
        root = etree.fromstring(arch)
    except etree.XMLSyntaxError:
        return arch
    for modifier in MODIFIERS:
        for node in root.xpath(f"//*[@{modifier}]"):
            node.set(modifier, re.sub(r"\w+", _get_badge, node.get(modifier)))
    for name, widget in WIDGETS.items():
        for node in root.xpath(f"//field[@name='{name}']"):
            _change_field(node, f"//widget[@name='{widget}']", widget)
        for node in root.xpath(f"//xpath[contains(@expr, '{name}')]"):
            expr = node.get("expr").replace(f"field[@name='{name}']", f"widget[@name='{widget}']")
            node.set("expr", expr)
    return etree.tostring(root, encoding="unicode")


def _get_badge(match):
    return BADGES.get(match[0], match[0])


def _change_field(node, place, widget):
    if node.get("position"):  # places something beside it
        node.tag = "xpath"
        del node.attrib["name"]
        node.set("expr", place)
        return
    new = etree.Element("widget", name=widget)
    for name in {"class", "groups"} & set(node.keys()):
        new.set(name, node.get(name))
    new.tail = node.tail
    node.getparent().replace(node, new)
