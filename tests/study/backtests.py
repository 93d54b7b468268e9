"""Backtests made by hand."""

from functools import cache

from tests.study.ladders import KNOWS
from tests.study.replays import scenes

from paxline.study.backtest import OTHERS, PLAIN, Backtest, backtest
from paxline.study.mirrored import Placebo


@cache
def report(outcome: float = 2_445_000.0, weeks: int = 3) -> Backtest:
    seen = scenes(KNOWS, weeks=weeks, outcome=outcome)
    return backtest("made up", seen, PLAIN, others=OTHERS, placebo=Placebo(8, 10.0, -5.0, 1))
