"""A room names only itself, ``deal`` and stock Odoo, in Python, XML and JavaScript.

Rooms meet on fields of ``crm.lead`` and by methods per kind. Models, tables, methods, external ids,
widgets and modules of another room, and its fields on other models of stock, are crossings.
"""

from definitions import Definitions
from house import BASE, LISTS, PLAYBOOK, SEAMS, House
from naming import names_in
from tree import ADDON, Violation

CHECKED = (".py", ".xml", ".js")


def check(tree):
    house = House(tree)
    known = Definitions(tree, house)
    for path in tree.find(*CHECKED):
        room = house.room_of(path)
        if room and room != PLAYBOOK:
            yield from _check_file(path, room, tree, known)
        elif not room and house.belongs_to_house(path) and path not in LISTS:
            yield Violation(path, 1, "lies in no room: put it in a folder of its room")


def _check_file(path, room, tree, known):
    """Yield the first line of each thing of another room that a file names."""
    found = set()
    for line, name, owners in sorted(names_in(path, tree, known), key=lambda each: each[:2]):
        owners = owners - {None}
        if name in found or not owners or owners & {BASE, room}:
            continue
        if not _is_allowed(path, name, room, known):
            found.add(name)
            owner = " or ".join(sorted(owners))
            yield Violation(path, line, f"names {name}, which belongs to the room {owner}")


def _is_allowed(path, name, room, known):
    """A room calls what it has itself, and adds kinds to a seam in a file or folder of its name."""
    file = path.split("/")[2] if path.startswith("models/") else path.split("/")[-1]
    name_in_file = name.removeprefix(f"{ADDON}.").replace(".", "_")
    return known.has_attribute(room, name) or any(
        file.startswith(model.replace(".", "_"))
        and (name_in_file.startswith(model.replace(".", "_")) or name in known.attributes[model])
        for model in SEAMS
    )
