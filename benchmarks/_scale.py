"""A process that measures one line of the scale benchmark: ``_scale.py DATABASE LINE ROUNDS``
prints durations and the growth of its memory as JSON."""

import json
import sys

from common import databases
from scale_parts import lines
from scale_parts.memory import Memory


def main(database, key, rounds):
    databases.configure()
    with databases.environment(database, lines.ADMIN) as env:
        env["crm.lead"].search([], limit=1).read()  # what a running server has loaded
    memory = Memory()
    durations = lines.LINES[key].measure(database, rounds)
    print(json.dumps({"durations": durations, "growth": memory.get_growth()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
