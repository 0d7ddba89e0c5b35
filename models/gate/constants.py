from ...tools import rooms

ROOM = "gate"
ROOM_GROUP = rooms.get_group(ROOM)
ENTRY, EXIT = "entry", "exit"
MET = {"state": "met", "missing": []}

HOURS_PER_DAY = 24
MIN_MOVES = 5

ASSIGNMENT = object()

HISTORY_MODELS = ("crm.lead.evidence", "crm.stage.waiver", "crm.stage.move")

WAIVE_GROUP = "crm_playbook.group_gate_waive"
# States of waivers that are not over: nothing is decided yet, or the debt is not paid.
GOING_ON = ("requested", "open")
