"""Two people take the same step on a handover at the same moment: it is taken once."""

import pytest
from handover import create
from icp import new_lead, wait_until
from processes import StepFailed

BLOCKED = """SELECT COUNT(*) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@pytest.fixture
def workers(database):
    return database.start_worker(), database.start_worker()


@pytest.fixture
def handover(workers):
    """A draft whose seller and receiver is the administrator."""
    first, _second = workers
    lead = new_lead(first)
    [user] = first.execute("res.users", "search", [("login", "=", "admin")])
    handover = create(first, "crm.handover", lead_id=lead)
    first.execute("crm.handover", "write", [handover], {"to_user_id": user})
    return handover


def take_at_once(database, workers, path, *steps):
    """Let the second worker take its step while the first has taken one and not yet committed;
    return what the second is told."""
    first, second = workers
    calls = [{"model": "crm.handover", "method": method, "args": args} for method, *args in steps]
    ready, until = path / "ready", path / "until"
    first.start_step("execute_and_hold", ready=ready, until=until, **calls[0])
    wait_until(ready.exists)
    second.start_step("execute", **calls[1])
    wait_until(lambda: database.value(BLOCKED))
    until.touch()
    first.wait()
    with pytest.raises(StepFailed) as refusal:
        second.wait()
    return str(refusal.value)


def test_a_packet_submitted_twice_at_once_is_submitted_once(database, workers, handover, tmp_path):
    step = ("action_submit", [handover])

    told = take_at_once(database, workers, tmp_path, step, step)

    assert "submitted by somebody else just now" in told
    assert database.value("SELECT COUNT(*) FROM crm_handover_version") == 1
    assert database.value("SELECT COUNT(*) FROM mail_activity WHERE active") == 1


def test_of_acceptance_and_return_at_once_the_first_counts(database, workers, handover, tmp_path):
    workers[0].execute("crm.handover", "action_submit", [handover])
    accept = ("action_accept", [handover])
    give_back = ("action_return", [handover], ["scope_unclear"], "x")

    told = take_at_once(database, workers, tmp_path, accept, give_back)

    assert "is Accepted" in told
    assert database.value("SELECT state FROM crm_handover") == "accepted"
    assert database.value("SELECT COUNT(*) FROM crm_handover_return") == 0
