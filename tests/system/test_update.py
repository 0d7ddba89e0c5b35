"""Updating from a version that was published, with data in every room.

The database is made by that version's own code, which ``script/lib/keep_version.sh`` has packed.
"""

import tarfile
from collections import namedtuple
from pathlib import Path

import pytest
from every_room import fill
from handover import create
from processes import StepFailed
from rows import get_losses, read_rows
from switches import ROOMS
from test_switches import read_rooms
from traces import get_differences, read_records

VERSIONS = Path(__file__).parent / "versions"
FIRST, ADDON = "19.0.1.1.0", "crm_playbook"
# Tables of what people wrote, and of what they have set.
WRITTEN = r"^(crm_|project_|res_partner|calendar_event|mail_activity$|mail_message$)"
SETTINGS = (
    r"^(ir_config_parameter$|ir_cron$|ir_model_access$|ir_rule|ir_ui_menu|ir_ui_view$|res_gr)"
)
KEPT = f"{WRITTEN}|{SETTINGS}"
# What an update changes on purpose.
REPAIRED = {
    "crm_deal_review_plan.date_next",  # by the leader's clock
    "crm_icp_rescoring.newest_score_id",  # passes find what is superseded without it
    "crm_stakeholder_refresh.deal_count",  # has the name that all passes have for it
    "crm_stage_waiver.state",  # waived twice is one debt
}
# What any update makes anew.
REMADE = {"ir_act_window_view", "ir_ui_view.arch_prev"}
# What is empty between two nights.
EMPTY = {"crm_next_action_digest", "crm_stakeholder_refresh_fact"}

Updated = namedtuple("Updated", "database before after")


@pytest.fixture(scope="module")
def updated(plain_database, tmp_path_factory):
    """A database of the first version that was updated; with what stood there before and after."""
    addons_path = plain_database.addons_path
    plain_database.addons_path = unpack(FIRST, addons_path, tmp_path_factory.mktemp("addons"))
    plain_database.run_odoo("-i", ADDON)
    worker = plain_database.start_worker()
    fill(worker)
    worker.kill()
    before = read_rows(plain_database, WRITTEN)
    plain_database.addons_path = addons_path
    plain_database.run_odoo("-u", ADDON)
    return Updated(plain_database, before, read_rows(plain_database, WRITTEN))


@pytest.fixture(scope="module")
def worker(updated):
    return updated.database.start_worker()


