from ...tools import rooms

ROOM = "stakeholder"
ROOM_GROUP = rooms.get_group(ROOM)
ACTIVE, LEFT = "active", "left"

CRON = "crm_playbook.ir_cron_stakeholder_refresh"

UNKNOWN = "unknown"
ATTITUDES = [
    ("opponent", "Opponent"),
    ("sceptic", "Sceptic"),
    ("neutral", "Neutral"),
    ("supporter", "Supporter"),
    ("champion", "Champion"),
    (UNKNOWN, "Unknown"),
]

HEALTHS = [("red", "Red"), ("amber", "Amber"), ("green", "Green")]
