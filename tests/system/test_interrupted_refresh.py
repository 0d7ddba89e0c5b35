"""A nightly pass over the maps of deals that is killed ends with the right facts."""

import pytest
from icp import wait_until
from test_interrupted_rescoring import is_written

DEALS, PER_BATCH = 6, 2
FACTS = "SELECT COALESCE(inbound_90, 0) FROM crm_stakeholder ORDER BY lead_id"
NOTED = "SELECT COUNT(*) FROM crm_stakeholder_refresh_fact"
PASSES = "SELECT done_count, date_end IS NOT NULL FROM crm_stakeholder_refresh ORDER BY id"

WAITING = """SELECT COUNT(*) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@pytest.fixture
def odoo(database):
    """A worker; each deal has a person who wrote without anybody noticing."""
    odoo = database.start_worker()
    contacts = odoo.execute(
        "res.partner", "create", [{"name": f"Person {number}"} for number in range(DEALS)]
    )
    deals = odoo.execute(
        "crm.lead", "create", [{"name": "Deal", "type": "opportunity"} for _contact in contacts]
    )
    people = zip(deals, contacts, strict=True)
    odoo.execute(
        "crm.stakeholder",
        "create",
        [{"lead_id": deal, "partner_id": contact} for deal, contact in people],
    )
    database.execute(
        """INSERT INTO mail_message (model, res_id, author_id, message_type, subtype_id, date,
                                     create_date, body)
           SELECT 'crm.lead', lead_id, partner_id, 'email', subtype.res_id,
                  NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC', 'bench'
             FROM crm_stakeholder, ir_model_data AS subtype
            WHERE subtype.module = 'mail' AND subtype.name = 'mt_comment'"""
    )
    return odoo


def refresh_until_killed(database, **where):
    worker = database.start_worker()
    worker.start_step("refresh_maps", batch_size=PER_BATCH, **where)
    worker.wait_for_death()


def get_facts(database):
    return [count for [count] in database.rows(FACTS)]


def test_killed_pass_goes_on_where_it_was_without_reading_again(database, odoo):
    refresh_until_killed(database, before=2)
    assert get_facts(database) == [1, 1, 0, 0, 0, 0]
    assert database.value(NOTED) == DEALS - PER_BATCH
    # What was read once is not needed again.
    database.execute("DELETE FROM mail_message WHERE body = 'bench'")

    odoo.step("refresh_maps", batch_size=PER_BATCH)

    assert get_facts(database) == [1] * DEALS
    assert database.rows(PASSES) == [(DEALS, True)]
    assert database.value(NOTED) == 0


def test_pass_that_was_killed_while_it_read_reads_again(database, odoo):
    refresh_until_killed(database, while_reading=True)
    assert get_facts(database) == [0] * DEALS

    odoo.step("refresh_maps", batch_size=PER_BATCH)

    assert get_facts(database) == [1] * DEALS
    assert database.rows(PASSES) == [(DEALS, True)]


def test_somebody_judges_a_person_meanwhile(database, odoo, tmp_path):
    """The batch is tried again; nothing of its statement comes into the log."""
    judge, file = database.start_worker(), tmp_path / "enough"
    person = database.value("SELECT MIN(id) FROM crm_stakeholder")
    call = {"model": "crm.stakeholder", "method": "action_judge", "args": [[person], "supporter"]}
    judge.start_step("execute_slowly", until=file, commit=False, **call)
    wait_until(lambda: is_written(database, "crm_stakeholder"))
    odoo.start_step("refresh_maps", batch_size=PER_BATCH)
    wait_until(lambda: database.value(WAITING))

    file.touch()
    judge.wait()
    odoo.wait()

    assert get_facts(database) == [1] * DEALS
    assert database.rows(PASSES) == [(DEALS, True)]
    judged = "SELECT attitude FROM crm_stakeholder WHERE id = %s"
    assert database.value(judged, person) == "supporter"
    assert "bad query" not in odoo.read_log()
