"""A changed room brings a newsfragment.

The working copy is compared with the last commit before the version in ``__manifest__.py`` was
today's: what changed since is not yet released. A branch is compared with where it left ``main``,
if that was later, so that each brings its own fragment. Where the history does not reach back that
far, as in a shallow clone, the oldest commit that is there is taken; without git there is none.

A fragment says in bold which rooms it is about, by the titles below, as in ``**Stage gates,
handovers.** …`` or ``**Stage gates:** …``. *Everywhere* and *All rooms* are every room and what
they stand on. Files are named ``<issue>.<type>.<number>.md`` with a type of ``pyproject.toml``.
"""

import re

from house import BASE, PLAYBOOK, House
from tree import Violation

FOLDER = "readme/newsfragments/"
MANIFEST = "__manifest__.py"
MAIN = ("main", "origin/main")
EVERYWHERE = {"everywhere", "all room"}
TITLES = {
    BASE: "deals",
    "coaching": "coaching notes",
    "forecast": "forecasts",
    "gate": "stage gates",
    "handover": "handovers",
    "history": "deal history",
    "icp": "ideal customers",
    "intake": "intake",
    "negotiation": "negotiation",
    PLAYBOOK: "playbook",
    "qualification": "qualification",
    "review": "deal reviews",
    "stakeholder": "stakeholder maps",
}
VERSION = re.compile(r'"version"\s*:\s*"([^"]+)"')
TYPE = re.compile(r'\[\[tool\.towncrier\.type\]\]\s*directory = "(\w+)"')
BOLD = re.compile(r"\*\*([^*]+)[.:]\*\*")
BETWEEN = re.compile(r",|\band\b")


def check(tree):
    yield from _check_names(tree)
    base = find_base(tree)
    if not base:
        return
    house = House(tree)
    changed = find_changed(tree, base)
    told = set()
    for path in changed:
        if path.startswith(FOLDER) and path in tree.files:
            told |= read_rooms(tree.text(path), house)
    for room in sorted(house.rooms - told):
        files = [path for path in changed if house.room_of(path) == room]
        if files:
            title = TITLES.get(room, room).capitalize()
            sentence = f"changes the room {room} and no newsfragment says **{title}.**"
            yield Violation(files[0], 1, sentence)


def read_rooms(text, house):
    """Return the rooms that a fragment tells of."""
    said = {_in_singular(title) for bold in BOLD.findall(text) for title in BETWEEN.split(bold)}
    if said & EVERYWHERE:
        return house.rooms
    return {room for room in house.rooms if _in_singular(TITLES.get(room, room)) in said}


def _in_singular(title):
    return " ".join(title.lower().split()).removesuffix("s")


def find_base(tree):
    """Return the commit that the working copy is compared with, if there is one."""
    if not tree.is_repository() or tree.git("rev-parse", "--verify", "HEAD") is None:
        return None
    release = _find_release(tree)
    for main in MAIN if _ask(tree, "rev-parse", "--abbrev-ref", "HEAD") not in MAIN else ():
        fork = _ask(tree, "merge-base", "HEAD", main)
        if fork not in ("", _ask(tree, "rev-parse", "HEAD")) and _is_ancestor(tree, release, fork):
            return fork
    return release


def _find_release(tree):
    """Return the last commit before the version was today's, or the oldest that is known."""
    version = _get_version(tree.text(MANIFEST))
    first = "HEAD"
    for commit in tree.git("rev-list", "HEAD", "--", MANIFEST).split():
        if _get_version(tree.git("show", f"{commit}:{MANIFEST}") or "") != version:
            break
        first = f"{commit}^"
    return _ask(tree, "rev-parse", "--verify", first) or _ask(tree, "rev-parse", first.rstrip("^"))


def _ask(tree, *arguments):
    return (tree.git(*arguments) or "").strip()


def _is_ancestor(tree, older, newer):
    return tree.git("merge-base", "--is-ancestor", older, newer) is not None


def _get_version(text):
    match = VERSION.search(text)
    return match and match[1]


def find_changed(tree, base):
    """Return the files that were changed, added or removed since, those git does not know too."""
    changed = tree.git("diff", "--name-only", "--no-renames", "-z", base).split("\0")
    new = tree.git("ls-files", "-z", "-o", "--exclude-standard").split("\0")
    return sorted(filter(None, {*changed, *new}))


def _check_names(tree):
    types = TYPE.findall(tree.text("pyproject.toml")) if "pyproject.toml" in tree.files else []
    name = re.compile(rf"\d+\.({'|'.join(types)})(\.\d+)?\.md")
    for path in tree.find("", below=FOLDER):
        if not name.fullmatch(path.removeprefix(FOLDER)):
            sentence = f"is not named <issue>.<type>.<number>.md with a type of {', '.join(types)}"
            yield Violation(path, 1, sentence)
