"""Installing the addon on a live database: ``script/bench install [--quick] [--keep]``.

Once on a database without leads and once on one with a million: how much longer it takes, and
whether any existing row was rewritten.
"""

import argparse

from common import databases, leads
from common.report import MIB, number, print_machine, print_table, stopwatch
from common.settings import FULL, QUICK

EMPTY, FILLED = SIDES = ("bench_empty", "bench_filled")
# Tables that people filled and that the addon adds columns to or reads at install.
WATCHED = ("crm_lead", "res_partner", "crm_stage", "crm_team", "crm_tag_rel", "mail_message")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with few leads, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(*SIDES, keep=options.keep):
        prepare(sizes)
        installs = {database: install(database) for database in SIDES}
        report(installs, compare_rows())


def prepare(sizes):
    databases.create(EMPTY)
    databases.copy(EMPTY, FILLED)
    with databases.environment(FILLED) as env:
        leads.prepare(env)
    leads.add_customers(FILLED, sizes.customers)
    leads.add_leads(FILLED, 1, sizes.scale[-1])
    for table in WATCHED:
        databases.sql(FILLED, _remember(table))


def _remember(table):
    """Note where each row version lies, and by which transaction it was written. An update
    changes both, and a rewrite of the table replaces its file."""
    return f"""CREATE TABLE bench_place_{table} AS
               SELECT ctid AS place, xmin::text AS version, pg_relation_filenode('{table}') AS file
                 FROM {table}"""


def install(database):
    """Return ``(seconds, peak memory in bytes, leads)`` of an installation."""
    [[count]] = databases.sql(database, "SELECT count(*) FROM crm_lead")
    with stopwatch() as watch:
        peak = databases.install(database, databases.ADDON)
    return watch.seconds, peak, count


def compare_rows():
    """Return ``(table, rows before, rows rewritten, whether its file was replaced)``."""
    return [(table, *databases.sql(FILLED, _compare(table))[0]) for table in WATCHED]


def _compare(table):
    return f"""SELECT count(*),
                      count(*) FILTER (WHERE now_there.ctid IS NULL),
                      bool_or(before.file <> pg_relation_filenode('{table}'))
                 FROM bench_place_{table} AS before
            LEFT JOIN {table} AS now_there
                   ON now_there.ctid = before.place AND now_there.xmin::text = before.version"""


def report(installs, tables):
    rows = [
        [f"{number(count)} leads", f"{seconds:.1f}", number(peak / MIB)]
        for seconds, peak, count in installs.values()
    ]
    more = installs[FILLED][0] - installs[EMPTY][0]
    notes = [f"{more:+.1f} s for the leads that are there."]
    print_table("Installation", ["database", "seconds", "peak memory, MiB"], rows, notes)
    rows = [
        [f"`{table}`", number(count), number(rewritten), "yes" if replaced else "no"]
        for table, count, rewritten, replaced in tables
    ]
    headers = ["table", "rows before", "rewritten or gone", "file replaced"]
    print_table("Existing rows", headers, rows)


if __name__ == "__main__":
    main()
