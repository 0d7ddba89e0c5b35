"""Databases of their own, for tests that commit, install and uninstall."""

import configparser
import itertools
import os
import shutil
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from processes import Server, Worker, run_odoo
from psycopg2 import sql

PREFIX = "playbook_system_"
# Databases that script/test keeps: with what our addon depends on, and with our addon too.
PLAIN, WITH_PLAYBOOK = "PLAYBOOK_BASE", "PLAYBOOK_TEMPLATE"
# The groups of rooms, by the groups whose people see them.
ROOMS = {
    "base.group_user": ["handover", "icp_contact"],
    "sales_team.group_sale_salesman": [
        "coaching",
        "gate",
        "handover_deal",
        "icp",
        "review",
        "stakeholder",
    ],
}
_numbers = itertools.count(1)


def get_options():
    """Return the options of Odoo's configuration file."""
    config = configparser.RawConfigParser()
    config.read(os.environ["ODOO_RC"])
    return config["options"]


def get_filestore(name):
    return Path(get_options()["data_dir"], "filestore", name)


@contextmanager
def connected(name):
    """A cursor that commits every statement, outside of Odoo. The PG… variables say where."""
    with closing(psycopg2.connect(dbname=name)) as connection:
        connection.autocommit = True
        yield connection.cursor()


def drop(name):
    with connected("postgres") as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
    shutil.rmtree(get_filestore(name), ignore_errors=True)


class Database:
    """A copy of a database of ``script/test``, and the processes that work on it.

    :param origin: ``PLAIN`` or ``WITH_PLAYBOOK``
    :param logs: folder for what the processes log

    ``addons_path`` says where processes find addons.
    """

    def __init__(self, origin, logs):
        self.name = f"{PREFIX}{os.getpid()}_{next(_numbers)}"
        self.logs = logs
        self.processes = []
        self.addons_path = get_options()["addons_path"]
        template = os.environ[origin]
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with connected("postgres") as cursor:
            cursor.execute(statement.format(sql.Identifier(self.name), sql.Identifier(template)))
        # Files of a filestore never change, so copies of a database can share them.
        shutil.copytree(get_filestore(template), get_filestore(self.name), copy_function=os.link)
        # Only what a test starts shall run in it.
        self.execute("UPDATE ir_cron SET active = FALSE")

    def switch_rooms_on(self):
        """Switch all rooms on, before any process works on the database."""
        for people, names in ROOMS.items():
            self.execute(
                """INSERT INTO res_groups_implied_rel (gid, hid)
                   SELECT people.res_id, room.res_id
                     FROM ir_model_data AS people, ir_model_data AS room
                    WHERE people.module || '.' || people.name = %s
                      AND room.module = 'crm_playbook' AND room.name = ANY(%s)""",
                people,
                [f"group_playbook_{name}" for name in names],
            )

    def drop(self):
        for process in self.processes:
            process.kill()
        drop(self.name)

    def execute(self, statement, *parameters):
        with connected(self.name) as cursor:
            cursor.execute(statement, parameters or None)

    def rows(self, query, *parameters):
        """Return the committed rows of a query as a list of tuples."""
        with connected(self.name) as cursor:
            cursor.execute(query, parameters or None)
            return cursor.fetchall()

    def value(self, query, *parameters):
        [[value]] = self.rows(query, *parameters)
        return value

    def start_worker(self):
        return self._started(Worker(self.name, self._new_log("worker"), self.addons_path))

    def start_server(self, addons=None, cron_threads=0):
        """Start a server; ``addons`` is one more folder of addons for it, ``cron_threads`` is
        how many scheduled actions it runs at once."""
        folders = f"{self.addons_path},{addons}" if addons else self.addons_path
        options = [f"--addons-path={folders}"]
        log = self._new_log("server")
        return self._started(Server(self.name, log, *options, cron_threads=cron_threads))

    def run_odoo(self, *arguments):
        """Run Odoo on this database until it has done what the arguments say."""
        options = ["-d", self.name, f"--addons-path={self.addons_path}", "--stop-after-init"]
        run_odoo(self._new_log("odoo"), *options, *arguments)

    def _started(self, process):
        self.processes.append(process)
        return process

    def _new_log(self, kind):
        return Path(self.logs, f"{kind}-{next(_numbers)}.log")
