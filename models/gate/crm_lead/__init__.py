from . import status

# isort: split
from . import (
    actions,
    age,
    approval,
    badge,
    crossing,
    move,
    packet,
    panel,
    waiting,
    waiver_request,
)
