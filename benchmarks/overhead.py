"""What the addon costs a user of CRM: ``script/bench overhead [--quick] [--keep]``.

The same leads in three databases: stock crm, the addon with all rooms on and nothing configured,
the addon with a published profile. Each operation runs in all three in turns, as a salesperson,
and is rolled back.
"""

import argparse
import gc
from collections import namedtuple
from statistics import median

from common import databases, leads, profiles, rooms
from common.report import number, print_machine, print_table, say, stopwatch
from common.settings import FULL, QUICK
from overhead_parts.operations import OPERATIONS

STOCK, IDLE, ACTIVE = SIDES = ("bench_stock", "bench_idle", "bench_active")
CONTEXT = {"lang": "en_US", "tz": "Europe/Brussels"}

Sample = namedtuple("Sample", "queries seconds")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with 20,000 leads, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(*SIDES, keep=options.keep):
        prepare(sizes)
        measure(options.quick)


def prepare(sizes):
    databases.create(STOCK)
    with databases.environment(STOCK) as env:
        leads.prepare(env)
    databases.copy(STOCK, ACTIVE)
    _add_data(STOCK, sizes)
    databases.copy(STOCK, IDLE)
    for database in (IDLE, ACTIVE):
        rooms.install(database)
    # Here the addon's own columns are filled too.
    _add_data(ACTIVE, sizes)
    with databases.environment(ACTIVE) as env:
        profiles.publish(env)
        say(f"Scored: {profiles.rescore(env)[1]}")
    for database in SIDES:
        databases.vacuum(database, "")


def _add_data(database, sizes):
    leads.add_customers(database, sizes.customers)
    leads.add_leads(database, 1, sizes.leads)


def measure(quick):
    report(take_rows(OPERATIONS, quick))


def take_rows(operations, quick):
    """Measure the operations in the three databases and return the rows of the table."""
    users = {}
    for side in SIDES:
        with databases.environment(side) as env:
            users[side] = env["res.users"].search([("login", "=", "bench1")]).id
    rows = []
    for operation in operations:
        say(f"{operation.label} …")
        rounds = max(operation.rounds // 10, 1) if quick else operation.rounds
        samples = {side: [] for side in SIDES}
        for round_number in range(-operation.warm_up, rounds):
            take_round(operation, users, samples, round_number)
        rows.append(make_row(operation.label, rounds, samples))
    return rows


def take_round(operation, users, samples, round_number):
    """Run the operation once in each database, beginning with another one every time."""
    first = round_number % len(SIDES)
    for side in SIDES[first:] + SIDES[:first]:
        sample = take_sample(operation, side, users[side], round_number)
        if round_number >= 0:
            samples[side].append(sample)


def take_sample(operation, side, user_id, round_number):
    with databases.environment(side, user_id, CONTEXT) as env:
        run = operation.prepare(env, round_number)
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        before = env.cr.sql_log_count
        with stopwatch() as watch:
            run()
            env.cr.flush()  # what a commit does before it commits, tracking messages included
        queries = env.cr.sql_log_count - before
        env.cr.rollback()
    return Sample(queries, watch.seconds)


def make_row(label, rounds, samples):
    queries = {side: median(s.queries for s in samples[side]) for side in SIDES}
    times = {side: 1000 * median(s.seconds for s in samples[side]) for side in SIDES}
    return [
        label,
        rounds,
        number(queries[STOCK]),
        f"+{queries[IDLE] - queries[STOCK]:.0f}",
        f"+{queries[ACTIVE] - queries[STOCK]:.0f}",
        f"{times[STOCK]:,.1f}",
        f"{times[IDLE]:,.1f}",
        f"{times[ACTIVE]:,.1f}",
        f"{compare(samples[IDLE], samples[STOCK]):+.1f} %",
        f"{compare(samples[ACTIVE], samples[STOCK]):+.1f} %",
    ]


def compare(samples, reference):
    """Return by how many percent the median round was slower than the same round of the
    reference."""
    ratios = [s.seconds / r.seconds for s, r in zip(samples, reference, strict=True)]
    return 100 * (median(ratios) - 1)


def report(rows):
    headers = ["operation", "rounds", "queries, stock", "idle", "published"]
    headers += ["ms, stock", "idle", "published", "idle", "published"]
    notes = (
        "Stock: crm and project without the addon. Idle: a copy of it with the addon "
        "installed, all rooms on and nothing configured. Published: the same leads, their "
        "firmographics filled in, "
        "scored by a published profile of ten criteria.",
        "Queries and milliseconds are medians. The percentages are medians of the ratio to "
        "stock within one round; the three databases take turns.",
        "Reads ask for the fields of the view that is installed, hence for the ICP badge too "
        "where the addon is there.",
    )
    print_table("Overhead for a salesperson", headers, rows, notes)


if __name__ == "__main__":
    main()
