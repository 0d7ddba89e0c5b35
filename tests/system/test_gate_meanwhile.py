"""Two people move one deal at the same moment, each in a transaction of their own."""

import time

import pytest
from gate import (
    FOUND,
    OFFERED,
    UNDERSTOOD,
    ask_for_phone,
    make_pipeline,
    new_deal,
    read_moves,
    read_stage,
)
from icp import wait_until
from processes import StepFailed

WAITING = """
    SELECT COUNT(*) FROM pg_stat_activity
     WHERE datname = CURRENT_DATABASE() AND wait_event_type = 'Lock'
"""
AT_WORK = """
    SELECT COUNT(*) FROM pg_stat_activity
     WHERE datname = CURRENT_DATABASE() AND state = 'idle in transaction'
"""


@pytest.fixture(scope="module")
def database(shared_database):
    return shared_database


@pytest.fixture(scope="module")
def here(database):
    return database.start_worker()


@pytest.fixture(scope="module")
def there(database):
    return database.start_worker()


@pytest.fixture(scope="module")
def pipeline(here):
    """A team and its stages; a deal only goes back from the last one with a reason."""
    team_id, stages = make_pipeline(here, back_needs_reason=True)
    ask_for_phone(here, stages[FOUND])
    return team_id, stages


@pytest.fixture
def meet(database, here, there, tmp_path):
    """Return a function that has one person write to a deal, and the other one before the
    first has committed; it returns when both have ended."""

    def write(deal_id, first, second):
        file = tmp_path / "saved"
        call = {"model": "crm.lead", "method": "write"}
        here.start_step("execute_slowly", until=file, commit=False, args=([deal_id], first), **call)
        wait_until(lambda: database.value(AT_WORK))
        time.sleep(0.5)  # until it has written all and waits for the file
        there.start_step("execute", args=([deal_id], second), **call)
        wait_until(lambda: database.value(WAITING))
        file.touch()
        here.wait()
        return there.wait()

    return write


def test_same_move_is_made_and_logged_once(database, here, pipeline, meet):
    team_id, stages = pipeline
    deal = new_deal(here, team_id, stages[FOUND], phone="1")
    target = {"stage_id": stages[UNDERSTOOD]}

    meet(deal, target, target)

    assert read_stage(database, deal) == stages[UNDERSTOOD]
    assert read_moves(database, deal) == [(stages[FOUND], stages[UNDERSTOOD], "forward")]


def test_second_is_judged_by_the_stage_that_the_first_one_reached(database, here, pipeline, meet):
    team_id, stages = pipeline
    deal = new_deal(here, team_id, stages[FOUND], phone="1")

    with pytest.raises(StepFailed, match="only goes back from Offered with a reason"):
        meet(deal, {"stage_id": stages[OFFERED]}, {"stage_id": stages[UNDERSTOOD]})

    assert read_stage(database, deal) == stages[OFFERED]
    assert read_moves(database, deal) == [(stages[FOUND], stages[OFFERED], "skip")]


def test_move_is_refused_when_the_evidence_is_taken_away_meanwhile(database, here, pipeline, meet):
    team_id, stages = pipeline
    deal = new_deal(here, team_id, stages[FOUND], phone="1")

    with pytest.raises(StepFailed, match="Phone is known"):
        meet(deal, {"phone": False}, {"stage_id": stages[UNDERSTOOD]})

    assert read_stage(database, deal) == stages[FOUND]
    assert read_moves(database, deal) == []
