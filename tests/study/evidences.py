"""Evidence made by hand."""

from functools import cache

from tests.study.ladders import KNOWS, seen

from paxline.study.curse import curse
from paxline.study.evidence import Evidence
from paxline.study.fridays import Friday, summarise_fridays
from paxline.study.scoreboard import scoreboard
from paxline.testing import WEEK, seen_quote


@cache
def evidence(outcome: float = 2_445_000.0) -> Evidence:
    rows = [one for i in range(2) for one in seen(KNOWS, outcome=outcome, week=WEEK.plus(i - 2))]
    fridays = [Friday(WEEK.plus(-i), seen_quote(2_400_000, bid=None, ask=40), 0.8, paid=True) for i in range(3)]
    return Evidence(scoreboard("made up", rows), summarise_fridays(fridays), curse(rows))
