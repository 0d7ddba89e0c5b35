"""What stage gates cost a salesperson: ``script/bench gate [--quick] [--keep]``.

The same deals in three databases: stock crm, the addon without criteria, the addon with a gate
of ten criteria of all kinds that every deal meets. Then the log of moves is filled from
tracking values.
"""

import argparse

import overhead
from common import databases, leads, rooms
from common.report import number, print_machine, print_table, say, stopwatch
from common.settings import FULL, QUICK
from gate_parts import backfill, criteria
from gate_parts.operations import OPERATIONS
from overhead import ACTIVE, IDLE, SIDES, STOCK

DEALS = 20_000
TRACKED = 1_000_000
QUICK_TRACKED = 50_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with fewer rounds, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    options = parser.parse_args()
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(*SIDES, keep=options.keep):
        prepare(QUICK if options.quick else FULL)
        measure(options.quick)
        measure_backfill(QUICK_TRACKED if options.quick else TRACKED)


def prepare(sizes):
    databases.create(STOCK)
    with databases.environment(STOCK) as env:
        leads.prepare(env)
    leads.add_customers(STOCK, min(sizes.customers, DEALS // 10))
    leads.add_leads(STOCK, 1, DEALS)
    with databases.environment(STOCK) as env:
        criteria.plan_activities(env)
    for database in (IDLE, ACTIVE):
        databases.copy(STOCK, database)
        rooms.install(database)
    with databases.environment(ACTIVE) as env:
        criteria.activate(env)
    for database in SIDES:
        databases.vacuum(database, "")


def measure(quick):
    rows = overhead.take_rows(OPERATIONS, quick)
    headers = ["operation", "rounds", "queries, stock", "idle", "gate"]
    headers += ["ms, stock", "idle", "gate", "idle", "gate"]
    notes = (
        "Stock: crm and project without the addon. Idle: the addon, all rooms on, without "
        "criteria. Gate: ten criteria of all kinds between the first two stages, which every deal "
        "meets.",
        "Queries and milliseconds are medians. The percentages are medians of the ratio to "
        "stock within one round; the three databases take turns.",
    )
    print_table("Stage gates for a salesperson", headers, rows, notes)


def measure_backfill(count):
    say(f"Adding {count:,} tracking values …")
    backfill.add_tracking(IDLE, count)
    with databases.environment(IDLE) as env, stopwatch() as watch:
        added = env["crm.stage.move"]._backfill()
    rows = [[number(count), number(added), f"{watch.seconds:,.1f}", backfill.get_peak_memory()]]
    headers = ["tracking values", "rows of the log", "seconds", "peak memory of the process"]
    print_table("Filling the log of moves", headers, rows)


if __name__ == "__main__":
    main()
