"""Two people ask for the same, waive the same, or answer the same at the same moment."""

import time

import pytest
from gate import FOUND, ask_for_phone, make_pipeline, new_deal

OPEN_REQUESTS = "SELECT COUNT(*) FROM crm_lead_evidence WHERE activity_id IS NOT NULL"
ACTIVITIES = """SELECT COUNT(*) FROM mail_activity
                 WHERE active AND res_model = 'crm.lead' AND res_id = %s"""
DEBTS = "SELECT COUNT(*) FROM crm_stage_waiver WHERE state = 'open'"
STATES = "SELECT state, user_id, answer FROM crm_stage_waiver ORDER BY id"


@pytest.fixture
def deal(database):
    """Two workers, a deal before a gate, and its criterion."""
    one, other = database.start_worker(), database.start_worker()
    team_id, stages = make_pipeline(one)
    one.execute("crm.team", "write", [team_id], {"user_id": 2})
    [criterion_id] = ask_for_phone(one, stages[FOUND])
    return one, other, new_deal(one, team_id, stages[FOUND]), criterion_id


def do_at_once(workers, tmp_path, method, *args, **kwargs):
    """Let both be in the middle of the same at the same moment."""
    call = {"model": "crm.lead", "method": method, "args": args, "kwargs": kwargs}
    cross(workers, tmp_path, call, call)


def cross(workers, tmp_path, first, second):
    """Let the other begin the second call while the first one is under way."""
    one, other = workers
    file = tmp_path / "enough"
    one.start_step("execute_slowly", until=file, commit=False, **first)
    time.sleep(1)
    other.start_step("execute", **second)
    time.sleep(1)  # it waits for the first one
    file.touch()
    one.wait()
    other.wait()


def on_waiver(method, *args):
    return {"model": "crm.stage.waiver", "method": method, "args": args}


@pytest.fixture
def request_id(deal):
    """A waiver that is asked for."""
    one, _other, deal_id, criterion_id = deal
    one.execute("crm.lead", "action_request_waiver", [deal_id], [criterion_id], "Friday")
    [request_id] = one.execute("crm.stage.waiver", "search", [])
    return request_id


def test_an_approval_is_asked_once(database, deal, tmp_path):
    one, other, deal_id, criterion_id = deal
    one.execute(
        "crm.stage.criterion", "write", [criterion_id], {"kind": "approval", "approver": "leader"}
    )

    do_at_once((one, other), tmp_path, "action_request_approval", [deal_id], [criterion_id])

    assert database.value(OPEN_REQUESTS) == 1
    assert database.value(ACTIVITIES, deal_id) == 1


def test_a_criterion_is_waived_once_and_neither_is_refused(database, deal, tmp_path):
    one, other, deal_id, criterion_id = deal

    do_at_once((one, other), tmp_path, "action_waive_criteria", [deal_id], [criterion_id], "Friday")

    assert database.value(DEBTS) == 1


def test_a_waiver_is_asked_for_once_and_neither_is_refused(database, deal, tmp_path):
    one, other, deal_id, criterion_id = deal

    do_at_once((one, other), tmp_path, "action_request_waiver", [deal_id], [criterion_id], "Friday")

    assert [state for state, *_rest in database.rows(STATES)] == ["requested"]
    assert database.value(ACTIVITIES, deal_id) == 1


def test_who_answers_a_request_first_answers_it(database, deal, request_id, tmp_path):
    one, other, deal_id, _criterion_id = deal
    give, refuse = on_waiver("action_give", [request_id]), on_waiver("action_refuse", [request_id])
    refuse["kwargs"] = {"note": "Call first"}

    with pytest.raises(Exception, match="waits for no answer, reload the page"):
        cross((one, other), tmp_path, give, refuse)

    [(state, user_id, answer)] = database.rows(STATES)
    assert (state, bool(user_id), answer) == ("open", True, None)
    assert database.value(ACTIVITIES, deal_id) == 0
