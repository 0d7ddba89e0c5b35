"""What ``script/package`` makes is what a production Odoo needs: it installs from there alone, and
each bridge comes by itself where its neighbour is."""

import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from handover import begin, create, hand_over, make_template

ROOT = Path(__file__).resolve().parents[2]
NEIGHBOUR, BRIDGE = "helpdesk_mgmt", "crm_playbook_helpdesk_mgmt"
# Where Odoo reads something without a test or demo data.
NEEDED = re.compile(
    r"""LICENSE | __manifest__\.py | (__init__|exceptions|hooks)\.py
      | (controllers|models|report|tools|wizards)/.*\.(py|xml)
      | migrations/[\d.]+/(pre|post|end)-\w+\.py
      | (data|report|security|views)/.*\.(xml|csv)
      | i18n/\w+\.pot?
      | static/(src|lib|description)/.*""",
    re.VERBOSE,
)


def package(folder, *options):
    command = [ROOT / "script" / "package", "--to", folder, *options]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def read_files(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package") / "dist"
    result = package(folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def database(plain_database, dist):
    """A database that finds our addons in what was packed, and nowhere else."""
    folders = plain_database.addons_path.split(",")
    others = [folder for folder in folders if not Path(folder, "crm_playbook").exists()]
    assert len(others) < len(folders)
    plain_database.addons_path = ",".join([*others, str(dist)])
    plain_database.run_odoo("-i", f"crm_playbook,{NEIGHBOUR}")
    return plain_database


@pytest.fixture(scope="module")
def server(database):
    return database.start_server()


def test_every_addon_is_there(dist):
    bridges = {path.parent.name for path in ROOT.glob("bridges/*/__manifest__.py")}
    assert {path.name for path in dist.iterdir()} == {"crm_playbook", *bridges}


def test_nothing_is_there_that_production_does_not_need(dist):
    files = [path.relative_to(dist) for path in dist.rglob("*") if path.is_file()]
    inner = {path: Path(*path.parts[1:]).as_posix() for path in files}
    assert [path for path in files if not NEEDED.fullmatch(inner[path])] == []


def test_no_manifest_names_tests_or_demo_data(dist):
    for manifest in dist.glob("*/__manifest__.py"):
        assert not re.search(r"tests|demo", manifest.read_text(encoding="utf-8"))


def test_pictures_licence_and_sentences_are_there(dist):
    for addon in dist.iterdir():
        assert (addon / "LICENSE").exists()
        assert (addon / "static" / "description" / "index.html").exists()
    description = "static/description"
    assert read_files(dist / "crm_playbook" / description) == read_files(ROOT / description)
    assert (dist / "crm_playbook" / "i18n" / "crm_playbook.pot").exists()


def test_a_second_run_makes_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        assert package(tmp_path / name, "--zip").returncode == 0
    first, second = (read_files(tmp_path / name) for name in ("first", "second"))
    assert first == second
    assert f"{BRIDGE}.zip" in first


def test_an_archive_holds_the_addon(tmp_path):
    assert package(tmp_path / "dist", "--zip").returncode == 0
    shutil.unpack_archive(tmp_path / "dist" / f"{BRIDGE}.zip", tmp_path / "unpacked")
    packed = read_files(tmp_path / "dist" / BRIDGE)
    assert read_files(tmp_path / "unpacked" / BRIDGE) == packed


def test_what_an_earlier_run_made_is_replaced_and_nothing_else(tmp_path):
    stale = tmp_path / "dist" / "crm_playbook" / "tests"
    stale.mkdir(parents=True)
    assert package(tmp_path / "dist").returncode == 0
    assert not stale.exists()

    own = tmp_path / "dist" / "our_addon"
    own.mkdir()
    result = package(tmp_path / "dist")
    assert result.returncode != 0
    assert "our_addon" in result.stderr
    assert own.exists()


def test_the_bridge_comes_by_itself(database):
    state = database.value("SELECT state FROM ir_module_module WHERE name = %s", BRIDGE)
    assert state == "installed"


def test_a_salesperson_hands_a_deal_over_with_a_ticket(server):
    team = create(server, "helpdesk.ticket.team", name="Onboarding")
    template = make_template(server)
    server.execute("crm.handover.template", "write", [template], {"helpdesk_team_id": team})
    seller = server.new_salesperson("seller")
    _lead, handover, dialog = begin(seller)
    hand_over(seller, dialog)
    [values] = server.execute("crm.handover", "read", [handover], ["state", "ticket_id"])
    assert values["state"] == "submitted"
    assert values["ticket_id"]


def test_the_web_client_gets_our_screens(server):
    url = f"{server.url}/web/assets/any/web.assets_backend.min.js"
    with urllib.request.urlopen(url) as answer:
        assert "@crm_playbook/" in answer.read().decode()
