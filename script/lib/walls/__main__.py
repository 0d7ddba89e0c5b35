"""The walls of the house: ``python script/lib/walls CHECK [--root FOLDER]``.

Prints ``path:line: sentence`` for whatever breaks one, and exits with 1 then.
"""

import argparse
import importlib
import sys
from pathlib import Path

from tree import Tree

ROOT = Path(__file__).resolve().parents[3]
CHECKS = ("rooms", "sizes", "elevation", "newsfragments", "js_tests", "documents", "ids")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--root", default=ROOT)
    options = parser.parse_args()
    check = importlib.import_module(options.check)
    violations = list(check.check(Tree(options.root)))
    for violation in violations:
        print(f"{violation.path}:{violation.line}: {violation.sentence}")
    return bool(violations)


sys.exit(main())
