"""People go on working with leads while all of them are rescored."""

from icp import LARGE, RICH, count_done, find_wrong, finish_pass, make_leads, publish, wait_until

LEADS, PER_BATCH, EDITS = 5000, 250, 300


def test_nobody_who_edits_meets_a_conflict(database, tmp_path):
    job, editor, edited = begin(database, tmp_path)

    conflicts = editor.step("edit_leads", count=EDITS)

    assert conflicts == []
    profile = end(database, job, edited)
    assert find_wrong(editor, profile, LARGE, RICH) == []


def test_leads_are_deleted_meanwhile(database, tmp_path):
    job, editor, deleted = begin(database, tmp_path)

    editor.step("delete_leads", count=EDITS)

    profile = end(database, job, deleted)
    assert find_wrong(editor, profile, LARGE, RICH) == []
    assert database.value("SELECT COUNT(*) FROM crm_icp_score") == LEADS - EDITS


def begin(database, tmp_path):
    """Have one worker rescore all leads again and again; return it, another worker, and the
    file that ends it."""
    make_leads(database, LEADS)
    job, editor, file = database.start_worker(), database.start_worker(), tmp_path / "enough"
    profile = publish(editor, LARGE, RICH)
    job.start_step("publish_and_rescore", profile_id=profile, batch_size=PER_BATCH, until=file)
    wait_until(lambda: count_done(database))
    return job, editor, file


def end(database, job, file):
    file.touch()
    profile = job.wait()
    finish_pass(database, job)
    assert "Traceback" not in job.read_log()
    return profile
