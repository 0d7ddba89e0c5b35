"""Uninstalling after everything was used, on a server that goes on."""

from collections import namedtuple

import pytest
from icp import FUNDED, LARGE, finish_pass, new_lead, press, publish, read_score
from switches import save_settings, switch_on
from traces import get_differences, read_records, read_schema

FACTS = {"employee_count": 80, "annual_revenue": 9000, "budget": 500}

Uninstalled = namedtuple("Uninstalled", "database server schema records")


@pytest.fixture(scope="module")
def uninstalled(plain_database):
    """Install, use and uninstall; with what is different from before the install."""
    server = plain_database.start_server()
    # The database may be older than some addon next to ours, which is listed from now on.
    server.execute("ir.module.module", "update_list")
    customer = create(server, "res.partner", name="Northwind", is_company=True)
    create(server, "res.users", name="Seller", login="seller")
    leads = [new_lead(server, partner_id=customer), new_lead(server)]
    save_settings(server)  # Odoo writes down what stands there, changed or not
    before = read_schema(plain_database), read_records(plain_database)
    press(server, "button_immediate_install", "crm_playbook")
    switch_on(server)
    use_everything(plain_database, server, customer, leads)
    press(server, "button_immediate_uninstall", "crm_playbook")
    after = read_schema(plain_database), read_records(plain_database)
    return Uninstalled(plain_database, server, *map(get_differences, before, after))


def test_schema_is_that_of_before_the_install(uninstalled):
    assert uninstalled.schema == {}


def test_no_record_is_left_behind_and_none_is_missing(uninstalled):
    assert uninstalled.records == {}


def test_server_goes_on_without_the_addon(uninstalled):
    lead = new_lead(uninstalled.server, partner_name="Acorn")
    uninstalled.server.execute("crm.lead", "write", [lead], {"partner_name": "Acorn Works"})
    [values] = uninstalled.server.execute("crm.lead", "read", [lead], ["partner_name"])
    assert values["partner_name"] == "Acorn Works"


def test_installed_once_more_it_scores_again(uninstalled):
    press(uninstalled.server, "button_immediate_install", "crm_playbook")
    switch_on(uninstalled.server, "icp")
    profile = publish(uninstalled.server, LARGE)
    lead = new_lead(uninstalled.server, employee_count=80)
    assert read_score(uninstalled.server, lead) == (profile, 100)


def create(server, model, **values):
    [record_id] = server.execute(model, "create", [values])
    return record_id


def use_everything(database, server, customer, leads):
    fill_firmographics(server, customer, leads)
    use_gates(server, leads[0])
    use_stakeholders(server, customer, leads[0])
    use_coaching(server, leads[0])
    use_handovers(server, leads[0])
    server.execute("ir.config_parameter", "set_param", "crm_playbook.icp_backtest_months", "24")
    profile = publish(server, LARGE, FUNDED)
    server.execute("crm.icp.profile", "action_simulate", [profile])
    finish_pass(database, database.start_worker())
    assert read_score(server, leads[0]) == (profile, 100)


def fill_firmographics(server, customer, leads):
    facts = {
        **FACTS,
        "industry_id": server.execute("res.partner.industry", "search", [], limit=1)[0],
        "use_case_id": create(server, "crm.use.case", name="Line control"),
        "buying_trigger_ids": [(4, create(server, "crm.buying.trigger", name="New factory"))],
    }
    server.execute("res.partner", "write", [customer], facts)
    server.execute("crm.lead", "write", leads, facts)


