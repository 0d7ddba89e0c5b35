"""Automation rules of Odoo's own addon pass the gates as people do."""

import pytest
from gate import FOUND, UNDERSTOOD, ask_for_phone, make_pipeline, new_deal, read_moves, read_stage
from processes import StepFailed


@pytest.fixture(scope="module")
def database(shared_database):
    shared_database.run_odoo("-i", "base_automation")
    return shared_database


@pytest.fixture(scope="module")
def odoo(database):
    return database.start_worker()


@pytest.fixture(scope="module")
def pipeline(odoo):
    """A team whose deals an automation rule moves on as soon as they are rated high."""
    team_id, stages = make_pipeline(odoo)
    ask_for_phone(odoo, stages[FOUND])
    [model] = odoo.execute("ir.model", "search", [("model", "=", "crm.lead")])
    [field] = odoo.execute(
        "ir.model.fields", "search", [("model", "=", "crm.lead"), ("name", "=", "priority")]
    )
    action = {
        "name": "Move on",
        "model_id": model,
        "state": "object_write",
        "update_path": "stage_id",
        "resource_ref": f"crm.stage,{stages[UNDERSTOOD]}",
    }
    rule = {
        "name": "High priority moves on",
        "model_id": model,
        "trigger": "on_create_or_write",
        "trigger_field_ids": [(6, 0, [field])],
        "filter_domain": f"[('priority', '=', '3'), ('stage_id', '=', {stages[FOUND]})]",
        "action_server_ids": [(0, 0, action)],
    }
    odoo.execute("base.automation", "create", [rule])
    return team_id, stages


def test_rule_without_evidence_is_refused(database, odoo, pipeline):
    team_id, stages = pipeline
    deal = new_deal(odoo, team_id, stages[FOUND])

    with pytest.raises(StepFailed, match="Deal cannot enter Understood: Phone is known"):
        odoo.execute("crm.lead", "write", [deal], {"priority": "3"})

    assert read_stage(database, deal) == stages[FOUND]
    assert read_moves(database, deal) == []


def test_rule_with_evidence_moves(database, odoo, pipeline):
    team_id, stages = pipeline
    deal = new_deal(odoo, team_id, stages[FOUND], phone="1")

    odoo.execute("crm.lead", "write", [deal], {"priority": "3"})

    assert read_stage(database, deal) == stages[UNDERSTOOD]
    assert read_moves(database, deal) == [(stages[FOUND], stages[UNDERSTOOD], "forward")]
