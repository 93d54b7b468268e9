"""Backtests made by hand."""

from functools import cache

from tests.study.ladders import KNOWS
from tests.study.replays import scenes

from paxline.study.backtest import Backtest, backtest
from paxline.study.mirrored import Placebo


@cache
def report(outcome: float = 2_445_000.0, weeks: int = 3) -> Backtest:
    return backtest("made up", scenes(KNOWS, weeks=weeks, outcome=outcome), lambda _: Placebo(8, 10.0, -5.0, 1))
