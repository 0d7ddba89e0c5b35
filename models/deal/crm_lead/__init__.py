from . import (
    changes,
    creation,
    defaults,
    facts,
    merging,
    packet,
    passage,
    side_columns,
    steps,
    waiting,
)
