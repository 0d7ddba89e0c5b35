"""Speed of the ICP rescoring: ``script/bench icp [speed|scale|editing] [--quick] [--keep]``.

speed    one pass over all leads against Odoo's own predictive scoring of the same leads
scale    passes over a growing number of leads, and the memory of the process that runs them
editing  leads that another process edits while a pass runs, against the same without a pass
"""

import argparse

from common import databases, leads, rooms
from common.report import print_machine
from common.settings import FULL, QUICK
from icp_parts import editing, scale, speed

DATABASE = "bench_icp"
SECTIONS = ("speed", "scale", "editing")


def main():
    options = parse_options()
    sizes = QUICK if options.quick else FULL
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(DATABASE, keep=options.keep):
        prepare(sizes)
        measure(SECTIONS if options.section == "all" else [options.section], sizes)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("section", nargs="?", choices=[*SECTIONS, "all"], default="all")
    parser.add_argument("--quick", action="store_true", help="with 20,000 leads, as a check")
    parser.add_argument("--keep", action="store_true", help=f"keep the database {DATABASE}")
    return parser.parse_args()


def prepare(sizes):
    databases.create(DATABASE)
    rooms.install(DATABASE)
    with databases.environment(DATABASE) as env:
        leads.prepare(env)
    leads.add_customers(DATABASE, sizes.customers)


def measure(sections, sizes):
    """Let the database grow as far as needed and run each section at its size."""
    present, rows = 0, []
    for count in sizes.scale if "scale" in sections else (sizes.leads,):
        leads.add_leads(DATABASE, present + 1, count)
        present = count
        if "scale" in sections:
            rows.append(scale.measure(DATABASE, count))
        if "speed" in sections and count == sizes.leads:
            speed.run(DATABASE)
        if "editing" in sections and count == sizes.leads:
            editing.run(DATABASE)
    if rows:
        scale.report(rows)


if __name__ == "__main__":
    main()
