"""Installing on a database that is in use, and upgrading there."""

from collections import namedtuple

import pytest
from icp import FUNDED, LARGE, RICH, find_wrong, finish_pass, make_leads, publish, publish_next
from live_data import make_customers_with_leads, read_versions

LIVE = ("crm_lead", "res_partner", "crm_stage", "crm_team", "project_project", "mail_mail")
OURS = ("crm_icp_profile", "crm_icp_criterion", "crm_icp_score", "crm_icp_rescoring")
# What Odoo notes in the history of the scheduled action itself is no message to anybody.
MESSAGES = "SELECT id FROM mail_message WHERE model NOT IN ('ir.cron', 'ir.actions.server')"
# What an update does not make anew once a company deleted it.
PRESETS = ("crm_coaching_scorecard", "crm_coaching_gap", "crm_handover_defect")
MANAGERS, WAIVE = "sales_team.group_sale_manager", "crm_playbook.group_gate_waive"
LEADS = 2000

Installed = namedtuple("Installed", "database versions_before messages_before")


@pytest.fixture(scope="module")
def installed(plain_database):
    make_customers_with_leads(plain_database, LEADS)
    before = read_versions(plain_database, LIVE), plain_database.rows(MESSAGES)
    plain_database.run_odoo("-i", "crm_playbook")
    return Installed(plain_database, *before)


def test_install_rewrites_no_lead_and_no_customer(installed):
    assert len(installed.versions_before["crm_lead"]) == LEADS
    assert read_versions(installed.database, LIVE) == installed.versions_before


def test_install_scores_nothing_and_tells_nobody(installed):
    assert installed.database.value("SELECT COUNT(*) FROM crm_icp_score") == 0
    assert installed.database.rows(MESSAGES) == installed.messages_before


def test_install_switches_no_scheduled_action_on(installed):
    crons = installed.database.rows(
        """SELECT data.name, cron.active FROM ir_cron AS cron
             JOIN ir_model_data AS data ON data.model = 'ir.cron' AND data.res_id = cron.id
            WHERE data.module = 'crm_playbook'"""
    )
    assert ("ir_cron_icp_rescore", False) in crons
    assert [name for name, active in crons if active] == []


def test_upgrade_keeps_profiles_and_scores_and_rewrites_no_lead(database):
    make_leads(database, LEADS)
    worker = database.start_worker()
    profile = publish_next(worker, publish(worker, LARGE, RICH), LARGE, FUNDED)
    finish_pass(database, worker)
    before = read_versions(database, (*LIVE, *OURS))
    assert len(before["crm_icp_score"]) == LEADS

    database.run_odoo("-u", "crm_playbook")

    assert read_versions(database, (*LIVE, *OURS)) == before
    worker = database.start_worker()
    assert find_wrong(worker, profile, LARGE, FUNDED) == []
    lead = worker.execute("crm.lead", "search", [], limit=1)
    worker.execute("crm.lead", "write", lead, {"employee_count": 60, "budget": 400})
    assert find_wrong(worker, profile, LARGE, FUNDED) == []


def test_upgrade_brings_the_presets_of_rooms_that_are_new(database):
    delete_presets(database)
    database.execute(
        "UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'crm_playbook'"
    )

    database.run_odoo("-u", "crm_playbook")

    assert [count_presets(database, table) > 0 for table in PRESETS] == [True] * len(PRESETS)


def test_upgrade_leaves_presets_deleted_that_a_company_deleted(database):
    delete_presets(database)

    database.run_odoo("-u", "crm_playbook")

    assert [count_presets(database, table) for table in PRESETS] == [0] * len(PRESETS)


def test_install_gives_the_waive_right_and_an_upgrade_does_not_give_it_back(database):
    assert is_implied(database)
    worker = database.start_worker()
    managers, waive = (
        worker.execute("ir.model.data", "check_object_reference", *name.split("."))[1]
        for name in (MANAGERS, WAIVE)
    )
    worker.execute("res.groups", "write", [managers], {"implied_ids": [(3, waive)]})
    worker.kill()
    assert not is_implied(database)

    database.run_odoo("-u", "crm_playbook")

    assert not is_implied(database)


def is_implied(database):
    """Tell whether managers of Sales may waive criteria."""
    return bool(
        database.value(
            """SELECT COUNT(*) FROM res_groups_implied_rel AS rel
                 JOIN ir_model_data AS own ON own.model = 'res.groups' AND own.res_id = rel.gid
                 JOIN ir_model_data AS had ON had.model = 'res.groups' AND had.res_id = rel.hid
                WHERE own.module || '.' || own.name = %s
                  AND had.module || '.' || had.name = %s""",
            MANAGERS,
            WAIVE,
        )
    )


def delete_presets(database):
    """Delete them as users do, with the names that the addon gave them."""
    worker = database.start_worker()
    for table in PRESETS:
        model = table.replace("_", ".")
        worker.execute(model, "unlink", worker.execute(model, "search", []))
        assert count_presets(database, table) == 0
    worker.kill()


def count_presets(database, table):
    return database.value(
        "SELECT COUNT(*) FROM ir_model_data WHERE module = 'crm_playbook' AND model = %s",
        table.replace("_", "."),
    )
