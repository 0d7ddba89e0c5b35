"""A pass over all leads that is killed, replaced or overtaken ends with the right scores."""

import pytest
from icp import (
    FUNDED,
    LARGE,
    RICH,
    SMALL,
    archive,
    count_done,
    find_wrong,
    finish_pass,
    forget_everything,
    make_leads,
    new_version,
    publish,
    publish_next,
    read_passes,
    wait_until,
)

LEADS, PER_BATCH = 3000, 100


@pytest.fixture(scope="module")
def database(shared_database):
    return shared_database


@pytest.fixture(scope="module")
def here(database):
    return database.start_worker()


@pytest.fixture(scope="module")
def there(database):
    return database.start_worker()


@pytest.fixture
def leads(database, here):
    """Yield the ids of the leads, oldest first."""
    make_leads(database, LEADS)
    yield [lead_id for [lead_id] in database.rows("SELECT id FROM crm_lead ORDER BY id")]
    forget_everything(database, here)


def run_cron_until_killed(database, **where):
    worker = database.start_worker()
    worker.start_step("run_cron", batch_size=PER_BATCH, **where)
    worker.wait_for_death()


@pytest.fixture
def slowly(tmp_path):
    """Return a function that starts a call that, done, keeps its process busy; it returns
    the file that ends that."""

    def start(worker, model, method, *args, commit=False):
        file = tmp_path / "saved"
        call = {"model": model, "method": method, "args": args}
        worker.start_step("execute_slowly", until=file, commit=commit, **call)
        return file

    return start


@pytest.fixture
def halted(database, tmp_path):
    """Return a function that has a worker stop in the middle of the pass, and a file that
    lets it go on."""
    file = tmp_path / "go on"

    def halt(worker):
        worker.start_step("run_cron", batch_size=PER_BATCH, before=3, until=file)
        wait_until(lambda: count_done(database) == 2 * PER_BATCH)

    return halt, file


def test_killed_pass_goes_on_where_it_was(database, leads, here):
    profile = publish(here, LARGE, RICH)
    run_cron_until_killed(database, after=3)
    assert count_done(database) == 2 * PER_BATCH
    run_cron_until_killed(database, before=6)
    assert count_done(database) == 7 * PER_BATCH
    [(only_pass, _state, _count)] = read_passes(database)

    finish_pass(database, here)

    assert read_passes(database) == [(only_pass, "done", LEADS)]
    assert find_wrong(here, profile, LARGE, RICH) == []
    counts = "SELECT COUNT(*), COUNT(DISTINCT lead_id) FROM crm_icp_score"
    assert database.rows(counts) == [(LEADS, LEADS)]


def test_publication_in_the_middle_of_a_pass_wins(database, leads, here, there, halted):
    halt, go_on = halted
    profile = publish(there, LARGE, RICH)
    halt(here)

    following = publish_next(there, profile, SMALL, FUNDED)

    go_on.touch()
    here.wait()
    finish_pass(database, here)
    assert find_wrong(here, following, SMALL, FUNDED) == []


def test_archiving_in_the_middle_of_a_pass_leaves_no_score(database, leads, here, there, halted):
    halt, go_on = halted
    profile = publish(there, LARGE, RICH)
    halt(here)

    archive(there, profile)

    go_on.touch()
    here.wait()
    finish_pass(database, here)
    assert database.value("SELECT COUNT(*) FROM crm_icp_score") == 0


def test_pass_does_not_wait_for_whoever_publishes(database, leads, here, there, halted, slowly):
    halt, go_on = halted
    profile = publish(there, LARGE, RICH)
    draft = new_version(there, profile, SMALL, FUNDED)
    halt(here)
    published = slowly(there, "crm.icp.profile", "action_publish", [draft])
    wait_until(lambda: is_written(database, "crm_icp_rescoring"))

    go_on.touch()
    here.wait()

    assert count_done(database) == LEADS
    published.touch()
    there.wait()
    finish_pass(database, here)
    assert find_wrong(here, draft, SMALL, FUNDED) == []


def test_publication_that_others_hear_of_late_is_obeyed(database, leads, here, there, slowly):
    """A process learns of a publication a moment after it is committed; the pass may begin
    in between."""
    profile = publish(there, LARGE, RICH)
    finish_pass(database, here)
    draft = new_version(there, profile, SMALL, FUNDED)
    go_on = slowly(there, "crm.icp.profile", "action_publish", [draft], commit=True)
    wait_until(lambda: len(read_passes(database)) == 2)

    finish_pass(database, here)

    go_on.touch()
    there.wait()
    assert find_wrong(here, draft, SMALL, FUNDED) == []


def test_lead_saved_by_the_profile_of_before_is_scored_again(database, leads, here, there, slowly):
    """Somebody saves a lead slowly; before that is committed a version is published and the
    pass has gone by that lead."""
    profile = publish(there, LARGE, RICH)
    finish_pass(database, here)
    draft = new_version(there, profile, SMALL, FUNDED)
    go_on = slowly(here, "crm.lead", "write", leads[:1], {"employee_count": 70})
    wait_until(lambda: is_written(database, "crm_icp_score"))
    # A newer score than that one is there before the publication.
    there.execute("crm.lead", "write", leads[-1:], {"employee_count": 80})
    there.execute("crm.icp.profile", "action_publish", [draft])
    run_cron_until_killed(database, before=3)

    go_on.touch()
    here.wait()
    finish_pass(database, there)

    assert find_wrong(there, draft, SMALL, FUNDED) == []


def is_written(database, table):
    """Whether somebody has written to a table and not committed yet."""
    return database.value(
        """SELECT EXISTS (SELECT FROM pg_locks WHERE mode = 'RowExclusiveLock'
                             AND relation = %s::regclass)""",
        table,
    )
