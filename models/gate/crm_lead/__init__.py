from . import status

# isort: split
from . import (
    actions,
    age,
    approval,
    badge,
    crossing,
    fill,
    move,
    packet,
    panel,
    waiting,
    waiver_request,
)
