"""What is done to a profile through one server process holds in the other at once."""

import pytest
from icp import (
    FUNDED,
    LARGE,
    SMALL,
    archive,
    forget_everything,
    new_lead,
    publish,
    publish_next,
    read_score,
)


@pytest.fixture(scope="module")
def servers(shared_database):
    return shared_database.start_server(), shared_database.start_server()


@pytest.fixture(autouse=True)
def _clean(shared_database, servers):
    yield
    forget_everything(shared_database, servers[0])


def test_publication_scores_leads_in_the_other_server(servers):
    here, there = servers
    old = new_lead(there, employee_count=80)
    assert read_score(there, old) == (False, 0)

    profile = publish(here, LARGE)

    assert read_score(there, new_lead(there, employee_count=80)) == (profile, 100)
    there.execute("crm.lead", "write", [old], {"employee_count": 90})
    assert read_score(there, old) == (profile, 100)
    there.execute("crm.lead", "write", [old], {"employee_count": 10})
    assert read_score(here, old) == (profile, 0)


def test_version_with_the_same_field_is_followed_in_the_other_server(servers):
    here, there = servers
    profile = publish(here, LARGE)
    lead = new_lead(there, employee_count=80)
    assert read_score(there, lead) == (profile, 100)

    following = publish_next(here, profile, SMALL)

    there.execute("crm.lead", "write", [lead], {"employee_count": 70})
    assert read_score(there, lead) == (following, 0)
    assert read_score(there, new_lead(there, employee_count=20)) == (following, 100)


def test_version_with_another_field_is_followed_in_the_other_server(servers):
    here, there = servers
    profile = publish(here, LARGE)
    lead = new_lead(there, employee_count=80)
    assert read_score(there, lead) == (profile, 100)

    # No score depended on the budget when the other server set its models up.
    following = publish_next(here, profile, SMALL, FUNDED)

    there.execute("crm.lead", "write", [lead], {"budget": 500})
    assert read_score(there, lead) == (following, 40)
    there.execute("crm.lead", "write", [lead], {"budget": 100})
    assert read_score(here, lead) == (following, 0)


def test_archived_profile_scores_nothing_in_the_other_server(servers):
    here, there = servers
    profile = publish(here, LARGE)
    lead = new_lead(there, employee_count=80)
    assert read_score(there, lead) == (profile, 100)

    archive(here, profile)

    assert read_score(there, lead) == (False, 0)
    assert read_score(there, new_lead(there, employee_count=80)) == (False, 0)
    there.execute("crm.lead", "write", [lead], {"employee_count": 90})
    assert read_score(there, lead) == (False, 0)
