from . import backtest, condition, score_query, three_valued, wilson
