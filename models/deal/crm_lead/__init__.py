from . import (
    badges,
    changes,
    creation,
    defaults,
    draft,
    facts,
    merging,
    packet,
    passage,
    side_columns,
    steps,
    waiting,
)
