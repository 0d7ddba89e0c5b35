"""What handovers cost: ``script/bench handover [--quick] [--keep]``.

The page of those who receive handovers against the task list of Odoo, each over the same number
of records; then whatever part lies next to it.
"""

import argparse
import importlib
import pkgutil

import handover_parts
from common import databases, leads, rooms
from common.report import print_machine, say
from handover_parts import page, records

DATABASE = "bench_handover"
FULL, QUICK = 100_000, 5_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with 5,000 handovers, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the database")
    options = parser.parse_args()
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(DATABASE, keep=options.keep):
        prepare(QUICK if options.quick else FULL)
        page.measure(DATABASE, options.quick)
        for part in _get_further_parts():
            part.measure(DATABASE, quick=options.quick)


def prepare(count):
    databases.create(DATABASE)
    rooms.install(DATABASE)
    with databases.environment(DATABASE) as env:
        leads.prepare(env)
        records.prepare(env)
    leads.add_customers(DATABASE, count // 5)
    records.add_handovers(DATABASE, count)
    records.add_tasks(DATABASE, count)
    databases.vacuum(DATABASE, "")
    say("Ready.")


def _get_further_parts():
    """Return the parts that measure something on the same database."""
    names = [module.name for module in pkgutil.iter_modules(handover_parts.__path__)]
    parts = [importlib.import_module(f"handover_parts.{name}") for name in names]
    return [part for part in parts if hasattr(part, "measure") and part is not page]


if __name__ == "__main__":
    main()
