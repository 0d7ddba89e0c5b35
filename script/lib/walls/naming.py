"""What a file names of the house, with the line: of Python, of XML and of JavaScript."""

import ast
import re

from definitions import COMMENT
from tree import ADDON, blank, line_at

DOTTED = re.compile(r"(?<![\w.])[a-z]\w*(?:\.[a-z]\w*)+")
WORD = re.compile(r"(?<![\w.])[a-z]\w*(?![\w.])")
OUR_ID = re.compile(rf"(?<![\w.@/]){ADDON}\.(\w+)")
BARE_ID = re.compile(
    r"\b(?:ref|parent|action|inherit_id|t-call|t-inherit)=\"(\w+)\"|%\((\w+)\)d|ref\('(\w+)'\)"
)
WIDGET = re.compile(r"\b(?:widget|js_class|tag)=\"(\w+)\"")
ATTRIBUTE = re.compile(r"<(?:button|field)\b[^>]*?\sname=\"(\w+)\"", re.DOTALL)
# A longer text is no path of fields.
LONGEST_PATH = 100
# Comments go first: their apostrophes are no quotes.
SCRIPT = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""",
    re.DOTALL,
)


def names_in(path, tree, known):
    """Yield (line, name, owners) for everything of a room that a file names."""
    if path.endswith(".py"):
        return names_in_python(path, tree.python(path), known)
    if path.endswith(".xml"):
        return names_in_xml(COMMENT.sub(blank, tree.text(path)), known)
    return names_in_script(path, tree.text(path), known)


def names_in_python(path, module, known):
    prose = set(_find_docstrings(module))
    for node in ast.walk(module):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in _resolve(path, node):
                folder, room, *_rest = [*name.split("."), ""]
                if folder in {"models", "wizards"} and room in known.house.rooms:
                    yield node.lineno, name, {room}
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr, known.owners_of_attribute(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            for line, name, owners in _names_in_text(node.value, known):
                yield node.lineno + line - 1, name, owners


def names_in_xml(text, known):
    yield from _names_in_text(text, known, tables=False)
    for match in BARE_ID.finditer(text):
        name = next(filter(None, match.groups()))
        yield line_at(text, match.start()), name, {known.owner_of_id(name)}
    for match in WIDGET.finditer(text):
        yield line_at(text, match.start()), match[1], {known.widgets.get(match[1])}
    for match in ATTRIBUTE.finditer(text):
        yield line_at(text, match.start(1)), match[1], known.owners_of_attribute(match[1])


def names_in_script(path, text, known):
    for match in SCRIPT.finditer(text):
        if match["comment"]:
            continue
        line = line_at(text, match.start())
        inner = match["text"][1:-1]
        module = _module_of(path, inner)
        if module:
            yield line, module, {known.house.room_of(f"static/src/{module}")}
            continue
        for offset, name, owners in _names_in_text(inner, known):
            yield line + offset - 1, name, owners
        yield line, inner, {known.widgets.get(inner)}


def _names_in_text(text, known, tables=True):
    for match in DOTTED.finditer(text):
        yield line_at(text, match.start()), match[0], {known.models.get(match[0])}
    for match in OUR_ID.finditer(text):
        yield line_at(text, match.start()), match[0], {known.owner_of_id(match[1])}
    if tables:
        for match in WORD.finditer(text):
            yield line_at(text, match.start()), match[0], {known.tables.get(match[0])}
        for name in text.split(".") if len(text) < LONGEST_PATH else ():
            yield 1, name, known.owners_of_attribute(name)


def _resolve(path, node):
    """Yield the modules that an import means, from the addon's folder on."""
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    else:
        base = path.split("/")[: -node.level] if node.level else []
        base += node.module.split(".") if node.module else []
        modules = [".".join([*base, alias.name]) for alias in node.names]
    for module in modules:
        yield module.removeprefix(f"odoo.addons.{ADDON}.")


def _module_of(path, text):
    """Return a module of ours below static/src/ that a text names, if it is one."""
    if text.startswith(f"@{ADDON}/"):
        return text.removeprefix(f"@{ADDON}/")
    if re.match(r"\.\.?/", text):
        parts = path.split("/")[2:-1]
        for part in text.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part != ".":
                parts = [*parts, part]
        return "/".join(parts)
    return None


def _find_docstrings(module):
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value
