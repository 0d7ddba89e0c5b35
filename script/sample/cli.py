"""The command script/load-sample."""

import argparse
import sys
import time
from collections import Counter

from .cleaning import read_sample
from .errors import SampleError
from .findings import Findings

DEFAULT_DATABASE = "playbook_demo"
REFUSED, INTERRUPTED = 2, 130


def main(argv=None):
    """Load the sample that the arguments name; return the exit code."""
    options = _parse_arguments(argv)
    try:
        _run(options.folder, options.database)
    except SampleError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(
            "Stopped. What was loaded stays; the same command goes on from here.", file=sys.stderr
        )
        return INTERRUPTED
    return 0


def _parse_arguments(argv):
    parser = argparse.ArgumentParser(
        prog="script/load-sample",
        description="Load a folder of CSV files with sales opportunities into a database.",
        epilog="The folder holds accounts.csv, products.csv, sales_teams.csv, sales_pipeline.csv.",
    )
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("-d", "--database", default=DEFAULT_DATABASE, metavar="DATABASE")
    return parser.parse_args(argv)


def _run(folder, database):
    findings = Findings()
    sample = read_sample(folder, findings)
    from .database import open_database  # only here: a wrong folder needs no Odoo to be refused
    from .loader import SampleLoader

    started = time.monotonic()

    def progress(line):
        print(f"[{time.monotonic() - started:4.0f} s] {line}", flush=True)

    progress(f"{len(sample.opportunities):,} opportunities read, opening {database} …")
    with open_database(database) as env:
        counts = SampleLoader(env, findings, progress, env.cr.commit).load(sample)
    progress(f"Loaded into {database}.")
    for line in report(sample, counts, findings):
        print(line)


def report(sample, counts, findings):
    """The lines that tell what was loaded and what was odd about it."""
    yield ""
    for label, (created, known) in counts.items():
        yield f"  {created:>7,} {label} created, {known:,} already there"
    stages = Counter(item.stage for item in sample.opportunities)
    yield "  " + " · ".join(f"{stage} {count:,}" for stage, count in stages.most_common())
    yield ""
    yield "What was odd in the files, and what was done:"
    yield from findings.lines()
