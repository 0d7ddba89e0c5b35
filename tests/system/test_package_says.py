"""``script/package`` leaves nothing out and takes nothing along without saying so. The time of a
file is that of the commit: Odoo builds its bundles anew when times change."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = """{
    "name": "Ours",
    "license": "LGPL-3",
    "data": ["views/menus.xml"],
    "demo": [
        "demo/users.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_playbook/static/src/**/*"],
        "web.assets_tests": [
            "crm_playbook/static/tests/**/*",
        ],
    },
}
"""
FILES = {
    "__init__.py": "",
    "__manifest__.py": MANIFEST,
    "LICENSE": "Do as you like.",
    "demo/users.xml": "<odoo/>",
    "static/description/icon.png": "",
    "static/description/index.html": '<img src="icon.png"/>',
    "static/src/map.js": "",
    "static/tests/map.test.js": "",
    "tests/__init__.py": "",
    "views/menus.xml": "<odoo/>",
}
COMMITTED = 1_800_000_000


class Repository:
    """A small one with the script in it."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "script", folder / "script")
        for name, text in FILES.items():
            self.write(name, text)
        self.git("init", "-q")
        self.commit()

    def write(self, name, text=""):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def git(self, *arguments):
        person = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
        date = {"GIT_COMMITTER_DATE": f"{COMMITTED} +0000", "HOME": str(self.folder)}
        command = ["git", "-C", self.folder, *person, *arguments]
        subprocess.run(command, check=True, env={**os.environ, **date})

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "All of it")

    def package(self, *options):
        command = [self.folder / "script" / "package", *options]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def assert_packs(self, *words):
        result = self.package()
        assert result.returncode == 0, result.stderr
        for word in words:
            assert word in result.stderr
        return self.folder / "dist" / "crm_playbook"

    def assert_refuses(self, *words):
        result = self.package()
        assert result.returncode == 1
        assert not (self.folder / "dist").exists()
        assert "Traceback" not in result.stderr
        for word in words:
            assert word in result.stderr


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_nothing_is_said_when_there_is_nothing_to_say(repository):
    addon = repository.assert_packs()
    assert repository.package().stderr == ""
    assert not (addon / "demo").exists()
    manifest = (addon / "__manifest__.py").read_text()
    assert "demo" not in manifest
    assert "tests" not in manifest
    assert "static/src" in manifest


def test_files_have_the_time_of_the_commit_or_their_own_where_they_differ(repository):
    repository.write("static/src/map.js", "// changed")
    addon = repository.assert_packs("Not as it was committed: static/src/map.js")
    assert (addon / "views" / "menus.xml").stat().st_mtime == COMMITTED
    changed = (repository.folder / "static" / "src" / "map.js").stat().st_mtime
    assert (addon / "static" / "src" / "map.js").stat().st_mtime == changed


def test_what_git_does_not_track_is_left_out_and_said(repository):
    repository.write("static/src/new.js")
    addon = repository.assert_packs("git does not track it: static/src/new.js")
    assert not (addon / "static" / "src" / "new.js").exists()


def test_a_folder_that_nobody_has_decided_about_ends_the_run(repository):
    repository.write("recipes/soup.py")
    repository.commit()
    repository.assert_refuses("recipes/soup.py")


def test_a_manifest_that_names_what_is_not_packed_ends_the_run(repository):
    (repository.folder / "views" / "menus.xml").unlink()
    repository.assert_refuses("crm_playbook names views/menus.xml")


def test_a_page_that_shows_what_is_not_packed_ends_the_run(repository):
    repository.write("static/description/index.html", '<img src="map.png"/>')
    repository.assert_refuses("crm_playbook names static/description/map.png")


def test_a_bridge_under_another_licence_brings_its_text(repository):
    for name, text in FILES.items():
        if name.startswith(("static/description", "__init__")):
            repository.write(f"bridges/crm_playbook_soup/{name}", text)
    bridge = "bridges/crm_playbook_soup/__manifest__.py"
    repository.write(bridge, '{"name": "Soup", "license": "AGPL-3", "data": []}')
    repository.commit()
    repository.assert_refuses("crm_playbook_soup is under AGPL-3 and has no file LICENSE")

    repository.write(bridge, '{"name": "Soup", "license": "LGPL-3", "data": []}')
    addon = repository.assert_packs()
    assert (addon.parent / "crm_playbook_soup" / "LICENSE").read_text() == FILES["LICENSE"]


def test_outside_of_a_clone_everything_is_packed_and_that_is_said(repository):
    shutil.rmtree(repository.folder / ".git")
    addon = repository.assert_packs("No clone of a repository")
    assert (addon / "views" / "menus.xml").exists()
    assert not (addon / "tests").exists()
