"""Documents that are not true any more are found, each with what is wrong; those of this
repository are true."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "script" / "lib" / "check_documents.py"
README = "# Playbook\n\n[Gates](doc/gates.md#what-a-user-does)\n\n![Panel](static/panel.png)\n"
GATES = """# Gates

## What a user does

`models/gate/crm_stage_waiver.py` is tried by `test_gate.py: test_waiver`, `tests/test_gate.py`.

```python
    def example(self):
        return [link](nowhere.md)
```

| model | field or method | arguments |
|---|---|---|
| `crm.stage.waiver` | `reason`, `action_withdraw` (records) | `other` |
"""
FILES = {
    "README.md": README,
    "doc/gates.md": GATES,
    "models/gate/crm_stage_waiver.py": "reason = 1\n\n\ndef action_withdraw(self):\n    pass\n",
    "static/panel.png": "",
    "tests/test_gate.py": "def test_waiver():\n    pass\n",
}


def find(root):
    command = [sys.executable, str(PROGRAM), str(root)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert not result.stderr
    assert result.returncode == bool(result.stdout)
    return result.stdout.splitlines()


@pytest.fixture
def documents(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_documents_of_this_repository_are_true():
    assert find(ROOT) == []


def test_documents_that_are_true(documents):
    assert find(documents) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        (
            "README.md",
            "gates.md#",
            "gate.md#",
            "leads to doc/gate.md#what-a-user-does, which is not",
        ),
        ("README.md", "#what-a-user", "#what-users", "which has no such heading"),
        ("README.md", "panel.png", "map.png", "leads to static/map.png, which is not there"),
        (
            "README.md",
            "# Playbook\n",
            "# Playbook\n" + "\n" * 150,
            "has 155 lines; 150 are allowed",
        ),
        ("doc/gates.md", "(self):", "(self:", "has an example that is no Python"),
        ("doc/gates.md", "`models/gate/", "`models/", "which is not there"),
        ("doc/gates.md", "test_gate.py:", "test_gates.py:", "which is no file of tests"),
        ("doc/gates.md", "test_waiver", "test_waivers", "names test_waivers, which is no test"),
        ("doc/gates.md", "withdraw", "take_back", "names action_take_back, which no model has"),
    ],
)
def test_what_is_not_true_is_found(documents, name, before, after, sentence):
    assert before in FILES[name]
    (documents / name).write_text(FILES[name].replace(before, after))
    [found] = find(documents)
    assert found.startswith(f"{name}: ")
    assert sentence in found
