"""Print "passed failed skipped" of a finished test run: ``count_tests.py pytest|hoot FILE``."""

import re
import sys
from pathlib import Path


def count_pytest(text):
    """The last line: "1 failed, 156 passed, 2 skipped, 608 subtests passed in 37.82s"."""
    closing = [line for line in text.splitlines() if re.search(r" in \d[\d.]*s\b", line)]
    counts = dict.fromkeys(("passed", "failed", "error", "skipped"), 0)
    for number, what in re.findall(r"(\d+) (passed|failed|error|skipped)", "".join(closing[-1:])):
        counts[what] += int(number)
    failed = counts["failed"] + counts["error"]
    return counts["passed"], failed if closing else 1, counts["skipped"]


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
    counts = {"pytest": count_pytest, "hoot": count_hoot}[kind](file.read_text(errors="replace"))
print(*counts)
