"""Automation rules, scheduled actions, mailings, goals and recycling of Odoo's own addons stay
away from coaching notes, whoever sets them up, and what was set up before is stopped."""

import pytest
from processes import StepFailed

NOTE = "crm.coaching.note"
NEIGHBOURS = "base_automation,mass_mailing_crm,gamification,data_recycle"
SECRET = "Zimtstern"
PRIVATE = "Coaching notes are private"
HOOK = "http://127.0.0.1:9/hook"
WORDS = f"[('observation', 'ilike', '{SECRET}')]"


@pytest.fixture(scope="module")
def database(shared_database):
    shared_database.run_odoo("-i", NEIGHBOURS)
    return shared_database


@pytest.fixture(scope="module")
def odoo(database):
    return database.start_worker()


@pytest.fixture(scope="module")
def models(odoo):
    found = odoo.execute("ir.model", "search_read", [], ["model"])
    return {row["model"]: row["id"] for row in found}


@pytest.fixture(scope="module")
def draft(odoo):
    """A draft of a coach, about a coachee. The administrator is neither."""
    [group] = odoo.execute(
        "ir.model.data", "search_read", [("name", "=", "group_sale_salesman")], ["res_id"]
    )
    people = [
        {"name": name, "login": name, "group_ids": [(4, group["res_id"])]}
        for name in ("coach", "coachee")
    ]
    _coach, coachee = odoo.execute("res.users", "create", people)
    values = {"coachee_id": coachee, "observation": SECRET}
    [note] = as_coach(odoo, "create", [values])
    assert odoo.execute(NOTE, "search", []) == []
    return note


def as_coach(odoo, method, *args):
    return odoo.step("execute_as", login="coach", model=NOTE, method=method, args=args)


def make_rule(models, model, **values):
    """Return the values of an automation rule that sends records away, as its form saves it."""
    action = {
        "name": "Send",
        "model_id": models[model],
        "state": "webhook",
        "webhook_url": HOOK,
        **values,
    }
    return {
        "name": "Spy",
        "model_id": models[model],
        "trigger": "on_create_or_write",
        "action_server_ids": [(0, 0, action)],
    }


def make_goal(models, model, domain):
    return {
        "name": "Count",
        "computation_mode": "count",
        "model_id": models[model],
        "domain": domain,
    }


def make_mailing(models, model, domain):
    return {
        "subject": "Count",
        "email_from": "spy@example.com",
        "mailing_model_id": models[model],
        "mailing_domain": domain,
    }


def make_filter(models, model):
    return {"name": "Count", "mailing_model_id": models[model], "mailing_domain": "[]"}


def make_recycling(models, model, domain):
    return {"name": "Delete", "res_model_id": models[model], "domain": domain}


def make_cron(models, model):
    return {
        "name": "Spy",
        "model_id": models[model],
        "state": "code",
        "code": "model.search([])",
        "active": True,
    }


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"state": "object_write", "update_path": "observation", "value": "overwritten"},
        {"state": "code", "code": "records.observation"},
        {"usage": "ir_cron"},
    ],
    ids=["webhook", "overwriting", "code", "usage"],
)
def test_no_rule_is_made_in_its_form(odoo, models, draft, values):
    rule = make_rule(models, NOTE, **values)
    with pytest.raises(StepFailed, match=PRIVATE):
        odoo.execute("base.automation", "web_save", [], rule, {})
    with pytest.raises(StepFailed, match=PRIVATE):
        odoo.execute("base.automation", "create", [rule])
    assert odoo.execute("base.automation", "search", []) == []
    [words] = as_coach(odoo, "read", [draft], ["observation"])
    assert words["observation"] == SECRET


def test_no_rule_without_actions_is_made_either(odoo, models):
    rule = {**make_rule(models, NOTE), "action_server_ids": []}
    with pytest.raises(StepFailed, match=PRIVATE):
        odoo.execute("base.automation", "create", [rule])


def test_no_rule_of_another_model_is_moved_to_notes(odoo, models):
    values = {**make_rule(models, "crm.lead"), "action_server_ids": []}
    [rule] = odoo.execute("base.automation", "create", [values])
    for values in ({"model_id": models[NOTE]}, {"model_name": NOTE}):
        with pytest.raises(StepFailed, match=PRIVATE):
            odoo.execute("base.automation", "write", [rule], values)
    odoo.execute("base.automation", "unlink", [rule])


@pytest.mark.parametrize("model", [NOTE, "crm.coaching.rating", "crm.coaching.reply"])
def test_no_mailing_goal_or_recycling_is_made_on_notes(odoo, models, draft, model):
    for engine, values in (
        ("mailing.mailing", make_mailing(models, model, WORDS)),
        ("mailing.filter", make_filter(models, model)),
        ("gamification.goal.definition", make_goal(models, model, "[('id', '>', 0)]")),
        ("data_recycle.model", make_recycling(models, model, "[]")),
        ("ir.cron", make_cron(models, model)),
    ):
        with pytest.raises(StepFailed, match=PRIVATE):
            odoo.execute(engine, "create", [values])


def test_what_was_set_up_before_is_stopped(database, odoo, models, draft):
    """The update archives it, and until then it refuses rather than read."""
    made = {
        engine: odoo.execute(engine, "create", [values])[0]
        for engine, values in (
            ("base.automation", make_rule(models, "crm.lead")),
            ("mailing.mailing", make_mailing(models, "crm.lead", "[]")),
            ("gamification.goal.definition", make_goal(models, "crm.lead", "[]")),
            ("data_recycle.model", make_recycling(models, "crm.lead", "[]")),
            ("ir.cron", make_cron(models, "crm.lead")),
        )
    }
    for table, column in (
        ("base_automation", "model_id"),
        ("mailing_mailing", "mailing_model_id"),
        ("gamification_goal_definition", "model_id"),
        ("data_recycle_model", "res_model_id"),
        ("ir_act_server", "model_id"),
    ):
        database.execute(
            f"UPDATE {table} SET {column} = %s WHERE {column} = %s",
            models[NOTE],
            models["crm.lead"],
        )
    with pytest.raises(StepFailed, match=PRIVATE):
        database.start_worker().step(
            "execute_as",
            login="coach",
            model=NOTE,
            method="write",
            args=([draft], {"observation": f"{SECRET} again"}),
        )

    database.execute(
        "UPDATE ir_module_module SET latest_version = '19.0.1.1.0' WHERE name = 'crm_playbook'"
    )
    database.run_odoo("-u", "crm_playbook")

    odoo = database.start_worker()
    as_coach(odoo, "write", [draft], {"observation": f"{SECRET} again"})
    for engine in ("base.automation", "mailing.mailing", "data_recycle.model", "ir.cron"):
        [row] = odoo.execute(engine, "read", [made[engine]], ["active"])
        assert not row["active"], engine
        if engine != "ir.cron":
            with pytest.raises(StepFailed, match=PRIVATE):
                odoo.execute(engine, "write", [made[engine]], {"active": True})
    goal = made["gamification.goal.definition"]
    [row] = odoo.execute("gamification.goal.definition", "read", [goal], ["computation_mode"])
    assert row["computation_mode"] == "manually"
