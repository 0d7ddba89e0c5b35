"""Uninstalled after deals were handed over: what was made in other apps stays with its owners,
what is ours goes; installed again, the room begins anew. The same with a bridge installed."""

import pytest
from handover import begin, create, hand_over, make_template
from icp import press

NEIGHBOUR, BRIDGE = "helpdesk_mgmt", "crm_playbook_helpdesk_mgmt"
PROJECT = "SELECT name, partner_id, user_id FROM project_project WHERE id = %s"
TASKS = "SELECT name, date_deadline FROM project_task WHERE project_id = %s ORDER BY id"
FIELDS = "SELECT name FROM ir_model_fields WHERE model = %s AND starts_with(name, 'handover')"
TICKETS = "SELECT id, name, description, team_id, partner_id FROM helpdesk_ticket ORDER BY id"


@pytest.fixture(scope="module")
def database(plain_database):
    return plain_database


@pytest.fixture(scope="module")
def server(database):
    server = database.start_server()
    press(server, "button_immediate_install", "crm_playbook")
    press(server, "button_immediate_install", NEIGHBOUR)
    return server


@pytest.fixture(scope="module")
def handed_over(database, server):
    """Return the id of a project that was made together with a ticket."""
    team = create(server, "helpdesk.ticket.team", name="Onboarding")
    template = make_template(server)
    server.execute("crm.handover.template", "write", [template], {"helpdesk_team_id": team})
    _lead, handover, dialog = begin(server)
    hand_over(server, dialog)
    [values] = server.execute("crm.handover", "read", [handover], ["project_id", "ticket_id"])
    assert values["ticket_id"]
    return values["project_id"][0]


def read_made(database, project):
    return [database.rows(PROJECT, project), database.rows(TASKS, project), database.rows(TICKETS)]


def test_the_bridge_installs_itself_where_both_are_there(database, server):
    state = database.value("SELECT state FROM ir_module_module WHERE name = %s", BRIDGE)
    assert state == "installed"


def test_without_the_bridge_the_room_goes_on(database, server, handed_over):
    before = read_made(database, handed_over)
    press(server, "button_immediate_uninstall", BRIDGE)
    assert read_made(database, handed_over) == before
    assert database.rows(FIELDS, "helpdesk.ticket") == []
    seller = server.new_salesperson("seller")
    lead, _handover, dialog = begin(seller)
    hand_over(seller, dialog)
    [values] = seller.execute("crm.lead", "read", [lead], ["project_count", "handover_state"])
    assert (values["project_count"], values["handover_state"]) == (1, "submitted")


def test_project_and_ticket_stay_when_everything_is_uninstalled(database, server, handed_over):
    before = read_made(database, handed_over)
    press(server, "button_immediate_uninstall", "crm_playbook")
    assert read_made(database, handed_over) == before
    server.execute("project.project", "write", [handed_over], {"name": "Goes on"})
    gone = "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'crm_handover%%'"
    assert database.value(gone) == 0


def test_installed_once_more_it_hands_over_again(database, server, handed_over):
    press(server, "button_immediate_install", "crm_playbook")
    make_template(server)
    lead, _handover, dialog = begin(server)
    hand_over(server, dialog)
    [values] = server.execute("crm.lead", "read", [lead], ["project_count"])
    assert values["project_count"] == 1
    state = database.value("SELECT state FROM ir_module_module WHERE name = %s", BRIDGE)
    assert state == "installed"
