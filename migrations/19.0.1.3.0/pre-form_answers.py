"""Forms ask for the panel of the gates and for the ICP card; these are no fields any more. Views that
are stored with them, those of administrators too, are changed before they are read: a view
with a field that is gone would stop the update."""

import json
import re

from lxml import etree

PANEL, CARD = "gate_panel", "icp_card"
# Where a condition of a view asked whether there was something to show.
BADGES = {PANEL: "gate_badge", CARD: "icp_badge"}
MODIFIERS = ("invisible", "readonly", "required")


def migrate(cr, version):
    cr.execute(
        """SELECT id, arch_db FROM ir_ui_view
            WHERE model = 'crm.lead' AND (arch_db::text LIKE %s OR arch_db::text LIKE %s)""",
        [f"%{PANEL}%", f"%{CARD}%"],
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
    for name in MODIFIERS:
        for node in root.xpath(f"//*[@{name}]"):
            expression = re.sub(r"\b(gate_panel|icp_card)\b", _get_badge, node.get(name))
            node.set(name, expression)
    for node in root.xpath(f"//field[@name='{CARD}']"):
        node.set("name", BADGES[CARD])
    for node in root.xpath(f"//field[@name='{PANEL}']"):
        if node.get("position"):  # places something beside it
            node.tag = "xpath"
            node.set("expr", f"//widget[@name='{PANEL}']")
            del node.attrib["name"]
            continue
        panel = etree.Element("widget", name=PANEL)
        panel.tail = node.tail
        node.getparent().replace(node, panel)
    for node in root.xpath(f"//xpath[contains(@expr, '{PANEL}') or contains(@expr, '{CARD}')]"):
        expr = node.get("expr").replace(f"field[@name='{PANEL}']", f"widget[@name='{PANEL}']")
        node.set("expr", expr.replace(f"field[@name='{CARD}']", f"field[@name='{BADGES[CARD]}']"))
    return etree.tostring(root, encoding="unicode")


def _get_badge(match):
    return BADGES[match[0]]
