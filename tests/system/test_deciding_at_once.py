"""Two people hold the same review, each in a process of their own."""

import pytest
from icp import wait_until


@pytest.fixture
def review(database):
    """A running review of one deal, two workers, and the ids of the review and its line."""
    one, other = database.start_worker(), database.start_worker()
    [team] = one.execute("crm.team", "create", [{"name": "Reviewed"}])
    values = {"name": "Line 4", "type": "opportunity", "team_id": team}
    one.execute("crm.lead", "create", [values])
    [review_id] = one.execute("crm.deal.review", "create", [{"team_id": team}])
    one.execute("crm.deal.review", "action_start", [review_id])
    line_id = database.value("SELECT id FROM crm_deal_review_line")
    return one, other, review_id, line_id


def is_locked(database, table, record_id):
    """Tell whether a transaction that is not over holds a row."""
    return not database.rows(
        f"SELECT id FROM {table} WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED", record_id
    )


def test_who_decides_first_decides(database, review, tmp_path):
    one, other, _review_id, line_id = review
    decide = {"model": "crm.deal.review.line", "method": "action_decide", "args": [[line_id]]}
    file = tmp_path / "enough"
    keep = {"decision": "keep", "revision": 0}
    one.start_step("execute_slowly", until=file, commit=False, **decide, kwargs=keep)
    wait_until(lambda: is_locked(database, "crm_deal_review_line", line_id))

    with pytest.raises(Exception, match="Somebody else is deciding on “Line 4” right now"):
        other.execute("crm.deal.review.line", "action_decide", [line_id], decision="lost")
    file.touch()
    one.wait()
    with pytest.raises(Exception, match="has decided on “Line 4” meanwhile: Keep"):
        other.execute(
            "crm.deal.review.line", "action_decide", [line_id], decision="lost", revision=0
        )

    assert database.value("SELECT decision FROM crm_deal_review_line") == "keep"
    assert database.value("SELECT won_status FROM crm_lead WHERE name = 'Line 4'") == "pending"


def test_a_review_is_finished_once(database, review, tmp_path):
    one, other, review_id, line_id = review
    one.execute("crm.deal.review.line", "action_decide", [line_id], decision="keep")
    finish = {"model": "crm.deal.review", "method": "action_finish", "args": [[review_id]]}
    file = tmp_path / "enough"
    one.start_step("execute_slowly", until=file, commit=False, **finish)
    wait_until(lambda: is_locked(database, "crm_deal_review", review_id))

    with pytest.raises(Exception, match="Somebody else is changing"):
        other.execute("crm.deal.review", "action_finish", [review_id])
    file.touch()
    one.wait()
    other.execute("crm.deal.review", "action_finish", [review_id])

    assert database.value("SELECT state FROM crm_deal_review") == "done"
    posted = "SELECT COUNT(*) FROM mail_message WHERE model = 'crm.lead' AND body LIKE %s"
    assert database.value(posted, "%Deal review%") == 1
    told = "SELECT COUNT(*) FROM mail_message WHERE subject LIKE %s"
    assert database.value(told, "Deal review:%") == 1
