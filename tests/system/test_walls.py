"""Each wall of the house is broken once, and says where; this repository breaks none."""

import os
import subprocess

import pytest
import walls

CHECKS = ["rooms", "sizes", "elevation", "newsfragments", "js_tests", "documents", "ids"]
LONG = "".join(f"    step({number})\n" for number in range(50))
QUERY = "".join(f"          AND column_{number} = 1\n" for number in range(50))


@pytest.fixture
def house(tmp_path):
    return walls.build(tmp_path)


@pytest.mark.parametrize("check", CHECKS)
def test_this_repository_breaks_no_wall(check):
    assert walls.find(walls.ROOT, check) == []


@pytest.mark.parametrize("check", CHECKS)
def test_house_breaks_no_wall(house, check):
    assert walls.find(house, check) == []


# --- sizes -----------------------------------------------------------------------------


def test_function_is_too_long(house):
    line = walls.add(house, "models/gate/crm_lead/status.py", f"\ndef walk():\n{LONG}")
    [found] = walls.find(house, "sizes")
    assert found == f"models/gate/crm_lead/status.py:{line + 1}: walk has 51 lines; 50 are allowed"


def test_text_of_sql_does_not_count(house):
    sql = f'\ndef ask():\n    return SQL("""\n        SELECT id\n{QUERY}""")\n'
    walls.add(house, "models/gate/crm_lead/status.py", sql)
    assert walls.find(house, "sizes") == []


def test_function_of_javascript_is_too_long():
    tools = walls.ROOT / ".odoo"
    steps = "".join(f"    step({number});\n" for number in range(49))
    code = f"export function walk(step) {{\n{steps}}}\n"
    command = [tools / "npm/node_modules/.bin/eslint", "--stdin", "--stdin-filename", "static/a.js"]

    def lint(text):
        env = {**os.environ, "PATH": f"{tools / 'bin'}:{os.environ['PATH']}"}
        options = {"cwd": walls.ROOT, "env": env, "capture_output": True, "text": True}
        return subprocess.run(command, check=False, input=text, **options).stdout

    assert "max-lines-per-function" in lint(code)
    assert lint(code.replace("    step(0);\n", "")) == ""


@pytest.mark.parametrize(
    "path", ["models/gate/crm_lead/status.py", "views/gate/a.xml", "tests/a.py"]
)
def test_file_is_too_long(house, path):
    walls.write(house, path, "\n" * 401)
    assert walls.find(house, "sizes") == [f"{path}:401: 401 lines; 400 are allowed"]


# --- what is elevated ------------------------------------------------------------------

WITHOUT_REASON = "is elevated without a comment that says why that is safe"


@pytest.mark.parametrize(
    "code",
    [
        "\ndef look(self):\n    return self.sudo().name\n",
        "\n# sudo: a reason outside of the function\ndef look(self):\n    x = 1\n    self.sudo()\n",
        "\ndef look(self):\n    # sudo: a reason of something else\n    x = 1\n    self.sudo()\n",
        "\ndef look(self):\n    return self.env(su=True)\n",
    ],
)
def test_elevated_without_a_reason(house, code):
    line = walls.add(house, "models/icp/crm_lead/score.py", code) + code.count("\n") - 1
    assert walls.find(house, "elevation") == [
        f"models/icp/crm_lead/score.py:{line}: {WITHOUT_REASON}"
    ]


@pytest.mark.parametrize(
    "code",
    [
        "\ndef look(self):\n    # sudo: a reason\n    x = self.sudo()\n    return x.sudo()\n",
        "\ndef look(self):\n    return self.sudo()  # a reason\n",
        "\ndef look(self):\n    return (\n        1\n        # a reason\n        + self.sudo())\n",
    ],
)
def test_elevated_with_a_reason(house, code):
    walls.add(house, "models/icp/crm_lead/score.py", code)
    assert walls.find(house, "elevation") == []


def test_elevated_in_a_template(house):
    walls.write(house, "report/gate_report.xml", '<odoo>\n<t t-esc="o.sudo().name" />\n</odoo>\n')
    assert walls.find(house, "elevation") == [f"report/gate_report.xml:2: {WITHOUT_REASON}"]


# --- tests of JavaScript ---------------------------------------------------------------


def test_component_without_a_test(house):
    path = "static/src/gate/gate_panel/gate_panel.js"
    walls.write(house, path, "")
    sentence = "has no test static/tests/gate/gate_panel.test.js"
    assert walls.find(house, "js_tests") == [f"{path}:1: {sentence}"]


def test_file_of_a_room_without_a_test(house):
    walls.write(house, "static/src/gate/gate_words.js", "")
    sentence = "has no test static/tests/gate/gate_words.test.js"
    assert walls.find(house, "js_tests") == [f"static/src/gate/gate_words.js:1: {sentence}"]


def test_test_without_a_source(house):
    path = "static/tests/icp/gate_badge.test.js"
    walls.write(house, path, "")
    sentence = "tests nothing of its name in static/src/icp/"
    assert walls.find(house, "js_tests") == [f"{path}:1: {sentence}"]
