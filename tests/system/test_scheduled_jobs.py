"""Scheduled actions as servers run them: two at once, killed, past a record that fails; and
people who do not notice that one is running."""

import re
import time
from contextlib import closing, contextmanager

import psycopg2
import pytest
from databases import connected
from due_work import JOBS, clear, obstruct, read_done
from handover import create
from icp import wait_until
from processes import StepFailed

# How long won deals stay in a stage is one statement: no record of it can be in the way. Questions
# that take long are somebody's own, and have no list of what was left out: test_background.
OTHERS = ("ir_cron_background", "ir_cron_stage_benchmark")
CALL = """UPDATE ir_cron SET active = TRUE, lastcall = NULL,
                             nextcall = NOW() AT TIME ZONE 'UTC' - INTERVAL '1 minute'
            FROM ir_model_data AS data
           WHERE data.model = 'ir.cron' AND data.module = 'crm_playbook'
             AND data.name NOT IN %s AND data.res_id = ir_cron.id"""
CALLED = """SELECT data.name, cron.failure_count, cron.active FROM ir_cron AS cron
              JOIN ir_model_data AS data ON data.model = 'ir.cron' AND data.res_id = cron.id
             WHERE data.module = 'crm_playbook' AND data.name NOT IN %s
               AND cron.lastcall IS NOT NULL"""
ASLEEP = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = %s"
FAULTS = """SELECT REPLACE(job.xml_id, 'crm_playbook.', '') FROM crm_playbook_job_fault AS fault
              JOIN crm_playbook_job AS job ON job.id = fault.job_id ORDER BY 1"""
IS_ON = """SELECT cron.active FROM ir_cron AS cron
             JOIN ir_model_data AS data ON data.model = 'ir.cron' AND data.res_id = cron.id
            WHERE data.name = %s"""

PAUSE = 0.5  # seconds between two calls of the servers


@pytest.fixture
def work(database):
    return database.start_worker().step("make_due_work")


def notify(database):
    """Wake the threads of all servers, as Odoo does."""
    with connected("postgres") as cursor:
        cursor.execute("SELECT pg_notify('cron_trigger', %s)", [database.name])


def run_jobs(database):
    """Let the servers run all jobs; return the names of those that fail or get switched off."""

    def are_done():
        notify(database)
        time.sleep(PAUSE)
        return len(database.rows(CALLED, OTHERS)) == len(JOBS)

    database.execute(CALL, OTHERS)
    wait_until(are_done)
    return [
        name
        for name, failures, is_active in database.rows(CALLED, OTHERS)
        if failures or not is_active
    ]


def get_failures(*servers):
    """Return what servers log when a job fails or cannot be tried."""
    expression = r".*(?:server action #\d+ failed|Exception in cron|processed no record).*"
    return [line for server in servers for line in re.findall(expression, server.read_log())]


def test_two_servers_work_around_what_cannot_be_worked_on(database, work):
    servers = [database.start_server(cron_threads=2) for _number in range(2)]
    obstruct(database, work, "raise")

    assert run_jobs(database) == []

    expected = {name: sorted(ids[::2]) for name, ids in work.items()}
    assert read_done(database, work) == expected
    assert [name for [name] in database.rows(FAULTS)] == sorted(JOBS)
    assert get_failures(*servers) == []

    clear(database)
    # The review that was left out is tried again in a week, or now.
    team = work["ir_cron_deal_review"][1]
    database.execute(
        "UPDATE crm_deal_review_plan SET date_next = NOW() AT TIME ZONE 'UTC' WHERE team_id = %s",
        team,
    )
    assert run_jobs(database) == []

    assert read_done(database, work) == {name: sorted(ids) for name, ids in work.items()}
    assert database.rows(FAULTS) == []
    assert get_failures(*servers) == []


def test_jobs_of_a_server_that_is_killed_are_finished_by_the_next_one(database, work):
    obstruct(database, work, "sleep")
    server = database.start_server(cron_threads=len(JOBS))
    database.execute(CALL, OTHERS)

    def are_all_asleep():
        notify(database)
        time.sleep(PAUSE)
        return len(database.rows(ASLEEP, database.name)) == len(JOBS)

    wait_until(are_all_asleep)
    server.kill()
    with connected("postgres") as cursor:
        cursor.execute(
            f"SELECT pg_terminate_backend(pid) FROM ({ASLEEP}) AS asleep", [database.name]
        )
    clear(database)

    server = database.start_server(cron_threads=2)
    assert run_jobs(database) == []

    assert read_done(database, work) == {name: sorted(ids) for name, ids in work.items()}
    assert database.rows(FAULTS) == []
    assert get_failures(server) == []


