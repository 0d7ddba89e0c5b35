"""A card shows what all rooms say in one field; the badge of each room is gone. Views that are
stored with them, those of administrators too, are changed before they are read: a view with a field
that is gone would stop the update."""

import json
import re

from lxml import etree

GONE = ("icp_badge", "gate_badge", "stakeholder_badge", "lacks_next_action")
# Widgets that are gone, on fields that stay.
GONE_WIDGETS = ("icp_badge", "handover_badge")
# Columns that lists have no more, beside which something may stand.
GONE_COLUMNS = ("icp_tier", "handover_state", "industry_id", "use_case_id")
BADGES, WIDGET = "playbook_badges", "deal_badges"
NAMES = re.compile(rf"\b({'|'.join(GONE)})\b")
COLUMNS = re.compile(rf"@name=.({'|'.join(GONE_COLUMNS)}).(?!\w)")


def migrate(cr, version):
    cr.execute(
        """SELECT id, arch_db, type = 'list' AND inherit_id IS NOT NULL FROM ir_ui_view
            WHERE model = 'crm.lead' AND arch_db::text ~ %s""",
        ["|".join({*GONE, *GONE_WIDGETS, *GONE_COLUMNS})],
    )
    for view_id, archs, is_column in cr.fetchall():
        archs = {lang: change(arch, is_column) for lang, arch in archs.items()}
        cr.execute("UPDATE ir_ui_view SET arch_db = %s WHERE id = %s", [json.dumps(archs), view_id])


def change(arch, is_column):
    """Return the arch of a view without what is gone; ``is_column`` of one that extends a list."""
    try:
        root = etree.fromstring(arch)
    except etree.XMLSyntaxError:
        return arch
    before, shown = etree.tostring(root, encoding="unicode"), 0
    for node in root.xpath("//field[@name]"):
        if node.get("name") in GONE:
            node.set("name", BADGES)
            if node.get("position"):  # places something beside it
                continue
            node.set("widget", WIDGET)
            shown += 1
            if shown > 1:
                _remove(node)
        elif node.get("widget") in GONE_WIDGETS:
            del node.attrib["widget"]
        if is_column and node.get("position") and node.get("name") in GONE_COLUMNS:
            node.set("name", BADGES)
    for node in root.iter(etree.Element):
        for name in {"expr", "invisible", "readonly", "required"} & set(node.keys()):
            node.set(name, NAMES.sub(BADGES, node.get(name)))
        if is_column and node.get("expr"):
            node.set("expr", COLUMNS.sub(f"@name='{BADGES}'", node.get("expr")))
    after = etree.tostring(root, encoding="unicode")
    return arch if after == before else after


def _remove(node):
    """Take out a node, and leave the text behind it."""
    before, parent = node.getprevious(), node.getparent()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)
