"""Documents stay true: ``check_documents.py [FOLDER]``. Prints one line per breach.

Links lead somewhere, the README is short, examples are Python, and what documents name (files,
tests, methods and fields that integrators call) is there.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
ROOT = ROOT if ROOT.is_dir() else ROOT.parents[2]
SKIPPED = {".git", ".odoo", "dist", "node_modules", "__pycache__"}
LONGEST_README = 150
# What people call stands in the second column of these tables.
CALLS = "| model | field or method |"
FOLDERS = (
    "benchmarks|bridges|data|demo|doc|migrations|models|readme|report|script|security|static|tests"
)
FOLDERS += "|tools|views|wizards"

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(rf"(?:{FOLDERS})/[\w./-]*")
TEST_FILE = re.compile(r"\btest_\w+\.py")
TEST = re.compile(r"\btest_\w+(?![\w./*])")
NAME = re.compile(r"[a-z_]\w+")


def find(suffix, *folders):
    """Return the files of the repository with this suffix, below some folders or all."""
    paths = (path for folder in folders or (".",) for path in (ROOT / folder).rglob(f"*{suffix}"))
    return sorted(path for path in paths if SKIPPED.isdisjoint(path.relative_to(ROOT).parts))


@cache
def words_of(*folders):
    return frozenset(
        word
        for path in find(".py", *folders)
        for word in re.findall(r"\w+", path.read_text("utf-8"))
    )


@cache
def anchors_of(path):
    """Return the anchors that a host of code makes of the headings of a document."""
    text = FENCE.sub("", path.read_text("utf-8"))
    headings = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in headings}


def check_links(path, text):
    for link in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _hash, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists():
            yield f"leads to {link}, which is not there"
        elif anchor and anchor not in anchors_of(target):
            yield f"leads to {link}, which has no such heading"


def check_length(path, text):
    lines = text.count("\n")
    if path == ROOT / "README.md" and lines > LONGEST_README:
        yield f"has {lines} lines; {LONGEST_README} are allowed: move them to doc/"


def check_examples(_path, text):
    for language, code in FENCE.findall(text):
        if language == "python":
            try:
                ast.parse(dedent(code))
            except SyntaxError as error:
                yield f"has an example that is no Python: {error.text or error.msg}".strip()


def check_names(path, text):
    """Whatever a document in doc/ names between backticks is there."""
    if path.parent != ROOT / "doc":
        return
    test_files = {test.name for test in find(".py", "tests")}
    for quoted in QUOTED.findall(FENCE.sub("", text)):
        if PATH.fullmatch(quoted) and not (ROOT / quoted).exists():
            yield f"names {quoted}, which is not there"
        for name in TEST_FILE.findall(quoted):
            if name not in test_files:
                yield f"names {name}, which is no file of tests"
        for name in TEST.findall(quoted):
            if name not in words_of("tests"):
                yield f"names {name}, which is no test"


def check_calls(_path, text):
    """Methods and fields that integrators call are those of the code."""
    in_table = False
    for line in text.splitlines():
        in_table = line.startswith(CALLS) or (in_table and line.startswith("|"))
        cell = line.split("|")[2] if in_table else ""
        for quoted in QUOTED.findall(cell):
            if NAME.fullmatch(quoted) and quoted not in words_of("models", "wizards"):
                yield f"names {quoted}, which no model has"


CHECKS = (check_links, check_length, check_examples, check_names, check_calls)


def main():
    found = False
    for path in find(".md"):
        text = path.read_text("utf-8")
        for check in CHECKS:
            for sentence in check(path, text):
                print(f"{path.relative_to(ROOT)}: {sentence}")
                found = True
    return found


if __name__ == "__main__":
    sys.exit(main())
