"""A project that a sale order made is offered as the existing one, though this addon depends on no
addon of sales: a bridge comes by itself, also where everything but the bridge was there before."""

import pytest
from handover import ADMIN, begin, count_made, create, hand_over, make_template
from icp import press

NEIGHBOURS, BRIDGE = ("sale_crm", "sale_project"), "crm_playbook_sale_project"


@pytest.fixture(scope="module")
def server(shared_database):
    server = shared_database.start_server()
    for addon in NEIGHBOURS:
        press(server, "button_immediate_install", addon)
    make_template(server)
    return server


def sell(server, lead):
    """Confirm an order of a deal for a service that makes a project, and return the project."""
    [values] = server.execute("crm.lead", "read", [lead], ["partner_id"])
    product = create(
        server,
        "product.product",
        name="Onboarding",
        type="service",
        service_tracking="project_only",
    )
    order = create(
        server,
        "sale.order",
        partner_id=values["partner_id"][0],
        opportunity_id=lead,
        user_id=ADMIN,
        order_line=[(0, 0, {"product_id": product, "product_uom_qty": 1})],
    )
    server.execute("sale.order", "action_confirm", [order])
    [project] = server.execute("project.project", "search", [("sale_order_id", "=", order)])
    return project


def read_state(database):
    return database.value("SELECT state FROM ir_module_module WHERE name = %s", BRIDGE)


def update_from(database, version):
    """Update our addon as in a database that has had this version of it."""
    database.execute(
        "UPDATE ir_module_module SET latest_version = %s WHERE name = 'crm_playbook'", version
    )
    database.run_odoo("-u", "crm_playbook")


def test_the_bridge_comes_with_the_last_of_its_neighbours(shared_database, server):
    assert read_state(shared_database) == "installed"


def test_the_project_of_the_order_is_used_and_none_is_made(shared_database, server):
    seller = server.new_salesperson("seller")
    lead, handover, _dialog = begin(seller)
    project = sell(server, lead)
    dialog = create(seller, "crm.handover.wizard", handover_id=handover)
    fields = ["project_mode", "project_id"]
    [values] = seller.execute("crm.handover.wizard", "read", [dialog], fields)
    assert (values["project_mode"], values["project_id"][0]) == ("existing", project)

    hand_over(seller, dialog)

    [values] = server.execute("crm.handover", "read", [handover], ["project_id"])
    assert values["project_id"][0] == project
    assert count_made(shared_database, lead)[:2] == (1, 1)


def test_without_an_order_a_project_is_made_as_everywhere(shared_database, server):
    lead, _handover, dialog = begin(server)
    hand_over(server, dialog)
    assert count_made(shared_database, lead)[0] == 1


def test_an_update_brings_the_bridge_to_whom_has_its_neighbours(database):
    update_from(database, "19.0.1.2.0")
    assert read_state(database) == "uninstalled"
    # As it was before there was a bridge; and as it is after somebody has uninstalled it.
    database.run_odoo("-i", ",".join(NEIGHBOURS), "--skip-auto-install")
    database.run_odoo("-u", "crm_playbook")
    assert read_state(database) == "uninstalled"

    update_from(database, "19.0.1.2.0")

    assert read_state(database) == "installed"
    worker = database.start_worker()
    make_template(worker)
    lead, handover, _dialog = begin(worker)
    project = sell(worker, lead)
    dialog = create(worker, "crm.handover.wizard", handover_id=handover)
    [values] = worker.execute("crm.handover.wizard", "read", [dialog], ["project_id"])
    assert values["project_id"][0] == project
