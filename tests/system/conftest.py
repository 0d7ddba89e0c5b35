from contextlib import contextmanager

import databases
import pytest


@contextmanager
def copied(origin, logs):
    copy = databases.Database(origin, logs)
    try:
        yield copy
    finally:
        copy.drop()


@pytest.fixture
def new_database(tmp_path):
    """A database with crm_playbook, as it is installed."""
    with copied(databases.WITH_PLAYBOOK, tmp_path) as copy:
        yield copy


@pytest.fixture
def database(new_database):
    """A database with crm_playbook, all rooms on, not configured."""
    new_database.switch_rooms_on()
    return new_database


@pytest.fixture(scope="module")
def shared_database(tmp_path_factory):
    """Same, for all tests of a file."""
    with copied(databases.WITH_PLAYBOOK, tmp_path_factory.mktemp("logs")) as copy:
        copy.switch_rooms_on()
        yield copy


@pytest.fixture(scope="module")
def plain_database(tmp_path_factory):
    """A database with what crm_playbook depends on that never heard of it, for all tests of a
    file."""
    with copied(databases.PLAIN, tmp_path_factory.mktemp("logs")) as copy:
        yield copy
