"""The files that the walls are checked in."""

import ast
import os
import subprocess
from collections import namedtuple
from functools import lru_cache
from pathlib import Path

ADDON = "crm_playbook"
SKIPPED = {".git", ".odoo", "dist", "node_modules", "__pycache__"}

Violation = namedtuple("Violation", "path line sentence")


class Tree:
    """A working copy: what git knows or would know, or all files where there is no git."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self.files = sorted(path for path in self._list() if (self.root / path).is_file())
        self.text = lru_cache(maxsize=None)(self._text)
        self.python = lru_cache(maxsize=None)(self._python)

    def git(self, *arguments):
        """Return what git says, or None when it refuses."""
        command = ["git", "-C", str(self.root), *arguments]
        result = subprocess.run(command, check=False, capture_output=True, text=True)
        return result.stdout if result.returncode == 0 else None

    def is_repository(self):
        """Whether the root itself is a working copy, not a folder somewhere within another one."""
        top = self.git("rev-parse", "--show-toplevel")
        return top is not None and Path(top.strip()).resolve() == self.root

    def find(self, *suffixes, below=""):
        return [path for path in self.files if path.endswith(suffixes) and path.startswith(below)]

    def _list(self):
        if self.is_repository():
            return self.git("ls-files", "-z", "-co", "--exclude-standard").split("\0")[:-1]
        return self._walk()

    def _walk(self):
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name not in SKIPPED]
            for name in files:
                yield Path(folder, name).relative_to(self.root).as_posix()

    def _text(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def _python(self, path):
        return ast.parse(self.text(path), filename=path)


def line_at(text, position):
    """Return the number of the line in which a position of a text lies."""
    return text.count("\n", 0, position) + 1


def blank(match):
    """Return a match as blanks, so that everything behind it keeps its line and column."""
    return "".join(letter if letter == "\n" else " " for letter in match[0])
