"""Every ``sudo(`` has its reason in the same function: a comment on the statement or right above.

What is elevated in one breath, statement after statement, has one reason above the first.
``su=True`` of an environment is the same by another name, ``sudo(False)`` the way back. Tests
elevate as they like.
"""

import ast
import io
import re
import tokenize

from tree import Violation, line_at

SENTENCE = "is elevated without a comment that says why that is safe"
TESTS = re.compile(r"(^|/)tests/")
IN_MARKUP = re.compile(r"\bsudo\(")


def check(tree):
    for path in tree.find(".py", ".xml"):
        if not TESTS.search(path):
            lines = _check_python if path.endswith(".py") else _check_markup
            for line in sorted(lines(tree, path)):
                yield Violation(path, line, SENTENCE)


def _check_python(tree, path):
    text = tree.text(path)
    if "sudo(" not in text and "su=" not in text:
        return
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    explained = set()
    for statement, calls in _find_elevated(tree.python(path)):
        last = max(call.end_lineno for call in calls)
        above = statement.lineno - 1
        if comments & set(range(above, last + 1)) or above in explained:
            explained |= set(range(statement.lineno, last + 1))
        else:
            yield from {call.end_lineno for call in calls}


def _find_elevated(module):
    """Return the statements that elevate, in the order of the file, with the calls that do."""
    found = {}
    statements = [node for node in ast.walk(module) if isinstance(node, ast.stmt)]
    for call in filter(_elevates, ast.walk(module)):
        around = (node for node in statements if _is_within(call, node))
        statement = max(around, key=lambda node: node.lineno)
        found.setdefault(statement, []).append(call)
    return sorted(found.items(), key=lambda item: item[0].lineno)


def _is_within(call, statement):
    return statement.lineno <= call.lineno and call.end_lineno <= statement.end_lineno


def _elevates(node):
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr == "sudo":
        return [ast.unparse(argument) for argument in node.args] != ["False"]
    return any(word.arg == "su" for word in node.keywords)


def _check_markup(tree, path):
    text = tree.text(path)
    lines = text.splitlines()
    for match in IN_MARKUP.finditer(text):
        line = line_at(text, match.start())
        if not any("<!--" in near or "-->" in near for near in lines[max(line - 2, 0) : line]):
            yield line
