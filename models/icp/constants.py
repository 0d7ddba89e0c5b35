from ...tools import rooms
from .scoring.score_query import COLUMNS, UNKNOWN

ROOM = "icp"
ROOM_GROUP = rooms.get_group(ROOM)
# Contacts are edited by people outside Sales too; their company's values are copied then.
CONTACT_GROUP = f"{ROOM_GROUP}_contact"

FIT, DISQUALIFIER = "fit", "disqualifier"
# Context key of a change of state made by the buttons. An object cannot come from a client.
STATE_CHANGE = object()

DRAFT, PUBLISHED, ARCHIVED = "draft", "published", "archived"
# Set when the room is switched on for the first time.
SEEN_PARAMETER = "crm_playbook.icp_was_on"

CRON = "crm_playbook.ir_cron_icp_rescore"

TIERS = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), (UNKNOWN, "Not Enough Known")]

ICP_COLUMNS = {f"icp_{name}": name for name in COLUMNS}
