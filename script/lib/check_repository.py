"""Rules that no linter knows. Prints one line per breach.

Test files that nothing imports; JavaScript tests outside of the manifest's bundles; registry
addresses in the lock file.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Tests of several processes, a part of script/test of their own.
SYSTEM_TESTS = ROOT / "tests" / "system"


def addons():
    yield ROOT
    yield from sorted(path.parent for path in ROOT.glob("bridges/*/__manifest__.py"))


def imported_names(init):
    tree = ast.parse(init.read_text(encoding="utf-8")) if init.exists() else ast.Module([], [])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from (alias.name for alias in node.names)


def check_python_tests():
    for addon in addons():
        tests = addon / "tests"
        names = set(imported_names(tests / "__init__.py"))
        for path in sorted(tests.glob("**/test_*.py")):
            if path.parent == SYSTEM_TESTS:
                continue
            if path.parent != tests:
                yield path, "lies below tests/, where Odoo does not look"
            elif path.stem not in names:
                yield path, "is not imported in tests/__init__.py, so Odoo never runs it"


def test_bundles(addon, name):
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    for bundle, entries in manifest.get("assets", {}).items():
        if "test" in bundle:
            for entry in entries:
                pattern = entry if isinstance(entry, str) else entry[-1]
                yield pattern.removeprefix(f"{name}/")


def matches(path, pattern):
    """``**`` stands for any number of folders, none included, as in Odoo's manifests."""
    expression = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*")
    expression = expression.replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return re.fullmatch(expression, path) is not None


def check_javascript_tests():
    for addon in addons():
        if not (addon / "__manifest__.py").exists():
            continue
        patterns = list(test_bundles(addon, "crm_playbook" if addon == ROOT else addon.name))
        for path in sorted(addon.glob("static/tests/**/*.js")):
            name = path.relative_to(addon).as_posix()
            if not any(matches(name, pattern) for pattern in patterns):
                yield path, "is in no test bundle of the manifest, so no browser ever runs it"


def check_lock_file():
    lock = ROOT / "package-lock.json"
    if '"resolved"' in lock.read_text(encoding="utf-8"):
        yield lock, "holds registry addresses; run npm with the repository's .npmrc"


def main():
    checks = (check_python_tests, check_javascript_tests, check_lock_file)
    breaches = [breach for check in checks for breach in check()]
    for path, sentence in breaches:
        print(f"{path.relative_to(ROOT)}: {sentence}")
    return bool(breaches)


sys.exit(main())
