"""What all rooms together cost where deals are shown: ``script/bench surface [--quick]``.

The same deals in three databases: stock crm, the addon with all rooms on and nothing configured,
the addon with every room in use. A column of cards, a list and a form are read in turns.
"""

import argparse

import overhead
from common import databases, leads, rooms
from common.report import print_machine, print_table, say
from gate_parts import criteria
from overhead import ACTIVE, IDLE, SIDES, STOCK
from stakeholder_parts import people
from surface_parts import use
from surface_parts.operations import OPERATIONS

DEALS, QUICK_DEALS = 20_000, 5_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with fewer rounds, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    options = parser.parse_args()
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(*SIDES, keep=options.keep):
        prepare(QUICK_DEALS if options.quick else DEALS)
        measure(options.quick)


def prepare(deals):
    databases.create(STOCK)
    with databases.environment(STOCK) as env:
        leads.prepare(env)
    leads.add_customers(STOCK, deals // 10)
    leads.add_leads(STOCK, 1, deals)
    people.add_contacts(STOCK)
    with databases.environment(STOCK) as env:
        criteria.plan_activities(env)
    use.leave_without_activity(STOCK)
    databases.copy(STOCK, IDLE)
    rooms.install(IDLE)
    databases.copy(IDLE, ACTIVE)
    use.use_rooms(ACTIVE)
    for database in SIDES:
        databases.vacuum(database, "")
    say("Ready.")


def measure(quick):
    rows = overhead.take_rows(OPERATIONS, quick)
    headers = ["operation", "rounds", "queries, stock", "idle", "in use"]
    headers += ["ms, stock", "idle", "in use", "idle", "in use"]
    notes = (
        "Stock: crm and project without the addon. Idle: the addon, all rooms on, nothing "
        "configured. In use: scored, ten criteria and one more that half of the deals miss, six "
        "people on nearly every deal, marks of next actions and of slow deals, a handover of "
        "every fourth deal.",
        "Queries and milliseconds are medians. The percentages are medians of the ratio to "
        "stock within one round; the three databases take turns.",
        "Each reads the fields of the view that is installed. What panels of the form ask for by "
        "requests of their own is not in it.",
    )
    print_table("All rooms where deals are shown", headers, rows, notes)


if __name__ == "__main__":
    main()
