"""What deal reviews cost: ``script/bench review [--quick] [--keep]``.

One team with 50,000 open deals of which every signal has something to say. Its review is
prepared, and the same deals are read, in turns; then cards and lists are read with and
without the mark of missing next actions, the digest of a morning is gathered, and the facts
beside one deal are read.
"""

import argparse
from collections import namedtuple

from common import databases, leads, profiles, rooms
from common.report import print_machine, say
from review_parts import history, marks, preparing
from stakeholder_parts import people

DATABASE = "bench_review"

# Two thirds of the deals are open. Messages are what the chatter holds besides.
Sizes = namedtuple("Sizes", "customers deals messages rounds")
FULL = Sizes(20_000, 75_500, 1_000_000, 9)
QUICK = Sizes(1_000, 7_500, 50_000, 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with 5,000 open deals, as a check")
    parser.add_argument("--keep", action="store_true", help="keep the database")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    databases.configure()
    print_machine(lambda statement: databases.sql("postgres", statement))
    with databases.dropped_afterwards(DATABASE, keep=options.keep):
        prepare(sizes)
        preparing.measure(DATABASE, sizes.rounds)
        marks.measure(DATABASE, sizes.rounds)


def prepare(sizes):
    databases.create(DATABASE)
    rooms.install(DATABASE)
    with databases.environment(DATABASE) as env:
        leads.prepare(env)
        history.add_criterion(env)
    leads.add_customers(DATABASE, sizes.customers)
    leads.add_leads(DATABASE, 1, sizes.deals)
    people.add_contacts(DATABASE)
    people.add_people(DATABASE)
    people.add_messages(DATABASE, sizes.messages, sizes.deals)
    history.add(DATABASE)
    with databases.environment(DATABASE) as env:
        profiles.publish(env)
        say(f"Scored: {profiles.rescore(env)[1]}")
    databases.vacuum(DATABASE, "")
    say("Ready.")


if __name__ == "__main__":
    main()
