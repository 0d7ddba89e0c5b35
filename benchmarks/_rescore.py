"""A process that only rescores: ``_rescore.py DATABASE ROUNDS`` prints durations and its peak
memory as JSON."""

import json
import sys
from pathlib import Path

from common import databases, profiles
from common.report import stopwatch


def main(database, rounds):
    databases.configure()
    publish(database)
    peak_before = get_peak_memory()
    first, leads = time_pass(database)
    changed, unchanged = [], []
    for _round in range(rounds):
        publish(database)
        changed.append(time_pass(database)[0])
        unchanged.append(time_pass(database)[0])
    result = {
        "leads": leads,
        "first": first,
        "changed": changed,
        "unchanged": unchanged,
        "peak": get_peak_memory(),
        "peak_before": peak_before,
    }
    print(json.dumps(result))


def publish(database):
    with databases.environment(database) as env:
        profiles.publish(env)


def time_pass(database):
    databases.vacuum(database, "crm_icp_score")
    with databases.environment(database) as env, stopwatch() as watch:
        leads, _written, _repeated = profiles.rescore(env)
    return watch.seconds, leads


def get_peak_memory():
    """Return the most memory that this process ever held, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
