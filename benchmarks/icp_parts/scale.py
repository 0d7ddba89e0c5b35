"""Passes over a growing number of leads, each size in a fresh process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from common import databases
from common.report import MIB, number, print_table, say, seconds

WORKER = Path(__file__).resolve().parents[1] / "_rescore.py"
ROUNDS = 3


def measure(database, count):
    """Return what the worker measured on the database as it is now."""
    say(f"Scale: passes over {count:,} leads in a process of their own …")
    databases.sql(database, "TRUNCATE crm_icp_score")
    command = [sys.executable, str(WORKER), database, str(ROUNDS)]
    return json.loads(subprocess.check_output(command, text=True))


def report(results):
    headers = ["leads", "first pass, s", "all changed, s", "per million, s"]
    headers += ["unchanged, s", "per million, s", "peak memory, MiB", "before the pass, MiB"]
    print_table("Growth", headers, [_row(result) for result in results], _notes(results))


def _row(result):
    millions = result["leads"] / 1e6
    return [
        number(result["leads"]),
        f"{result['first']:.2f}",
        seconds(result["changed"]),
        f"{median(result['changed']) / millions:.1f}",
        seconds(result["unchanged"]),
        f"{median(result['unchanged']) / millions:.1f}",
        number(result["peak"] / MIB),
        number(result["peak_before"] / MIB),
    ]


def _notes(results):
    notes = [
        f"First pass: once, into an empty table. The others: medians of {ROUNDS} (range).",
        "Memory: the most that the Odoo process ever held (VmHWM), registry included; before "
        "the pass is the same process with its registry loaded.",
    ]
    if len(results) > 1:
        small, large = results[0], results[-1]
        factor = large["leads"] / small["leads"]
        growth = median(large["changed"]) / median(small["changed"])
        calm = median(large["unchanged"]) / median(small["unchanged"])
        notes.append(
            f"{factor:.0f} times the leads took {growth:.1f} times as long when all changed, "
            f"{calm:.1f} times when none did."
        )
    return notes
