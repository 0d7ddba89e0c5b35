"""A room names only itself, ``deal`` and stock Odoo, in Python, XML and JavaScript.

Rooms meet on fields of ``crm.lead`` and by methods per kind. Models, tables, methods, external ids,
widgets and modules of another room, and its fields on other models of stock, are crossings. Those
that were there when the wall was built stand in ``known_crossings.txt``, one ``path -> name`` per
line. The list can only shrink: a crossing that is not on it breaks the wall, and so does one that
is on it and no longer there; ``--fix`` takes that one off.
"""

from definitions import Definitions
from house import BASE, LISTS, PLAYBOOK, SEAMS, House
from naming import names_in
from tree import ADDON, Violation

KNOWN = "script/lib/walls/known_crossings.txt"
CHECKED = (".py", ".xml", ".js")


def find_crossings(tree, house):
    """Return {(path, name): (line, room)} with the first line of each."""
    known = Definitions(tree, house)
    crossings = {}
    for path in tree.find(*CHECKED):
        room = house.room_of(path)
        if room in (None, PLAYBOOK):
            continue
        for line, name, owners in sorted(names_in(path, tree, known), key=lambda found: found[:2]):
            others = owners - {None}
            if others and not others & {BASE, room} and not _is_allowed(path, name, room, known):
                crossings.setdefault((path, name), (line, " or ".join(sorted(others))))
    return crossings


def _is_allowed(path, name, room, known):
    """A room calls what it has itself, and adds a kind to a seam in a file of the seam's name."""
    file = path.split("/")[-1]
    name_in_file = name.removeprefix(f"{ADDON}.").replace(".", "_")
    return known.has_attribute(room, name) or any(
        file.startswith(seam) and name_in_file.startswith(seam)
        for seam in (model.replace(".", "_") for model in SEAMS)
    )


def read_known(tree):
    """Yield the line number and the crossing of each line of the list."""
    if KNOWN in tree.files:
        for number, line in enumerate(tree.text(KNOWN).splitlines(), 1):
            if line and not line.startswith("#"):
                path, _arrow, name = line.partition(" -> ")
                yield number, (path, name)


def check(tree):
    house = House(tree)
    for path in tree.find(*CHECKED):
        if house.belongs_to_house(path) and path not in LISTS and not house.room_of(path):
            yield Violation(path, 1, "lies in no room: put it in a folder of its room")
    crossings = find_crossings(tree, house)
    known = {crossing: number for number, crossing in read_known(tree)}
    for (path, name), (line, room) in sorted(crossings.items()):
        if (path, name) not in known:
            yield Violation(path, line, f"names {name}, which belongs to the room {room}")
    for (path, name), number in known.items():
        if (path, name) not in crossings:
            yield Violation(KNOWN, number, f"{path} no longer names {name}; take this line off")


def fix(tree):
    """Take what is no longer there off the list."""
    crossings = find_crossings(tree, House(tree))
    gone = {number for number, crossing in read_known(tree) if crossing not in crossings}
    lines = tree.text(KNOWN).splitlines(keepends=True) if gone else []
    if gone:
        kept = [line for number, line in enumerate(lines, 1) if number not in gone]
        (tree.root / KNOWN).write_text("".join(kept), encoding="utf-8")
