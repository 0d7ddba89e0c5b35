from . import handover

# isort: split
from . import (
    clock,
    completeness,
    delivery,
    documents,
    forgetting,
    guard,
    helpdesk,
    hours,
    leavers,
    lifecycle,
    packet,
    prefill,
    project,
    states,
    tasks,
)
