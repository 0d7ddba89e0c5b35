"""A lead is scored by two transactions at the same time: it has one score all the same."""

from icp import LARGE, RICH, finish_pass, new_lead, publish, wait_until
from test_interrupted_rescoring import is_written

# Looks at the lead and at its customer, so that a change of either scores the lead.
CUSTOMER = LARGE._replace(domain=[("partner_id.employee_count", ">=", 50)])
GROUPS = ("crm.lead", "formatted_read_group", [], ["icp_tier"], ["__count", "icp_score:sum"])


def begin(database, tmp_path):
    """Return two workers, a lead, its customer, and the file that lets the first one commit."""
    one, other = database.start_worker(), database.start_worker()
    [customer] = one.execute("res.partner", "create", [{"name": "Northwind", "is_company": True}])
    lead = new_lead(one, partner_id=customer, type="opportunity")
    publish(one, CUSTOMER, RICH)
    finish_pass(database, one)
    return one, other, lead, customer, tmp_path / "enough"


def write_slowly(worker, file, model, record_id, values):
    call = {"model": model, "method": "write", "args": [[record_id], values]}
    worker.start_step("execute_slowly", until=file, commit=False, **call)


def find_groups(worker):
    return [(row["icp_tier"], row["__count"]) for row in worker.execute(*GROUPS)]


def test_two_changes(database, tmp_path):
    one, other, lead, customer, file = begin(database, tmp_path)
    write_slowly(one, file, "crm.lead", lead, {"annual_revenue": 9000})
    wait_until(lambda: is_written(database, "crm_icp_score"))

    other.execute("res.partner", "write", [customer], {"employee_count": 80})
    file.touch()
    one.wait()

    assert database.value("SELECT COUNT(*) FROM crm_icp_score") == 3
    assert [count for _tier, count in find_groups(other)] == [1]
    settle(database, one)
    assert find_groups(other) == [("a", 1)]


def test_a_change_and_a_pass(database, tmp_path):
    one, other, lead, _customer, file = begin(database, tmp_path)
    database.execute("DELETE FROM crm_icp_score")
    write_slowly(one, file, "crm.lead", lead, {"annual_revenue": 9000})
    wait_until(lambda: is_written(database, "crm_icp_score"))

    settle(database, other)
    file.touch()
    one.wait()

    assert database.value("SELECT COUNT(*) FROM crm_icp_score") == 2
    groups = other.execute(*GROUPS)
    assert [(row["__count"], row["icp_score:sum"]) for row in groups] == [(1, 40)]
    settle(database, other)
    assert database.rows("SELECT score, is_settled FROM crm_icp_score") == [(40, True)]


def settle(database, worker):
    """Run the nightly pass."""
    database.execute(
        """INSERT INTO ir_cron_trigger (cron_id, call_at)
           SELECT res_id, NOW() AT TIME ZONE 'UTC' - INTERVAL '1 minute' FROM ir_model_data
            WHERE module = 'crm_playbook' AND name = 'ir_cron_icp_rescore'"""
    )
    finish_pass(database, worker)
