from ...tools import rooms

ROOM = "coaching"
ROOM_GROUP = rooms.get_group(ROOM)
DRAFT, SHARED, ANSWERED, CLOSED = "draft", "shared", "answered", "closed"
OCCASIONS = [
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("proposal", "Proposal"),
    ("lost", "Lost Deal"),
    ("role_play", "Role Play"),
    ("one_to_one", "One-to-One"),
]

PROPOSED, PLANNED, DONE, DROPPED = "proposed", "planned", "done", "dropped"

KINDS = [
    ("question", "Missed Question"),
    ("value", "Unclear Value"),
    ("stakeholder", "Absent Stakeholder"),
    ("risk", "Ignored Risk"),
]
# Kinds with the field of a note that says more about it.
TEXT_FIELDS = {
    "question": "missed_question",
    "value": "unclear_value",
    "stakeholder": "absent_stakeholder",
    "risk": "ignored_risk",
}

ACTIVITY_TYPE = "mail.mail_activity_data_todo"

OPENED, HANDED_OVER = "opened", "handed_over"

BY_COACH, OWN = "coach", "own"
