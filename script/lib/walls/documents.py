"""Documents stay true, and the README short.

Links lead somewhere, examples are Python, and what a document in ``doc/`` names between backticks
is there: files, tests, and the methods and fields that integrators call.
"""

import ast
import re
from pathlib import PurePosixPath
from posixpath import normpath
from textwrap import dedent

from tree import Violation, blank, line_at

README, LONGEST_README = "README.md", 150
PAGES = "doc/"
CODE = ("models/", "wizards/")
# What integrators call stands in the second column of these tables.
CALLS = "| model | field or method |"

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"([a-z]+)/[\w./-]*")
TEST_FILE = re.compile(r"\btest_\w+\.py")
TEST = re.compile(r"\btest_\w+(?![\w./*])")
NAME = re.compile(r"[a-z_]\w+")


def check(tree):
    documents = Documents(tree)
    for path in tree.find(".md"):
        text = tree.text(path)
        prose = FENCE.sub(blank, text)
        if path == README and text.count("\n") > LONGEST_README:
            sentence = (
                f"{text.count(chr(10))} lines; {LONGEST_README} are allowed: move some to doc/"
            )
            yield Violation(path, LONGEST_README + 1, sentence)
        yield from _check_examples(path, text)
        for match in LINK.finditer(prose):
            if sentence := documents.miss_link(path, match[1]):
                yield Violation(path, line_at(prose, match.start()), sentence)
        if path.startswith(PAGES):
            yield from documents.check_names(path, prose)


def _check_examples(path, text):
    for match in FENCE.finditer(text):
        try:
            ast.parse(dedent(match[2]) if match[1] == "python" else "")
        except SyntaxError as error:
            line = line_at(text, match.start()) + (error.lineno or 0)
            yield Violation(path, line, "the example is no Python")


class Documents:
    """What there is for documents to name."""

    def __init__(self, tree):
        self.tree = tree
        self.files = frozenset(tree.files)
        self.folders = {
            str(folder) for path in tree.files for folder in PurePosixPath(path).parents
        }
        self.test_files = {PurePosixPath(path).name for path in tree.find(".py", below="tests/")}
        self.tests = self._find_words("tests/")
        self.code = {word for folder in CODE for word in self._find_words(folder)}

    def _find_words(self, folder):
        texts = map(self.tree.text, self.tree.find(".py", below=folder))
        return {word for text in texts for word in re.findall(r"\w+", text)}

    def has(self, path):
        path = normpath(path)
        return path in self.folders or path in self.files

    def miss_link(self, path, link):
        """Return what is wrong with a link, if anything."""
        if ELSEWHERE.match(link):
            return None
        name, _hash, anchor = link.partition("#")
        target = normpath(PurePosixPath(path).parent / name) if name else path
        if not self.has(target):
            return f"leads to {link}, which is not there"
        if anchor and anchor not in self._find_anchors(target):
            return f"leads to {link}, which has no such heading"
        return None

    def _find_anchors(self, path):
        """Return the anchors that hosts of code make of the headings of a document."""
        headings = HEADING.findall(FENCE.sub("", self.tree.text(path)))
        return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}

    def check_names(self, path, prose):
        in_table = False
        for number, line in enumerate(prose.splitlines(), 1):
            in_table = line.startswith(CALLS) or (in_table and line.startswith("|"))
            called = QUOTED.findall(line.split("|")[2]) if in_table else ()
            missed = [sentence for name in QUOTED.findall(line) for sentence in self._miss(name)]
            missed += [
                f"names {name}, which no model has"
                for name in called
                if NAME.fullmatch(name) and name not in self.code
            ]
            yield from (Violation(path, number, sentence) for sentence in missed)

    def _miss(self, quoted):
        """Yield what is not there of what is named between two backticks."""
        match = PATH.fullmatch(quoted)
        if match and match[1] in self.folders and not self.has(quoted):
            yield f"names {quoted}, which is not there"
        for name in TEST_FILE.findall(quoted):
            if name not in self.test_files:
                yield f"names {name}, which is no file of tests"
        for name in TEST.findall(quoted):
            if name not in self.tests:
                yield f"names {name}, which is no test"
