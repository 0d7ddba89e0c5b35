"""A changed room without a newsfragment is found, in whatever kind of clone."""

import pytest
import walls

VIEW, LEAD = "views/gate/crm_stage_waiver_views.xml", "models/icp/crm_lead/score.py"
GATE = f"{VIEW}:1: changes the room gate and no newsfragment says **Stage gates.**"
ICP = f"{LEAD}:1: changes the room icp and no newsfragment says **Ideal customers.**"


@pytest.fixture
def house(tmp_path):
    """A house whose version was raised by the last commit."""
    folder = walls.build(tmp_path / "house")
    walls.git(folder, "init", "-q", "-b", "main")
    walls.commit(folder)
    walls.write(folder, "__manifest__.py", '{"version": "19.0.2.0.0"}\n')
    walls.commit(folder)
    return folder


def tell(house, text, name="2.feature.1.md"):
    walls.write(house, f"readme/newsfragments/{name}", text)


def test_nothing_is_changed(house):
    assert walls.find(house, "newsfragments") == []


@pytest.mark.parametrize("is_committed", [False, True])
def test_changed_room_without_a_fragment(house, is_committed):
    walls.add(house, VIEW, "\n")
    walls.add(house, LEAD, "\n")
    if is_committed:
        walls.commit(house)
    assert walls.find(house, "newsfragments") == [GATE, ICP]


def test_new_file_that_git_does_not_know(house):
    walls.write(house, "views/gate/crm_lead_views.xml", "<odoo />\n")
    [found] = walls.find(house, "newsfragments")
    assert found == GATE.replace(VIEW, "views/gate/crm_lead_views.xml")


def test_fragment_tells_of_its_rooms_only(house):
    walls.add(house, VIEW, "\n")
    walls.add(house, LEAD, "\n")
    tell(house, "**Stage gates.** They close.\n")
    assert walls.find(house, "newsfragments") == [ICP]
    tell(house, "**Stage gates and ideal\ncustomers.** They close.\n")
    assert walls.find(house, "newsfragments") == []
    tell(house, "- **Stage gate:** It closes.\n- **Ideal customers:** They *never* do.\n")
    assert walls.find(house, "newsfragments") == []


@pytest.mark.parametrize("title", ["Everywhere.", "All rooms:"])
def test_fragment_tells_of_every_room(house, title):
    walls.add(house, VIEW, "\n")
    walls.add(house, "models/deal/crm_lead.py", "\n")
    tell(house, f"**{title}** It is quicker.\n")
    assert walls.find(house, "newsfragments") == []


def test_fragment_from_before_the_version_does_not_count(house):
    walls.add(house, VIEW, "\n")
    assert "1.feature.1.md" in {path.name for path in (house / "readme/newsfragments").iterdir()}
    assert walls.find(house, "newsfragments") == [GATE]


def test_version_that_is_not_committed_yet(house):
    walls.add(house, VIEW, "\n")
    walls.commit(house)
    walls.write(house, "__manifest__.py", '{"version": "19.0.3.0.0"}\n')
    assert walls.find(house, "newsfragments") == []


def test_branch_brings_its_own_fragment(house):
    walls.add(house, VIEW, "\n")
    tell(house, "**Stage gates.** They close.\n")
    walls.commit(house)
    walls.git(house, "checkout", "-q", "-b", "work")
    walls.add(house, VIEW, "\n")
    walls.commit(house)
    assert walls.find(house, "newsfragments") == [GATE]
    walls.git(house, "checkout", "-q", "main")
    walls.git(house, "merge", "-q", "work")
    assert walls.find(house, "newsfragments") == []


def test_clone_that_knows_one_commit_only(house, tmp_path):
    walls.add(house, VIEW, "\n")
    walls.commit(house)
    shallow = tmp_path / "shallow"
    walls.git(house, "clone", "-q", "--depth", "1", f"file://{house}", shallow)
    assert walls.find(shallow, "newsfragments") == []
    walls.add(shallow, LEAD, "\n")
    assert walls.find(shallow, "newsfragments") == [ICP]


@pytest.mark.parametrize("name", ["2.novelty.1.md", "feature.md", "2.feature.txt"])
def test_fragment_of_an_unknown_kind(house, name):
    tell(house, "**Everywhere.** It is quicker.\n", name)
    sentence = "is not named <issue>.<type>.<number>.md with a type of feature"
    assert walls.find(house, "newsfragments") == [f"readme/newsfragments/{name}:1: {sentence}"]
