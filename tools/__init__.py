from . import (
    backtest,
    buying_group,
    computed_relation,
    condition,
    contact_query,
    kept_fields,
    score_query,
    three_valued,
    wilson,
)
