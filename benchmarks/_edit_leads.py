"""A process that edits leads like a salesperson who never rests, until it gets SIGTERM:
``_edit_leads.py DATABASE`` prints a line ``start seconds error`` per edit.

It takes PostgreSQL's ``lock_timeout`` from the environment (PGOPTIONS), so that a wait for a
lock longer than that is an error that gets counted.
"""

import random
import signal
import sys
import time

import psycopg2
from common import databases

running = True


def main(database):
    databases.configure()
    with databases.environment(database) as env:
        salesperson = env["res.users"].search([("login", "=", "bench1")]).id
        industries = env["res.partner.industry"].search([]).ids
        last_id = (
            env["crm.lead"].with_context(active_test=False).search([], limit=1, order="id desc").id
        )
    signal.signal(signal.SIGTERM, stop)
    chance = random.Random(1)
    while running:
        lead_id = chance.randint(1, last_id)
        start, error = time.monotonic(), "-"
        try:
            edit(database, salesperson, lead_id, make_values(chance, industries))
        except psycopg2.Error as raised:
            error = type(raised).__name__
        print(start, time.monotonic() - start, error)


def stop(*_args):
    global running  # noqa: PLW0603
    running = False


def make_values(chance, industries):
    """Return values that criteria of the profile look at."""
    return {
        "employee_count": chance.randint(1, 1000),
        "annual_revenue": chance.randint(1, 10_000_000),
        "industry_id": chance.choice(industries),
    }


def edit(database, user_id, lead_id, values):
    """Write one lead in a transaction of its own, without the retries of a request."""
    with databases.environment(database, user_id) as env:
        env["crm.lead"].browse(lead_id).write(values)


if __name__ == "__main__":
    main(sys.argv[1])
