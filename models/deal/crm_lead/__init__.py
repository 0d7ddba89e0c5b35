from . import (
    badges,
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
