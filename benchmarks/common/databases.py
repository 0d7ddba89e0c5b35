"""Databases of a benchmark: created, copied, opened, vacuumed and dropped."""

import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

from .report import say

ODOO_CLI = Path(__file__).resolve().parents[2] / "script" / "lib" / "odoo_cli.py"
BASE, ADDON = "crm,project", "crm_playbook"
# A benchmark's own databases; nothing else is ever dropped.
PREFIX = "bench_"
# What the web client sends along with every request of a user.
WEB_CONTEXT = {"lang": "en_US", "tz": "Europe/Brussels"}
# Any number that no other program locks.
LOCK = 20251119


def configure():
    """Let Odoo read its configuration, with a log of errors only."""
    # Predictive scoring and the loading of an addon log what is no error here.
    options = ["-c", os.environ["PLAYBOOK_CONF"], "--no-http", "--log-level=error"]
    config.parse_config(options, setup_logging=True)


def sql(database, statement, *parameters):
    """Run one statement outside of Odoo and of any transaction; return its rows."""
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as cr:
            cr.execute(statement, parameters or None)
            return cr.fetchall() if cr.description else []


def vacuum(database, *tables):
    """Settle what earlier steps left behind, so that a timed one does not pay for it."""
    for table in tables:
        sql(database, f"VACUUM ANALYZE {table}")


def drop(*databases):
    for database in databases:
        if not database.startswith(PREFIX):
            raise ValueError(f"{database} is not a database of a benchmark")
        close_db(database)
        Registry.registries.pop(database, None)
        sql("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        shutil.rmtree(config.filestore(database), ignore_errors=True)


def copy(source, target):
    close_db(source)
    drop(target)
    sql("postgres", f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    if Path(config.filestore(source)).exists():
        # Files of a filestore never change, so that a copy can share them.
        shutil.copytree(config.filestore(source), config.filestore(target), copy_function=os.link)


def create(database):
    """Create a database with stock crm and project."""
    drop(database)
    sql(
        "postgres",
        f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'",
    )
    install(database, BASE)


def install(database, addons):
    """Install addons in a process of their own, as an administrator does.

    :return: its peak memory in bytes
    """
    say(f"Installing {addons} in {database} …")
    command = [sys.executable, str(ODOO_CLI), "-c", os.environ["PLAYBOOK_CONF"], "-d", database]
    command += ["-i", addons, "--no-http", "--stop-after-init", "--log-level=warn"]
    with subprocess.Popen(command, stdout=sys.stderr) as process:
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"Installing {addons} in {database} failed.")
    return usage.ru_maxrss * 1024


@contextmanager
def environment(database, user_id=SUPERUSER_ID, context=None):
    """Yield an environment on a new cursor, like a request: it obeys what other processes
    changed, commits in the end and tells them what it changed."""
    registry = Registry(database).check_signaling()
    with registry.cursor() as cr:
        yield Environment(cr, user_id, WEB_CONTEXT if context is None else context)
    registry.signal_changes()


@contextmanager
def dropped_afterwards(*databases, keep=False):
    """Drop the databases in the end, whatever happens, unless they are to be looked at. No
    other benchmark runs meanwhile: it would share the cores, and perhaps the databases."""
    with _turn():
        try:
            yield
        finally:
            if keep:
                say(f"Kept: {', '.join(databases)}")
            else:
                drop(*databases)


@contextmanager
def _turn():
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as cr:
            cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cr.fetchone()[0]:
                say("Another benchmark is running on this server; waiting for it …")
                cr.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
