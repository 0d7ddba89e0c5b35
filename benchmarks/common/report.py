"""What a benchmark prints: a line about the machine, Markdown tables, progress to stderr."""

import os
import platform
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

import odoo.release

MIB = 1024**2
STARTED = time.monotonic()


def say(sentence):
    """Tell the person who waits; what is printed on stdout is the result."""
    print(f"[{time.monotonic() - STARTED:5.0f} s] {sentence}", file=sys.stderr, flush=True)


class Stopwatch:
    seconds = 0.0


@contextmanager
def stopwatch():
    """Yield an object whose ``seconds`` is set when the block ends."""
    watch = Stopwatch()
    start = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - start


def print_table(title, headers, rows, notes=()):
    """Print a Markdown table; the first column is text, the others are numbers."""
    table = [[str(cell) for cell in row] for row in [headers, *rows]]
    widths = [max(len(row[column]) for row in table) for column in range(len(headers))]
    dashes = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    print(f"\n### {title}\n")
    for row in [table[0], dashes, *table[1:]]:
        first = row[0].ljust(widths[0])
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print(f"| {' | '.join([first, *cells])} |")
    for number, note in enumerate(notes):
        print(f"{'' if number else chr(10)}- {note}")
    sys.stdout.flush()


def seconds(values):
    """Return the median of durations with the range they came in."""
    if len(values) == 1:
        return f"{values[0]:.2f}"
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def number(value):
    return f"{value:,.0f}"


def print_machine(database_sql):
    """Print what the figures depend on.

    :param database_sql: a callable that runs a statement and returns its rows
    """
    [[version]] = database_sql("SHOW server_version")
    [[fsync]] = database_sql("SHOW fsync")
    [[buffers]] = database_sql("SHOW shared_buffers")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    print(
        f"\n{date.today()} · commit {_commit()} · {os.cpu_count()} cores, {memory:.0f} GiB · "
        f"PostgreSQL {version} (fsync {fsync}, shared_buffers {buffers}) · "
        f"Odoo {odoo.release.version} · Python {platform.python_version()} · "
        f"load average at the start {os.getloadavg()[0]:.1f}"
    )
    sys.stdout.flush()


def _commit():
    """Return the commit that is measured, marked when files differ from it."""
    git = ["git", "-C", str(Path(__file__).resolve().parents[2])]
    try:
        head = subprocess.check_output([*git, "rev-parse", "--short", "HEAD"], text=True).strip()
        measured = ("models", "tools", "hooks.py", "benchmarks/*.py", "benchmarks/common")
        changed = subprocess.check_output([*git, "status", "-s", "--", *measured], text=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head} with changes" if changed else head
