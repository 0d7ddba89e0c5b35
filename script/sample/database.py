"""Opens a database with Odoo's registry, or says in one sentence why that is not possible."""

from contextlib import contextmanager

import psycopg2
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config

from .errors import SampleError

ADDON = "crm_playbook"


@contextmanager
def open_database(name):
    """Yield an environment of the superuser; no other load into this database runs meanwhile.

    :raise SampleError: when there is no such database, or the addon is not installed in it
    """
    config.parse_config(["-d", name, "--log-level=warn"], setup_logging=True)
    _check_addon(name)
    with Registry(name).cursor() as cr:
        # Belongs to the connection, not to the transaction: it survives the commits.
        cr.execute("SELECT pg_try_advisory_lock(hashtext('crm_playbook_sample'))")
        if not cr.fetchone()[0]:
            raise SampleError(f'Another load into the database "{name}" is running.')
        try:
            yield Environment(cr, SUPERUSER_ID, {})
        except psycopg2.OperationalError as error:
            hint = "what was loaded stays, and the same command goes on from there"
            raise SampleError(
                f"The database stopped the load ({_reason(error)}): {hint}."
            ) from error


def _check_addon(name):
    try:
        with db_connect(name).cursor() as cr:
            state = _get_addon_state(cr)
    except psycopg2.OperationalError as error:
        raise SampleError(f'The database "{name}" cannot be opened: {_reason(error)}') from error
    if state not in ("installed", "to upgrade"):
        hint = f"script/odoo -d {name} -i {ADDON} --stop-after-init"
        raise SampleError(f'The database "{name}" lacks the addon {ADDON}; install it: {hint}')


def _get_addon_state(cr):
    cr.execute("SELECT to_regclass('ir_module_module') IS NOT NULL")
    if not cr.fetchone()[0]:
        return None
    cr.execute("SELECT state FROM ir_module_module WHERE name = %s", [ADDON])
    row = cr.fetchone()
    return row and row[0]


def _reason(error):
    """The sentence in PostgreSQL's answer; with several addresses tried, the last one."""
    lines = str(error).strip().splitlines()
    return lines[-1].removeprefix("FATAL:").strip() if lines else type(error).__name__
