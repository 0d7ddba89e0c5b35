from . import backtest, score_query, three_valued