# --- people who do not notice ----------------------------------------------------------


@pytest.fixture(scope="module")
def leaders(shared_database):
    """Two workers, each with the login of a leader who may waive, and a deal of the team."""
    workers = [shared_database.start_worker() for _number in range(2)]
    groups = shared_database.rows(
        """SELECT res_id FROM ir_model_data
            WHERE name IN ('group_gate_waive', 'group_sale_salesman_all_leads')"""
    )
    odoo, found = workers[0], []
    for worker, login in zip(workers, ("leader_one", "leader_two"), strict=True):
        values = {"name": login, "login": login, "group_ids": [(4, *group) for group in groups]}
        user = create(odoo, "res.users", **values)
        team = create(odoo, "crm.team", name=login, user_id=user)
        deal = create(odoo, "crm.lead", name="Deal", type="opportunity", team_id=team)
        found.append((worker, login, deal))
    stage = shared_database.value("SELECT MIN(stage_id) FROM crm_lead")
    values = {"name": "Agreed", "stage_id": stage, "gate": "exit", "kind": "confirmation"}
    create(odoo, "crm.stage.criterion", **values)
    return found


@pytest.fixture
def waive(shared_database, leaders, tmp_path):
    """The first leader waives, with everything written and nothing committed until the file
    ``until`` appears. Returns both workers, what the second one is to do, and the file."""
    database = shared_database
    database.execute("UPDATE ir_cron SET active = FALSE")
    database.execute("DELETE FROM crm_stage_waiver")
    criterion = database.value("SELECT id FROM crm_stage_criterion")
    calls = [
        {
            "model": "crm.lead",
            "method": "action_waive_criteria",
            "args": [[deal], [criterion], "We know them"],
            "login": login,
        }
        for _worker, login, deal in leaders
    ]
    first, second = [worker for worker, _login, _deal in leaders]
    ready, until = tmp_path / "ready", tmp_path / "until"
    first.start_step("execute_and_hold", ready=ready, until=until, **calls[0])
    wait_until(ready.exists)
    yield first, second, calls[1], until
    until.touch()
    for worker in (first, second):
        if worker.is_busy and worker.process.poll() is None:
            worker.wait()


def count_waivers(database):
    return database.value("SELECT COUNT(*) FROM crm_stage_waiver")


def wait_for_waiver(database, worker):
    """Wait until the waiver of a worker is committed, or has failed."""
    wait_until(lambda: count_waivers(database) or worker.pipe.poll())
    assert count_waivers(database) == 1


def test_two_people_waive_at_the_same_moment(shared_database, waive):
    first, second, call, until = waive
    second.start_step("execute", **call)
    wait_for_waiver(shared_database, second)
    until.touch()
    second.wait()
    first.wait()
    assert count_waivers(shared_database) == 2
    assert shared_database.value(IS_ON, "ir_cron_gate_waivers")


@contextmanager
def run_by_somebody(database, name):
    """Hold the row of a job as Odoo's runner does."""
    with closing(psycopg2.connect(dbname=database.name)) as connection:
        connection.cursor().execute(f"{IS_ON} FOR NO KEY UPDATE OF cron", [name])
        yield


def test_settings_are_saved_while_jobs_run(shared_database, leaders):
    (odoo, _login, _deal), _other = leaders

    def save(**values):
        settings = create(odoo, "res.config.settings", **values)
        odoo.execute("res.config.settings", "execute", [settings])

    name = "ir_cron_next_action_digest"
    with run_by_somebody(shared_database, name):
        save(stage_age_factor=2)
        with pytest.raises(StepFailed, match="is running just now and cannot be switched"):
            save(next_action_digest=True)
    save(next_action_digest=True)
    with run_by_somebody(shared_database, name):
        save(next_action_digest=True, stage_age_factor=3)
    assert shared_database.value(IS_ON, name)


def test_who_waives_is_not_left_alone_by_somebody_who_is_taken_back(shared_database, waive):
    first, second, call, _until = waive
    second.start_step("execute", **call)
    wait_for_waiver(shared_database, second)
    first.kill()
    second.wait()
    assert count_waivers(shared_database) == 1
    assert shared_database.value(IS_ON, "ir_cron_gate_waivers")