def unpack(version, addons_path, folder):
    """Unpack a version, and return the path by which Odoo finds it instead of today's."""
    with tarfile.open(VERSIONS / f"{version}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    folders = addons_path.split(",")
    others = [path for path in folders if not Path(path, ADDON).exists()]
    return ",".join([*others, str(folder)])


def test_every_table_of_every_room_had_something_to_keep(updated):
    models = updated.database.rows(
        """SELECT REPLACE(model.model, '.', '_') FROM ir_model AS model
             JOIN ir_model_data AS data ON data.model = 'ir.model' AND data.res_id = model.id
            WHERE data.module = %s AND NOT model.transient""",
        ADDON,
    )
    ours = {table for [table] in models if table.startswith("crm_")} & set(updated.before)
    assert len(ours) > 40
    assert {table for table in ours if not updated.before[table]} == EMPTY


def test_every_row_and_every_value_is_kept_but_what_is_repaired(updated):
    assert get_losses(updated.before, updated.after) == REPAIRED


def test_a_pass_still_says_how_many_deals_it_was_for(updated):
    query = "SELECT lead_count FROM crm_stakeholder_refresh"
    before = updated.before["crm_stakeholder_refresh"].values()
    counts = [row["deal_count"] for row in before]
    assert [count for [count] in updated.database.rows(query)] == counts
    assert any(counts)


def test_rooms_in_use_are_on(updated):
    assert set(ROOMS) <= set(read_rooms(updated.database))


def read(worker, model, domain, *names):
    """Return the values of these fields, as a list per record; of a record its name."""
    found = worker.execute(model, "search_read", domain, list(names), order="id")
    return [[_name(record[name]) for name in names] for record in found]


def _name(value):
    return value[1] if isinstance(value, tuple) else value


def test_deals_say_what_they_said(worker):
    names = ("icp_score", "icp_coverage", "gate_debt_count", "stakeholder_health", "handover_state")
    assert read(worker, "crm.lead", [("name", "like", "Line")], "name", *names) == [
        ["Line 4", 100, 100, 2, "red", "accepted"],
        ["Line 5", 60, 100, 2, "red", "draft"],
        ["Line 6", 60, 60, 0, False, False],
    ]
    domain = [("missing_role_ids.name", "=", "Payer")]
    assert read(worker, "crm.lead", domain, "name") == [["Line 5"]]


def test_no_condition_is_held_back_that_was_used(worker):
    for model in ("crm.icp.criterion", "crm.stage.criterion", "crm.stakeholder.requirement"):
        assert worker.execute(model, "search_count", [])
        assert read(worker, model, [("condition_held", "=", True)], "display_name") == []


def test_profiles_go_on_scoring(worker):
    [seller] = worker.execute("res.users", "search", [("login", "=", "seller")])
    deal = create(worker, "crm.lead", name="New", user_id=seller, employee_count=70, budget=400)
    assert read(worker, "crm.lead", [("id", "=", deal)], "icp_score", "icp_tier") == [[100, "a"]]


def test_gates_go_on_asking(worker):
    domain = [("name", "=", "Line 6")]
    [deal] = worker.execute("crm.lead", "search", domain)
    [stage] = worker.execute("crm.stage", "search", [("name", "=", "Understood")])
    with pytest.raises(StepFailed, match="StageGateError"):
        worker.execute("crm.lead", "write", [deal], {"stage_id": stage})
    assert read(worker, "crm.lead", domain, "stage_id") == [["Found"]]


def test_a_template_required_to_win_asks_on_won_stages(worker):
    domain, names = [("kind", "=", "handover")], ("stage_id", "state", "enforcement")
    found = read(worker, "crm.stage.criterion", domain, *names)
    assert ["Signed", "active", "block"] in found
    [deal] = worker.execute("crm.lead", "search", [("name", "=", "Line 5")])
    with pytest.raises(StepFailed, match="StageGateError"):
        worker.execute("crm.lead", "action_set_won", [deal])


def test_waivers_can_be_asked_for(updated):
    database = updated.database
    index = "SELECT indexdef FROM pg_indexes WHERE indexname = 'crm_stage_waiver_%s'"
    for name in ("open_of_lead", "one_request"):
        assert "requested" in database.value(index % name)
    query = """SELECT is_nullable FROM information_schema.columns
                WHERE table_name = 'crm_stage_waiver' AND column_name = 'user_id'"""
    assert database.value(query) == "YES"


def test_decisions_of_reviews_are_kept(worker):
    names = ("lead_name", "decision", "note", "state")
    assert read(worker, "crm.deal.review.line", [], *names) == [
        ["Line 4", "keep", "All well", "decided"],
        ["Line 5", "forecast", "Later", "decided"],
        ["Line 6", False, False, "carried"],
    ]


def test_coach_and_coachee_read_their_notes_and_nobody_else(worker):
    def read_as(login):
        args = ([], ["observation"])
        call = {"model": "crm.coaching.note", "method": "search_read", "args": args}
        found = worker.step("execute_as", login=login, **call)
        return sorted(note["observation"] for note in found)

    assert read_as("leader") == ["A draft", "Talked a lot"]
    assert read_as("seller") == read_as("hr") == ["Talked a lot"]
    assert read(worker, "crm.coaching.note", [], "observation") == []


def test_handovers_keep_their_packet_versions_and_project(worker):
    names = ("state", "scope_in", "project_id")
    found = read(worker, "crm.handover", [], *names)
    assert found == [["accepted", "Line 4 alone", "Northwind"], ["draft", False, False]]
    assert len(read(worker, "crm.handover.version", [], "number")) == 2
    assert read(worker, "crm.handover.promise", [], "name", "task_id") == [["Training"] * 2]


def test_another_update_changes_nothing(updated):
    records, rows = read_records(updated.database), read_rows(updated.database, KEPT)
    updated.database.run_odoo("-u", ADDON)
    differences = get_differences(records, read_records(updated.database))
    assert differences.keys() <= REMADE
    now = read_rows(updated.database, KEPT)
    assert get_losses(rows, now) | get_losses(now, rows) <= REMADE
