from . import (
    backtest,
    buying_group,
    computed_relation,
    condition,
    contact_query,
    score_query,
    three_valued,
    wilson,
)
