"""What scheduled jobs of all rooms share: being switched on, and going on past a record that
cannot be worked on.

Odoo holds the row of a job in ``ir_cron`` locked while the job runs, and refuses every write to
it meanwhile. So the row is written only where that changes something, and never by the job
itself.
"""

import logging
import sys
import threading
from contextlib import contextmanager
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Errors that only say that somebody else was faster.
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, LockError)
# So often, a second each time, is waited for somebody else who holds a job.
WAKE_TRIES = 3
WAKE_LATER = "UPDATE ir_cron SET active = TRUE WHERE id = %s AND active IS NOT TRUE"


# --- switching on and off ------------------------------------------------------------------


def wake(env, xml_id, now=False):
    """Switch a job on where it is off. Nobody is refused because of that: where somebody else
    holds the job just now, it is switched on after this transaction is committed.

    :param xml_id: XML id of the scheduled action; nothing happens where it was deleted
    :param now: let it run as soon as possible, not at its time
    """
    if job := _find(env, xml_id, is_on=False):
        try:
            is_free = _is_free(job)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            is_free = False
        if not is_free:
            cr = env.cr
            cr.postcommit.add(partial(_wake_later, cr.dbname, job.id, now))
            return
        job.active = True
    if now and (job := _find(env, xml_id, is_on=True)):
        job._trigger()


def switch(env, xml_id, is_on):
    """Switch a job on or off as a setting says, where it is not so already.

    :raise UserError: where the job runs just now, so that it cannot be switched
    """
    if job := _find(env, xml_id, is_on=not is_on):
        if not _is_free(job):
            raise UserError(
                env._(
                    "“%(job)s” is running just now and cannot be switched on or off. Save again "
                    "in a minute.",
                    job=job.name,
                )
            )
        job.active = is_on


def _find(env, xml_id, is_on):
    """Return a job if it is there and is on, or off; otherwise none. One query."""
    job_id = env["ir.model.data"]._xmlid_to_res_id(xml_id)
    # sudo: jobs are switched by what people do in a room and by its settings
    jobs = env["ir.cron"].sudo().with_context(active_test=False)
    return jobs.search([("id", "=", job_id), ("active", "=", is_on)])


def _is_free(job):
    """Tell whether nobody else holds a job, and keep others from it until the transaction ends.

    :raise psycopg2.errors.SerializationFailure: where somebody has changed it since this
        transaction began; the transaction can go on
    """
    query = SQL("SELECT id FROM ir_cron WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED", job.id)
    cr = job.env.cr
    with cr.savepoint(flush=False):
        cr.execute(query, log_exceptions=False)
        return bool(cr.fetchall())


def _wake_later(database, job_id, now):
    """Switch a job on in a transaction of its own. Who held it may have switched it on, or may
    have been taken back."""
    for _try in range(WAKE_TRIES):
        try:
            with Registry(database).cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '1s'")
                cr.execute(WAKE_LATER, [job_id], log_exceptions=False)
                if now:
                    api.Environment(cr, SUPERUSER_ID, {})["ir.cron"].browse(job_id)._trigger()
            return
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            continue
    _logger.warning("Scheduled action %s is held; it is switched on by its next use", job_id)


# --- somebody else is faster ---------------------------------------------------------------


class _ConflictsAside(logging.Filter):
    """Leaves out what this thread says of a conflict."""

    def __init__(self):
        super().__init__()
        self.thread = threading.get_ident()

    def filter(self, record):
        is_conflict = isinstance(sys.exc_info()[1], CONFLICTS)
        return not (is_conflict and record.thread == self.thread)


@contextmanager
def conflicts_aside():
    """Keep Odoo from logging the statements that meet a conflict, with all their values: who
    tries again says so in one line."""
    log, aside = logging.getLogger("odoo.sql_db"), _ConflictsAside()
    log.addFilter(aside)
    try:
        yield
    finally:
        log.removeFilter(aside)


# --- records that cannot be worked on ------------------------------------------------------


def try_work(env, work):
    """Return what a function returns, or None where it fails: nothing of it is kept then. A
    conflict with somebody else is raised."""
    try:
        with env.cr.savepoint():
            return work()
    except (psycopg2.InterfaceError, *CONFLICTS):
        raise
    except Exception:  # pylint: disable=broad-except
        return None


def work_apart(records, work, is_last_try=True, most=None):
    """Work on records all at once; where that fails on halves of them, down to the single
    record that cannot be worked on. Nothing of a failure is kept.

    :param work: function of records
    :param is_last_try: leave also those out that somebody else changes just now; otherwise
        such a conflict is raised, for the whole to be tried again in a new transaction
    :param most: of more failures than this the last one is raised: it is not a matter of
        single records then
    :return: list of ``(record, error)`` of those that failed
    """
    failed = []
    parts = [records] if records else []
    while parts:
        part = parts.pop()
        try:
            with part.env.cr.savepoint():
                work(part)
        except psycopg2.InterfaceError:
            raise  # the connection is gone, and with it whatever else could be tried
        except Exception as error:  # pylint: disable=broad-except
            if isinstance(error, CONFLICTS) and not is_last_try:
                raise
            if len(part) > 1:
                half = len(part) // 2
                parts += [part[half:], part[:half]]
                continue
            failed.append((part, error))
            if most is not None and len(failed) > most:
                raise
    return failed
