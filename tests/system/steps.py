"""What a ``Worker`` can be asked to do; each function gets an environment of the superuser."""

import itertools
import os
import signal
import time
from contextlib import ExitStack
from random import Random
from unittest.mock import patch

import psycopg2
from due_work import make_due_work  # noqa: F401  (a step)
from icp import LARGE, RICH, SMALL, publish_next
from transactions import run_like_request, run_once

from odoo.service.model import call_kw

ADMIN = 2
MODELS = "odoo.addons.crm_playbook.models"
BATCH_SIZE = f"{MODELS}.icp.crm_icp_rescoring.LEADS_PER_BATCH"
DEALS_PER_BATCH = f"{MODELS}.stakeholder.crm_stakeholder_refresh.DEALS_PER_BATCH"


def execute(env, model, method, args, kwargs=None, login=None):
    """Call a public method, as a client does: the administrator, or who has this login."""
    user = env["res.users"].search([("login", "=", login)]).id if login else ADMIN
    return call_kw(env(user=user)[model], method, args, kwargs or {})


def execute_as(env, login, model, method, args, kwargs=None):
    """Same as ``execute``, for somebody else."""
    user = env["res.users"].search([("login", "=", login)])
    return call_kw(env(user=user.id)[model], method, args, kwargs or {})


def execute_slowly(env, until, commit, **call):
    """Same as ``execute``, and be busy until the file ``until`` appears: with everything
    written, and committed when ``commit`` is set, but told to no other process."""
    result = execute(env, **call)
    env.flush_all()
    if commit:
        env.cr.commit()  # pylint: disable=invalid-commit
    _wait_for(until)
    return result


def execute_and_die(env, **call):
    """Same as ``execute``, and be killed with everything written and nothing committed."""
    execute(env, **call)
    env.flush_all()
    _stop(None)


def execute_and_hold(env, ready, until, **call):
    """Same as ``execute``, and say by the file ``ready`` that everything is written, with its
    locks held and nothing committed, until the file ``until`` appears."""
    result = execute(env, **call)
    env.flush_all()
    ready.touch()
    _wait_for(until)
    return result


def execute_behind(env, until, **call):
    """Same as ``execute``, in a transaction that saw the database before the file ``until``
    appeared. Tried again, as after a conflict, it sees what is there by then."""
    env.cr.execute("SELECT 1 FROM res_users LIMIT 1")
    _wait_for(until)
    return execute(env, **call)


def run_cron(env, batch_size, before=None, after=None, until=None):
    """Run the scheduled actions that are due, as a server's cron thread does.

    :param batch_size: leads per batch
    :param before: number of the batch before which to stop
    :param after: number of the batch after whose work, not yet committed, to stop
    :param until: file to wait for where it stops; without it, this process gets killed there
    """
    rescoring = env.registry["crm.icp.rescoring"]
    process_batch, numbers = rescoring._process_batch, itertools.count(1)

    def process_batch_and_stop(run):
        number = next(numbers)
        if number == before:
            _stop(until)
        processed = process_batch(run)
        run.env.flush_all()
        if number == after:
            _stop(until)
        return processed

    with ExitStack() as stack:
        stack.enter_context(patch(BATCH_SIZE, batch_size))
        stack.enter_context(patch.object(rescoring, "_process_batch", process_batch_and_stop))
        env["ir.cron"]._process_jobs(env.cr.dbname)


def refresh_maps(env, batch_size, before=None, while_reading=False):
    """Run the nightly pass over the maps of deals, as a server's cron thread does.

    :param batch_size: deals per batch
    :param before: number of the batch before which this process gets killed
    :param while_reading: kill it when the messages are read, before that is committed
    """
    refresh = env.registry["crm.stakeholder.refresh"]
    process_batch, gather, numbers = refresh._process_batch, refresh._gather, itertools.count(1)

    def process_batch_or_die(run):
        if next(numbers) == before:
            _stop(None)
        return process_batch(run)

    def gather_and_die(run):
        gather(run)
        run.env.flush_all()
        _stop(None)

    with ExitStack() as stack:
        stack.enter_context(patch(DEALS_PER_BATCH, batch_size))
        stack.enter_context(patch.object(refresh, "_process_batch", process_batch_or_die))
        if while_reading:
            stack.enter_context(patch.object(refresh, "_gather", gather_and_die))
        cron = env.ref("crm_playbook.ir_cron_stakeholder_refresh")
        cron.active = True
        cron._trigger()
        env.cr.commit()  # pylint: disable=invalid-commit
        env["ir.cron"]._process_jobs(env.cr.dbname)


def _stop(until):
    if until is None:
        os.kill(os.getpid(), signal.SIGKILL)
    _wait_for(until)


def _wait_for(path):
    while not path.exists():
        time.sleep(0.02)


# --- many edits while all leads are rescored -------------------------------------------


class _Here:
    """This process, for helpers that take a worker or a server."""

    def __init__(self, database):
        self.database = database

    def execute(self, model, method, *args, **kwargs):
        return run_like_request(
            self.database, execute, model=model, method=method, args=args, kwargs=kwargs
        )


def publish_and_rescore(env, profile_id, batch_size, until):
    """Publish versions and rescore all leads by them, in turns, until the file ``until``
    appears. Return the last version; its criteria are LARGE and RICH."""
    here = _Here(env.cr.dbname)
    while not until.exists():
        for criteria in ((SMALL, RICH), (LARGE, RICH)):
            profile_id = publish_next(here, profile_id, *criteria)
            run_cron(env, batch_size)
    return profile_id


def edit_leads(env, count):
    """Edit leads at random, as many people would; return the conflicts that they had."""
    random, conflicts = Random(7), []
    ids = env["crm.lead"].search([]).ids
    for _number in range(count):
        vals = {random.choice(["employee_count", "annual_revenue"]): random.randint(1, 9000)}
        try:
            run_once(env.cr.dbname, _edit, ADMIN, lead_id=random.choice(ids), vals=vals)
        except psycopg2.OperationalError as error:
            conflicts.append(str(error))
    return conflicts


def _edit(env, lead_id, vals):
    """Save a lead in one of the ways that a person has."""
    lead = env["crm.lead"].with_context(active_test=False).browse(lead_id)
    if lead_id % 10 == 0:
        lead.active = not lead.active
    elif lead_id % 10 == 1:
        lead.create({"name": "New", **vals})
    else:
        lead.write(vals)


def delete_leads(env, count):
    """Delete leads, each in a request of its own."""
    for lead_id in Random(7).sample(env["crm.lead"].search([]).ids, count):
        run_like_request(env.cr.dbname, _delete, lead_id=lead_id)


def _delete(env, lead_id):
    env["crm.lead"].browse(lead_id).unlink()
