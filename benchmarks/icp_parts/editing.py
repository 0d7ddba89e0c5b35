"""Leads edited by another process while passes run, against the same edits without a pass,
and beside a query that only computes: cores are shared, with whatever runs."""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, namedtuple
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from common import databases, profiles
from common.report import number, print_table, say

WORKER = Path(__file__).resolve().parents[1] / "_edit_leads.py"
LOCK_TIMEOUT_MS = 10
ROUNDS = 3
SECONDS_PER_WINDOW = 20
# Both processes load what a publication cleared, before the clock runs again.
SETTLE_SECONDS = 2

Edit = namedtuple("Edit", "start end error")
Window = namedtuple("Window", "start end")


def run(database):
    quiet, computing, busy, repeated = [], [], [], 0
    with tempfile.NamedTemporaryFile("r") as output:
        with _editor(database, output):
            for round_number in range(1, ROUNDS + 1):
                say(f"Editing, round {round_number} of {ROUNDS} …")
                quiet.append(_wait(lambda: time.sleep(SECONDS_PER_WINDOW)))
                computing.append(_wait(_compute))
                passes, again = _rescore_for_a_while(database)
                busy += passes
                repeated += again
        edits = [_parse(line) for line in output]
    _report(edits, quiet, computing, busy, repeated, _count_stale(database))


@contextmanager
def _editor(database, output):
    """Let the editing process write its lines to ``output`` while the block runs."""
    timeout = {"PGOPTIONS": f"-c lock_timeout={LOCK_TIMEOUT_MS}ms"}
    command = [sys.executable, "-u", str(WORKER), database]
    with open(output.name, "w", encoding="utf-8") as target:
        process = subprocess.Popen(command, stdout=target, env={**os.environ, **timeout})
    try:
        while not os.path.getsize(output.name):
            if process.poll() is not None:
                raise SystemExit("The editing process ended before its first edit.")
            time.sleep(0.1)
        time.sleep(SETTLE_SECONDS)
        yield
        if process.poll() is not None:
            raise SystemExit("The editing process ended before the last pass.")
    finally:
        process.terminate()
        process.wait()


def _wait(function):
    start = time.monotonic()
    function()
    return Window(start, time.monotonic())


def _compute():
    """Keep one process of the database server busy that touches no table."""
    end = time.monotonic() + SECONDS_PER_WINDOW
    while time.monotonic() < end:
        databases.sql("postgres", "SELECT sum(sqrt(n)) FROM generate_series(1, 1000000) AS n")


def _rescore_for_a_while(database):
    """Publish and rescore until the time of a window was spent in passes."""
    windows, repeated = [], 0
    while sum(window.end - window.start for window in windows) < SECONDS_PER_WINDOW:
        with databases.environment(database) as env:
            profiles.publish(env)
        databases.vacuum(database, "crm_icp_score")
        time.sleep(SETTLE_SECONDS)
        start = time.monotonic()
        with databases.environment(database) as env:
            repeated += profiles.rescore(env)[2]
        windows.append(Window(start, time.monotonic()))
    return windows, repeated


def _parse(line):
    start, duration, error = line.split()
    return Edit(float(start), float(start) + float(duration), error)


def _count_stale(database):
    """Return how many scores a pass afterwards finds to be wrong."""
    with databases.environment(database) as env:
        return profiles.rescore(env)[1]


def _report(edits, quiet, computing, busy, repeated, stale):
    headers = ["", "edits", "edits/s", "median, ms", "p99, ms", "longest, ms"]
    headers += ["serialization failures", f"lock waits > {LOCK_TIMEOUT_MS} ms", "other errors"]
    rows = [
        _row("no pass", edits, quiet),
        _row("no pass, beside a query that only computes", edits, computing),
        _row("during passes", edits, busy),
    ]
    lengths = [window.end - window.start for window in busy]
    notes = (
        f"{len(busy)} passes with every row changed, {median(lengths):.1f} s each in the median.",
        f"Batches that the pass had to repeat: {repeated}.",
        f"Scores that a pass afterwards found outdated: {stale}.",
    )
    print_table("Editing one lead after another in a second process", headers, rows, notes)


def _row(label, edits, windows):
    """Sum up the edits that overlap a window."""
    edits = [e for e in edits if any(e.start < w.end and w.start < e.end for w in windows)]
    spent = sum(window.end - window.start for window in windows)
    durations = [1000 * (edit.end - edit.start) for edit in edits]
    errors = Counter(edit.error for edit in edits)
    del errors["-"]
    failures, waits = errors.pop("SerializationFailure", 0), errors.pop("LockNotAvailable", 0)
    return [
        label,
        number(len(edits)),
        f"{len(edits) / spent:.0f}",
        f"{median(durations):.1f}",
        f"{quantiles(durations, n=100)[98]:.1f}",
        f"{max(durations):.0f}",
        failures,
        waits,
        sum(errors.values()),
    ]
