"""What stakeholder maps cost: ``script/bench stakeholder [--quick] [--keep]``.

The same deals, contacts and messages in three databases: stock crm, the addon without people
on any deal, the addon with a map on nearly every deal. Then maps are opened, and nights pass.
"""

import argparse
from collections import namedtuple

import overhead
from common import databases, leads, rooms
from common.report import print_machine, print_table, say
from overhead import ACTIVE, IDLE, SIDES, STOCK
from stakeholder_parts import night, opening, people, rendering
from stakeholder_parts.operations import OPERATIONS

Sizes = namedtuple("Sizes", "customers deals messages")
FULL = Sizes(20_000, 100_000, 3_000_000)
QUICK = Sizes(1_000, 5_000, 150_000)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with 5,000 deals, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    options = parser.parse_args()
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(*SIDES, keep=options.keep):
        prepare(QUICK if options.quick else FULL)
        night.measure(ACTIVE)
        opening.measure(ACTIVE, options.quick)
        rendering.measure(ACTIVE, options.quick)
        measure(options.quick)


def prepare(sizes):
    databases.create(STOCK)
    with databases.environment(STOCK) as env:
        leads.prepare(env)
    leads.add_customers(STOCK, sizes.customers)
    leads.add_leads(STOCK, 1, sizes.deals)
    people.add_contacts(STOCK)
    people.add_messages(STOCK, sizes.messages, sizes.deals)
    databases.copy(STOCK, IDLE)
    rooms.install(IDLE)
    databases.copy(IDLE, ACTIVE)
    people.add_people(ACTIVE)
    with databases.environment(ACTIVE) as env:
        _need_roles(env)
    for database in SIDES:
        databases.vacuum(database, "")
    say("Ready.")


def _need_roles(env):
    """Let every deal need two roles, as a company that uses maps has it."""
    roles = env["crm.stakeholder.role"].search([], limit=2)
    env["crm.stakeholder.requirement"].create([{"role_id": role.id} for role in roles])


def measure(quick):
    rows = overhead.take_rows(OPERATIONS, quick)
    headers = ["operation", "rounds", "queries, stock", "idle", "maps"]
    headers += ["ms, stock", "idle", "maps", "idle", "maps"]
    notes = (
        "Stock: crm and project without the addon. Idle: the addon, all rooms on, nobody on any "
        "deal. Maps: "
        "six people on nearly every deal, two roles needed.",
        "Queries and milliseconds are medians. The percentages are medians of the ratio to "
        "stock within one round; the three databases take turns.",
        "Cards and forms ask for the fields of the view that is installed, hence for the badges "
        "of all rooms where the addon is there.",
    )
    print_table("Stakeholder maps for a salesperson", headers, rows, notes)


if __name__ == "__main__":
    main()
