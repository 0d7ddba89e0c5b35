"""A database that holds conditions which nobody could save: written by SQL, or saved before they
were checked. A server starts on it, lets people in and says what it leaves out."""

import json
import re
import urllib.request
import xmlrpc.client
from collections import namedtuple

import pytest
from icp import LARGE, new_lead, publish
from processes import TIMEOUT

NO_HIERARCHY = "[('tag_ids', 'child_of', 1)]"
UNUSABLE = (
    NO_HIERARCHY,
    "[('message_ids.no_such_field', '!=', False)]",
    "[('user_id.totp_secret', '=like', 'A%')]",
    "[('expected_revenue', '>', 'abc')]",
    "[('name', '=', 'a\\x00')]",
    "[(",
)
# Accepted by the domain editor; the model behind it has no date of creation.
FOLLOWERS = "[('message_follower_ids', '!=', False)]"
LOGIN, PASSWORD = "seller", "seller-of-the-test"
COLUMNS = (
    ("crm_stage_criterion", "domain"),
    ("crm_stage_criterion", "applies_domain"),
    ("crm_stakeholder_requirement", "applies_domain"),
    ("crm_icp_criterion", "domain"),
)

Restarted = namedtuple("Restarted", "server condition log")


@pytest.fixture(scope="module")
def seller(shared_database):
    """Configure every room, and return the id of a salesperson."""
    server = shared_database.start_server()
    [stage] = server.execute("crm.stage", "search", [], limit=1)
    [role] = server.execute("crm.stakeholder.role", "search", [], limit=1)
    asked = {"name": "Budget", "stage_id": stage, "kind": "condition", "state": "active"}
    server.execute("crm.stage.criterion", "create", [{**asked, "enforcement": "block"}])
    server.execute("crm.stakeholder.requirement", "create", [{"role_id": role}])
    publish(server, LARGE)
    name = [("module", "=", "sales_team"), ("name", "=", "group_sale_salesman")]
    [group] = server.execute("ir.model.data", "search_read", name, ["res_id"])
    values = {"name": "Seller", "login": LOGIN, "password": PASSWORD}
    values["group_ids"] = [(4, group["res_id"])]
    [user_id] = server.execute("res.users", "create", [values])
    server.kill()
    return user_id


@pytest.fixture(scope="module", params=[*UNUSABLE, FOLLOWERS])
def restarted(request, shared_database, seller):
    for table, column in COLUMNS:
        shared_database.execute(f"UPDATE {table} SET {column} = %s", request.param)
    server = shared_database.start_server()
    yield Restarted(server, request.param, server.read_log)
    server.kill()


def call(server, user_id, model, method, *args, **kwargs):
    """Call a method as the salesperson."""
    client = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/object", allow_none=True)
    return client.execute_kw(server.database, user_id, PASSWORD, model, method, args, kwargs)


def test_people_log_in(restarted, seller):
    server = restarted.server
    params = {"db": server.database, "login": LOGIN, "password": PASSWORD}
    request = urllib.request.Request(
        f"{server.url}/web/session/authenticate",
        json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        assert json.load(answer)["result"]["uid"] == seller


def test_salesperson_works_on_deals(restarted, seller):
    server = restarted.server
    values = {"name": "Deal", "type": "opportunity", "user_id": seller, "expected_revenue": 5}
    [deal] = call(server, seller, "crm.lead", "create", [values])
    contact = {"lead_id": deal, "placeholder_name": "The CFO"}
    call(server, seller, "crm.stakeholder", "create", [contact])
    stages = call(server, seller, "crm.stage", "search", [], limit=2)
    for stage in stages:
        call(server, seller, "crm.lead", "write", [deal], {"stage_id": stage})
    names = ["stage_id", "playbook_badges", "icp_score", "missing_role_ids", "stakeholder_health"]
    [found] = call(server, seller, "crm.lead", "read", [deal], names)
    call(server, seller, "crm.lead", "get_gate_panel", [deal])
    assert found["stage_id"][0] == stages[-1]
    assert bool(found["missing_role_ids"]) == (restarted.condition == FOLLOWERS)
    server.execute("crm.lead", "unlink", [deal])


def test_managers_are_told_what_is_left_out(restarted):
    server = restarted.server
    new_lead(server)
    for model in ("crm.stage.criterion", "crm.stakeholder.requirement", "crm.icp.profile"):
        records = server.execute(model, "search_read", [], ["condition_warning"])
        assert all(
            bool(record["condition_warning"]) == (restarted.condition != FOLLOWERS)
            for record in records
        )


def test_log_says_what_is_left_out_and_nothing_is_an_error(restarted, seller):
    server = restarted.server
    [deal] = call(server, seller, "crm.lead", "create", [{"name": "Deal", "user_id": seller}])
    server.execute("crm.stakeholder", "create", [{"lead_id": deal, "placeholder_name": "Ann"}])
    log = restarted.log()
    assert not re.search(r" (ERROR|CRITICAL) |Traceback", log), log[-4000:]
    for model in ("crm.stage.criterion", "crm.stakeholder.requirement", "crm.icp.criterion"):
        is_said = re.search(rf"{model} \d+ is left out", log)
        assert bool(is_said) == (restarted.condition != FOLLOWERS)
