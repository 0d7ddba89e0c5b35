"""Documents that are not true any more are found, with the line and what is wrong."""

import pytest
import walls

README = "# Playbook\n\n[Gates](doc/gates.md#what-a-user-does)\n\n![Badge](static/src/gate/)\n"
GATES = """# Gates

## What a user does

`models/gate/crm_stage_waiver/waiver.py` tried by `test_gate.py: test_waiver`, `tests/test_gate.py`.

```python
    def example(self):
        return "[link](nowhere.md)"
```

| model | field or method | arguments |
|---|---|---|
| `crm.stage.waiver` | `reason`, `action_withdraw` (records) | `other` |
"""
DOCUMENTS = {
    "README.md": README,
    "doc/gates.md": GATES,
    "tests/test_gate.py": "def test_waiver():\n    pass\n",
}


@pytest.fixture
def house(tmp_path):
    walls.build(tmp_path)
    for path, text in DOCUMENTS.items():
        walls.write(tmp_path, path, text)
    return tmp_path


def test_what_is_true(house):
    assert walls.find(house, "documents") == []


@pytest.mark.parametrize(
    ("path", "before", "after", "found"),
    [
        (
            "README.md",
            "doc/gates.md#",
            "gates.md#",
            "3: leads to gates.md#what-a-user-does, which is not",
        ),
        (
            "README.md",
            "#what-a-user",
            "#what-users",
            "3: leads to doc/gates.md#what-users-does, which has",
        ),
        ("README.md", "src/gate/", "src/map/", "5: leads to static/src/map/, which is not there"),
        ("README.md", "\n\n", "\n" * 149, "151: 152 lines; 150 are allowed"),
        ("doc/gates.md", "(self):", "(self:", "8: the example is no Python"),
        (
            "doc/gates.md",
            "`models/gate/",
            "`models/",
            "5: names models/crm_stage_waiver/waiver.py, which is",
        ),
        (
            "doc/gates.md",
            "test_gate.py:",
            "test_gates.py:",
            "5: names test_gates.py, which is no file",
        ),
        ("doc/gates.md", "test_waiver", "test_waivers", "5: names test_waivers, which is no test"),
        ("doc/gates.md", "withdraw", "take", "14: names action_take, which no model has"),
    ],
)
def test_what_is_not_true_is_found(house, path, before, after, found):
    assert before in DOCUMENTS[path]
    walls.write(house, path, DOCUMENTS[path].replace(before, after, 1))
    [line] = walls.find(house, "documents")
    assert line.startswith(f"{path}:{found}")