def use_gates(server, lead):
    """Move a deal on with something confirmed and something waived."""
    first, second = server.execute("crm.stage", "search", [], limit=2)
    asked = {"stage_id": first, "kind": "confirmation", "enforcement": "block"}
    confirmed, waived = (
        create(server, "crm.stage.criterion", name=name, **asked) for name in ("Budget", "Need")
    )
    server.execute("crm.stage.criterion", "action_activate", [confirmed, waived])
    server.execute("crm.lead", "write", [lead], {"stage_id": first})
    server.execute("crm.lead", "action_confirm_criterion", [lead], confirmed)
    server.execute("crm.lead", "action_waive_criteria", [lead], [waived], "They told us")
    server.execute("crm.lead", "write", [lead], {"stage_id": second})
    assert server.execute("crm.lead", "read", [lead], ["stage_id"])[0]["stage_id"][0] == second


def use_stakeholders(server, customer, lead):
    """Map a deal on which somebody is missing, with a stage that asks for them."""
    [role] = server.execute("crm.stakeholder.role", "search", [], limit=1)
    large = "[('partner_id.employee_count', '>', 50)]"
    create(server, "crm.stakeholder.requirement", role_id=role, applies_domain=large)
    asked = {"stage_id": server.execute("crm.stage", "search", [], limit=1)[0], "kind": "roles"}
    create(server, "crm.stage.criterion", name="Met", role_ids=[(4, role)], **asked)
    ann, cfo = (
        create(server, "crm.stakeholder", lead_id=lead, **values)
        for values in ({"partner_id": customer}, {"placeholder_name": "The CFO"})
    )
    server.execute("crm.stakeholder", "write", [ann], {"reports_to_id": cfo})
    server.execute("crm.stakeholder", "write", [ann], {"conflict_ids": [(4, cfo)]})
    server.execute("crm.stakeholder", "action_judge", [ann], "champion", 4, "Said so")
    [found] = server.execute("crm.lead", "read", [lead], ["stakeholder_health", "missing_role_ids"])
    assert (found["stakeholder_health"], found["missing_role_ids"]) == ("red", [role])


def use_coaching(server, lead):
    """Share a note with a file, a rating and an action, and keep notes for a while."""
    [me] = server.execute("res.users", "search", [("login", "=", "admin")])
    [seller] = server.execute("res.users", "search", [("login", "=", "seller")])
    note = create(
        server,
        "crm.coaching.note",
        coach_id=me,
        coachee_id=seller,
        lead_id=lead,
        observation="Talked a lot",
        action_ids=[(0, 0, {"name": "Listen"})],
    )
    [skill] = server.execute("crm.coaching.skill", "search", [], limit=1)
    create(server, "crm.coaching.rating", note_id=note, skill_id=skill, level=2)
    create(server, "ir.attachment", name="x", raw="x", res_model="crm.coaching.note", res_id=note)
    server.execute("crm.coaching.note", "action_share", [note])
    months = "crm_playbook.coaching_retention_months"
    server.execute("ir.config_parameter", "set_param", months, "24")


def use_handovers(server, lead):
    """Hand a deal over, with a clock, a promise and a document, and send it back."""
    [[user]] = [server.execute("res.users", "search", [("login", "=", "admin")])]
    create(server, "crm.handover.template", name="Bench", accept_hours=8, to_user_id=user)
    handover = create(server, "crm.handover", lead_id=lead)
    promise = [(0, 0, {"name": "Training", "owner_id": user, "date_due": "2030-01-01"})]
    document = [(0, 0, {"name": "Offer", "raw": "An offer"})]
    vals = {"promise_ids": promise, "document_ids": document}
    server.execute("crm.handover", "write", [handover], vals)
    server.execute("crm.handover", "action_submit", [handover])
    codes = ["scope_unclear"]
    server.execute("crm.handover", "action_return", [handover], codes, "Which lines?")
    [found] = server.execute("crm.lead", "read", [lead], ["handover_state"])
    assert found["handover_state"] == "returned"
    hand_over_again(server, handover)


def hand_over_again(server, handover):
    """By the dialog, without a project, which would stay."""
    dialog = create(server, "crm.handover.wizard", handover_id=handover, project_mode="none")
    server.execute("crm.handover.wizard", "action_hand_over", [dialog])
    server.execute("crm.handover", "action_accept", [handover])
