"""A published profile looks at a field that is gone."""

from collections import namedtuple

import machines
import pytest
from icp import (
    LARGE,
    Criterion,
    archive,
    find_wrong,
    finish_pass,
    new_lead,
    press,
    publish,
    read_score,
)

# Without the other criterion, that of the size gives all points.
LARGE_ONLY = LARGE._replace(weight=100)

Broken = namedtuple("Broken", "database profile servers")


@pytest.fixture(scope="module")
def servers(shared_database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("addons")
    machines.write_addon(folder)
    return [shared_database.start_server(addons=folder) for _number in range(2)]


@pytest.fixture(scope="module", params=["field removed by hand", "addon uninstalled"])
def broken(request, shared_database, servers):
    by_hand = request.param == "field removed by hand"
    name = add_field(servers[0]) if by_hand else add_addon(servers[0])
    profile = publish(servers[0], LARGE, Criterion([(name, ">", 3)], 40, None))
    for count, score in ((5, 100), (1, 60)):
        lead = new_lead(servers[1], employee_count=80, **{name: count})
        assert read_score(servers[1], lead) == (profile, score)
    if by_hand:
        fields = servers[0].execute("ir.model.fields", "search", [("name", "=", name)])
        servers[0].execute("ir.model.fields", "unlink", fields)
    else:
        press(servers[0], "button_immediate_uninstall", machines.NAME)
    yield Broken(shared_database, profile, servers)
    archive(servers[0], profile)


def add_field(server):
    [model] = server.execute("ir.model", "search", [("model", "=", "crm.lead")])
    values = {"name": "x_machine_count", "model_id": model, "ttype": "integer"}
    server.execute("ir.model.fields", "create", [values])
    return values["name"]


def add_addon(server):
    server.execute("ir.module.module", "update_list")
    press(server, "button_immediate_install", machines.NAME)
    return "machine_count"


def test_column_is_gone(broken):
    columns = """SELECT column_name FROM information_schema.columns
                  WHERE table_name = 'crm_lead' AND column_name LIKE '%machine_count'"""
    assert broken.database.rows(columns) == []


@pytest.mark.parametrize("number", [0, 1])
def test_running_servers_score_by_the_other_criteria(broken, number):
    server = broken.servers[number]
    lead = new_lead(server, employee_count=80)
    assert read_score(server, lead) == (broken.profile, 100)
    server.execute("crm.lead", "write", [lead], {"employee_count": 10})
    assert read_score(server, lead) == (broken.profile, 0)


def test_explanation_leaves_the_broken_criterion_out(broken):
    lead = new_lead(broken.servers[0], employee_count=80)
    lines = broken.servers[0].execute("crm.lead", "get_icp_explanation", [lead])
    assert [(line["name"], line["points"]) for line in lines] == [("Criterion 0", 100)]


def test_odoo_starts_and_rescores_by_the_other_criteria(broken):
    worker = broken.database.start_worker()
    new_lead(worker, employee_count=70)
    finish_pass(broken.database, worker)
    assert find_wrong(worker, broken.profile, LARGE_ONLY) == []
