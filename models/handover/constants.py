from ...tools import rooms

ROOM = "handover"
ROOM_GROUP = rooms.get_group(ROOM)
# Receivers need not be in Sales: what a deal shows is for Sales while the room is on.
DEAL_GROUP = f"{ROOM_GROUP}_deal"
DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
ACCEPTED, KICKED_OFF, CLOSED = "accepted", "kicked_off", "closed"
STATES = [
    (DRAFT, "Draft"),
    (SUBMITTED, "Submitted"),
    (RETURNED, "Returned"),
    (ACCEPTED, "Accepted"),
    (KICKED_OFF, "Kicked Off"),
    (CLOSED, "Closed"),
]
# While the packet is with the seller.
EDITABLE = (DRAFT, RETURNED)
# From the least to the most advanced, for deals that are merged.
PROGRESS = (DRAFT, RETURNED, SUBMITTED, ACCEPTED, KICKED_OFF, CLOSED)

# Contacts that go because they are merged into another one. An object: no client can send it.
MERGING = object()

# Lets the packet be written after submission. An object: no client can send it.
UNLOCKED = object()

# What makes somebody leave, or lose what they had to do with a handover.
LEAVING_FIELDS = frozenset(("active", "group_ids", "role", "company_ids", "company_id"))

# Topic of the activity that says that a deal is no longer won.
LOST_DEAL = "handover_lost_deal"

OPEN, KEPT, BROKEN, RELEASED = "open", "kept", "broken", "released"
PROMISE_STATES = [
    (OPEN, "Open"),
    (KEPT, "Kept"),
    (BROKEN, "Broken"),
    (RELEASED, "Released"),
]

# The parts of those who have to act on a handover.
RECEIVER, KEEPER, SELLER = "receiver", "keeper", "seller"
