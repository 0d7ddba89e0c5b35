"""What each room brings: models, tables, methods, fields on models of stock, ids, widgets."""

import ast
import re
from collections import defaultdict

from house import BASE
from tree import ADDON, blank

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
DEFINING = re.compile(
    r"<(?:record|template|menuitem|report|act_window)\b[^>]*?\sid=\"([\w.]+)\"", re.DOTALL
)
OWL_NAME = re.compile(rf't-name="{ADDON}\.(\w+)"')
REGISTERED = re.compile(r"registry\s*\.category\([^)]*\)\s*\.add\(\s*[\"']([\w.]+)[\"']")
# How methods of ours are called. Others are methods of stock that a room replaces.
OURS = ("_", "action_", "get_", "export_", "import_", "load_")
# Where rooms meet: their fields of this model are everybody's.
MEETING_PLACE = "crm.lead"


class Definitions:
    """Names and whose they are: of one room for models, tables, ids and widgets; of the rooms that
    have one of that name for methods and fields."""

    def __init__(self, tree, house):
        self.tree = tree
        self.house = house
        self.models = {}
        self.tables = {}
        self.ids = {}
        self.widgets = {}
        self.makers = defaultdict(set)
        self.extenders = defaultdict(set)
        self.fields = defaultdict(set)
        self.attributes = defaultdict(set)
        # Models first: the lists of the house name their records after them.
        for path in sorted(filter(house.belongs_to_house, tree.files), key=_is_markup):
            self._collect(path, house.room_of(path))
        self.stock_fields = {
            name
            for name, owners in self.fields.items()
            if len({room for room, _model in owners}) == 1
            and not {model for _room, model in owners} & {MEETING_PLACE, *self.models}
        }

    def owner_of_id(self, name):
        """Return the room of a record, of a model's or of a field's."""
        if name.startswith(("model_", "field_")):
            return self.tables.get(name.split("__")[0].split("_", 1)[1])
        return self.ids.get(name)

    def owners_of_attribute(self, name):
        """Return the rooms a method or field may be of; none when it is the reader's or stock's."""
        if name in self.stock_fields:
            return {room for room, _model in self.fields[name]}
        return self.makers.get(name, set()) if name.startswith(OURS) else set()

    def has_attribute(self, room, name):
        return room in self.makers.get(name, ()) or room in self.extenders.get(name, ())

    def _collect(self, path, room):
        if path.endswith(".py"):
            self._collect_python(path, room or BASE)
        elif path.endswith(".xml"):
            self._collect_ids(path, room)
        elif path.endswith(".js"):
            for name in REGISTERED.findall(self.tree.text(path)):
                self.widgets[name] = room or BASE

    def _collect_python(self, path, room):
        for node in self.tree.python(path).body:
            if isinstance(node, ast.FunctionDef):
                self.makers[node.name].add(BASE)
            elif isinstance(node, ast.ClassDef):
                self._collect_class(node, room)

    def _collect_class(self, node, room):
        attributes = dict(_read_attributes(node))
        name = attributes.get("_name")
        if name and name != attributes.get("_inherit"):
            self.models[name] = room
            self.tables[attributes.get("_table") or name.replace(".", "_")] = room
        model = name or attributes.get("_inherit")
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                owners = self.extenders if _calls_super(statement) else self.makers
                owners[statement.name].add(room)
                self.attributes[model].add(statement.name)
            elif field := _get_field_name(statement):
                self.fields[field].add((room, model))

    def _collect_ids(self, path, room):
        text = COMMENT.sub(blank, self.tree.text(path))
        for name in DEFINING.findall(text) + OWL_NAME.findall(text):
            name = name.removeprefix(f"{ADDON}.")
            if "." not in name and (owner := room or self._find_namesake(name)):
                self.ids[name] = owner

    def _find_namesake(self, name):
        """Return the room that a record is named after, or the room of its model."""
        tables = [table for table in self.tables if name.startswith(f"{table}_")]
        return self.house.words_room(name) or self.tables.get(max(tables, key=len, default=None))


def _is_markup(path):
    return path.endswith(".xml")


def _read_attributes(node):
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            yield getattr(statement.targets[0], "id", None), statement.value.value


def _get_field_name(statement):
    """Return the name of ``name = fields.Kind(…)``."""
    if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)):
        return None
    kind = statement.value.func
    if isinstance(kind, ast.Attribute) and ast.unparse(kind.value) == "fields":
        return getattr(statement.targets[0], "id", None)
    return None


def _calls_super(method):
    """Whether a method extends one of the same name, which is then stock's or a seam."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == method.name
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "super"
        for node in ast.walk(method)
    )
