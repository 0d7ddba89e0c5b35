"""Killed, pressed twice or by two people at once: a deal is handed over once, or not at all."""

import pytest
from handover import (
    TASKS,
    begin,
    count_made,
    hand_over,
    make_template,
    open_dialog,
    read_state,
)
from icp import wait_until
from processes import StepFailed

NOTHING, ALL = (0, 0, 0), (1, 1, TASKS + 1)


@pytest.fixture(scope="module")
def database(shared_database):
    return shared_database


@pytest.fixture(scope="module")
def here(database):
    worker = database.start_worker()
    make_template(worker)
    return worker


@pytest.fixture(scope="module")
def there(database):
    return database.start_worker()


def press(dialog):
    return {"model": "crm.handover.wizard", "method": "action_hand_over", "args": ([dialog],)}


def test_killed_before_the_end_nothing_is_made_and_the_next_try_makes_all(database, here):
    lead, handover, dialog = begin(here)
    dying = database.start_worker()
    dying.start_step("execute_and_die", **press(dialog))
    dying.wait_for_death()
    assert count_made(database, lead) == NOTHING
    assert read_state(database, handover) == "draft"

    hand_over(here, dialog)

    assert count_made(database, lead) == ALL
    assert read_state(database, handover) == "submitted"


def test_while_one_hands_over_the_other_is_told_so(database, here, there, tmp_path):
    lead, handover, dialog = begin(here)
    other = open_dialog(there, handover)
    ready, until = tmp_path / "ready", tmp_path / "go"
    here.start_step("execute_and_hold", ready=ready, until=until, **press(dialog))
    wait_until(ready.exists)
    with pytest.raises(StepFailed, match="Somebody is handing over"):
        hand_over(there, other)
    assert count_made(database, lead) == NOTHING

    until.touch()
    here.wait()
    hand_over(there, other)

    assert count_made(database, lead) == ALL


def test_whoever_looked_before_the_other_had_committed_is_started_anew(
    database, here, there, tmp_path
):
    lead, handover, dialog = begin(here)
    other = open_dialog(there, handover)
    until = tmp_path / "go"
    there.start_step("execute_behind", until=until, **press(other))
    hand_over(here, dialog)
    until.touch()

    action = there.wait()

    assert action["res_model"] == "crm.handover"
    assert count_made(database, lead) == ALL


def test_pressed_again_in_another_process_nothing_more_is_made(database, here, there):
    lead, handover, dialog = begin(here)
    hand_over(here, dialog)
    hand_over(there, dialog)
    hand_over(there, open_dialog(there, handover))
    assert count_made(database, lead) == ALL
