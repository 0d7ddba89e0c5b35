"""What a large database feels like: ``script/bench scale [--leads N] [--rounds N] [--keep]``.

Half a million leads, two thirds of them open, and every room in use. Each line is measured in a
process of its own. To add one, write a function in ``scale_parts/lines.py``.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from common import databases, leads, profiles, rooms
from common.report import print_machine, say
from review_parts import history
from scale_parts import lines, moves, report
from stakeholder_parts import people

DATABASE = "bench_scale"
WORKER = Path(__file__).resolve().parent / "_scale.py"
LEADS = 500_000
LEADS_PER_CUSTOMER = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=LEADS, help=f"by default {LEADS:,}")
    parser.add_argument("--rounds", type=int, default=5, help="of short operations")
    parser.add_argument("--keep", action="store_true", help=f"keep the database {DATABASE}")
    options = parser.parse_args()
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(DATABASE, keep=options.keep):
        prepare(options.leads)
        report.report(DATABASE, [measure(key, options.rounds) for key in lines.LINES])


def prepare(count):
    databases.create(DATABASE)
    rooms.install(DATABASE)
    with databases.environment(DATABASE) as env:
        leads.prepare(env)
        history.add_criterion(env)
    leads.add_customers(DATABASE, count // LEADS_PER_CUSTOMER)
    leads.add_leads(DATABASE, 1, count)
    people.add_contacts(DATABASE)
    people.add_people(DATABASE)
    people.add_messages(DATABASE, count, count)
    history.add(DATABASE)
    moves.add(DATABASE)
    with databases.environment(DATABASE) as env:
        profiles.publish(env)
        say(f"Scored: {profiles.rescore(env)[1]:,}")
    databases.vacuum(DATABASE, "")


def measure(key, rounds):
    say(f"Scale: {lines.LINES[key].label} …")
    command = [sys.executable, str(WORKER), DATABASE, key, str(rounds)]
    return {"key": key, **json.loads(subprocess.check_output(command, text=True))}


if __name__ == "__main__":
    main()
