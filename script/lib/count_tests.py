"""Print "passed failed skipped" of a finished test run: ``count_tests.py junit|hoot FILE``."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree


def count_junit(text):
    suites = list(ElementTree.fromstring(text).iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(name)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return max(total - failed - skipped, 0), failed, skipped


def count_hoot(text):
    """Hoot closes with "Passed 25 tests (…" or "Failed 2 tests (23 passed, …"."""
    passed = sum(map(int, re.findall(r"Passed (\d+) tests? \(", text)))
    failed = 0
    for bad, good in set(re.findall(r"Failed (\d+) tests? \((\d+) passed", text)):
        failed += int(bad)
        passed += int(good)
    return passed, failed, 0


kind, path = sys.argv[1:]
file = Path(path)
counts = (0, 1, 0)
if file.exists():
    counts = {"junit": count_junit, "hoot": count_hoot}[kind](file.read_text(errors="replace"))
print(*counts)
