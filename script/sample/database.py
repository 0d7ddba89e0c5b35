"""Opens a database with Odoo's registry, or says in one sentence why that is not possible."""

from contextlib import contextmanager

import psycopg2

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config

from .errors import SampleError

ADDON = "crm_playbook"
# A lost connection is told in one sentence; the query it broke may be pages long.
QUIET_LOG = ["--log-level=warn", "--log-handler=odoo.sql_db:CRITICAL"]


@contextmanager
def open_database(name):
    """Yield an environment of the superuser; no other load into this database runs meanwhile.

    :raise SampleError: when there is no such database, or the addon is not installed in it
    """
    config.parse_config(["-d", name, *QUIET_LOG], setup_logging=True)
    _check_addon(name)
    try:
        with Registry(name).cursor() as cr:
            _take_lock(cr)
            env = Environment(cr, SUPERUSER_ID, {})
            yield env
            env.registry.signal_changes()  # a server on this database must forget what it cached
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        hint = "what was loaded stays, and the same command goes on from there"
        raise SampleError(f"The database stopped the load ({_reason(error)}): {hint}.") from error


def _take_lock(cr):
    # It belongs to the connection, not to the transaction, so it survives the commits.
    cr.execute("SELECT pg_try_advisory_lock(hashtext('crm_playbook_sample'))")
    if not cr.fetchone()[0]:
        raise SampleError(f'Another load into the database "{cr.dbname}" is running.')


def _check_addon(name):
    try:
        with db_connect(name).cursor() as cr:
            state = _get_addon_state(cr)
    except psycopg2.OperationalError as error:
        raise SampleError(f'The database "{name}" cannot be opened: {_reason(error)}.') from error
    if state is None:
        raise SampleError(f'The database "{name}" is not an Odoo database.')
    if state not in ("installed", "to upgrade"):
        hint = f"script/odoo -d {name} -i {ADDON} --stop-after-init"
        raise SampleError(f'The database "{name}" lacks the addon {ADDON}; install it: {hint}')


def _get_addon_state(cr):
    """Return the state of the addon; None in a database that is not Odoo's."""
    cr.execute("SELECT to_regclass('ir_module_module') IS NOT NULL")
    if not cr.fetchone()[0]:
        return None
    cr.execute("SELECT state FROM ir_module_module WHERE name = %s", [ADDON])
    row = cr.fetchone()
    return row[0] if row else "unknown"


def _reason(error):
    """What PostgreSQL says, without the address it was asked at."""
    lines = str(error).rpartition("FATAL:")[2].strip().splitlines()
    return lines[0].strip(" .") if lines else type(error).__name__
