"""Which room a file is in.

A room is a folder of ``models/``. Elsewhere its files lie in a folder of its name or carry the name
as a word of their own: ``views/gate/…``, ``security/gate_rules.xml``.
"""

import re
from functools import lru_cache

# What every room stands on, and the only room that others may name.
BASE = "deal"
# All of it in one place; it names every room, and no room names it.
PLAYBOOK = "playbook"
FOLDERS = ("models", "views", "wizards", "security", "data", "report")
# Models that other rooms add a kind to, each in a file that is named after the model.
SEAMS = (
    "crm.stage.criterion",
    "crm.playbook.overview",
    "crm.playbook.setup",
)
# Plain code that several rooms share, so it names none of them.
SHARED = "tools/"
# Lists of the whole house: the order of imports and menus, all settings, all groups and rights.
LISTS = {
    "models/__init__.py",
    "models/res_config_settings.py",
    "report/crm_lead_reports.xml",
    "security/groups.xml",
    "security/ir.model.access.csv",
    "views/menus.xml",
    "views/res_config_settings_views.xml",
    "wizards/__init__.py",
}


class House:
    def __init__(self, tree):
        parts = (path.split("/") for path in tree.find(".py", below="models/"))
        self.rooms = {room for _models, room, *rest in parts if rest}
        self.room_of = lru_cache(maxsize=None)(self._room_of)

    def words_room(self, name):
        """Return the one room that a name has as a word, if any."""
        rooms = self.rooms & set(re.split(r"[^a-z0-9]", name))
        return rooms.pop() if len(rooms) == 1 else None

    def belongs_to_house(self, path):
        return path.startswith(("static/src/", "tools/")) or path.split("/")[0] in FOLDERS

    def _room_of(self, path):
        if path.startswith(SHARED):
            return BASE
        parts = path.split("/")
        if path.startswith("static/src/"):
            return parts[2] if parts[2] in self.rooms else None
        if parts[0] not in FOLDERS or path in LISTS:
            return None
        if len(parts) > 2:
            return parts[1] if parts[1] in self.rooms else None
        return self.words_room(parts[1])
