from datetime import timedelta

from ...tools import rooms

DRAFT, PREPARED, RUNNING, DONE, CANCELLED = "draft", "prepared", "running", "done", "cancelled"
OPEN_STATES = (DRAFT, PREPARED, RUNNING)
# So long before it takes place the next review is prepared, and so long after it was missed.
AHEAD = timedelta(hours=24)
DEAL_LIMIT = 20
MOST_DEALS = 200
ROOM = "review"
ROOM_GROUP = rooms.get_group(ROOM)

ACTION = "action-crm_playbook.crm_deal_review_action"

# Context value of changes of which people are told later. An object, which no client can send.
LATER = object()

KEEP, FORECAST, HELP, DISQUALIFY, LOST = "keep", "forecast", "help", "disqualify", "lost"
DECISIONS = [
    (KEEP, "Keep"),
    (FORECAST, "Change Forecast"),
    (HELP, "Help Needed"),
    (DISQUALIFY, "Disqualify"),
    (LOST, "Lost"),
]
LINE_STATES = [
    ("open", "To Decide"),
    ("decided", "Decided"),
    ("carried", "Comes Back"),
    ("closed", "No Longer Open"),
]
