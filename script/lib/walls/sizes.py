"""Functions have at most 50 lines, texts of SQL aside, and files 400.

Documents are read from top to bottom and may be longer. Functions of JavaScript are counted by
ESLint, which parses them.
"""

import ast
import re
from pathlib import PurePath

from tree import Violation

LONGEST_FUNCTION = 50
SCRIPT = ".sh"
CODE = (".py", ".js", ".mjs", ".xml", ".scss", ".css", ".csv", ".toml", SCRIPT)
LONGEST_FILE = {**dict.fromkeys(CODE, 400), ".md": 500}
# What people run has no suffix.
PROGRAM = re.compile(r"script/\w[^/.]*|\.ci/run")
SQL_CALLS = {"SQL", "execute", "execute_values"}
SQL_TEXT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP)\b")


def check(tree):
    for path in tree.files:
        yield from _check_file(tree, path)
        if path.endswith(".py") and tree.text(path).count("\n") > LONGEST_FUNCTION:
            yield from _check_functions(path, tree.python(path))


def _check_file(tree, path):
    longest = LONGEST_FILE.get(SCRIPT if PROGRAM.fullmatch(path) else PurePath(path).suffix)
    lines = tree.text(path).count("\n") if longest else 0
    if longest and lines > longest:
        yield Violation(path, longest + 1, f"{lines} lines; {longest} are allowed")


def _check_functions(path, module):
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = node.end_lineno - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                lines -= len(set(_find_sql_lines(node)))
            if lines > LONGEST_FUNCTION:
                sentence = f"{node.name} has {lines} lines; {LONGEST_FUNCTION} are allowed"
                yield Violation(path, node.lineno, sentence)


def _find_sql_lines(function):
    given = {text for call in ast.walk(function) if _takes_sql(call) for text in _find_texts(call)}
    for text in _find_texts(function):
        if text.end_lineno > text.lineno and (text in given or SQL_TEXT.match(text.value)):
            yield from range(text.lineno, text.end_lineno + 1)


def _takes_sql(node):
    function = getattr(node, "func", None)
    return getattr(function, "id", getattr(function, "attr", None)) in SQL_CALLS


def _find_texts(node):
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
