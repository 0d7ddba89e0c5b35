"""Test files mirror source files in JavaScript.

``static/src/gate/gate_panel/gate_panel.js`` is tested by ``static/tests/gate/gate_panel.test.js``,
or by files of any name in ``static/tests/gate/gate_panel/`` where there is much to test. So is each
file that lies in a room without a folder of its own. Other files of a component may have tests of
their name, and each test has a source. Tours and helpers of tests mirror nothing.
"""

import re

from tree import Violation

SOURCE = re.compile(r"((?:bridges/\w+/)?static/)src/(\w+)/(.+)\.js")
TEST = re.compile(r"((?:bridges/\w+/)?static/)tests/(?!tours/)(\w+)/(.+)\.test\.js")


def check(tree):
    components, names, tests = {}, set(), {}
    for path in tree.find(".js"):
        if match := SOURCE.fullmatch(path):
            static, room, rest = match.groups()
            folder, *inner = rest.split("/")
            components.setdefault((static, room, folder), path)
            names |= {(static, room, folder), (static, room, inner[-1] if inner else folder)}
        elif match := TEST.fullmatch(path):
            static, room, rest = match.groups()
            tests.setdefault((static, room, rest.split("/")[0]), path)
    for (static, room, name), path in sorted(components.items()):
        if (static, room, name) not in tests:
            yield Violation(path, 1, f"has no test {static}tests/{room}/{name}.test.js")
    for key, path in sorted(tests.items()):
        if key not in names:
            yield Violation(path, 1, f"tests nothing of its name in {key[0]}src/{key[1]}/")
