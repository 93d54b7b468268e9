"""A proof made by hand: a good forecaster, a rival as good but vaguer, and one far off, on the protocol's windows."""

from datetime import date
from functools import cache

from tests.study.planted import CENTRE, SPREAD, honest, outcomes, record

from paxline.forecast.distribution import Normal
from paxline.study.proof import Proof, prove
from paxline.study.walkforward import WINDOW_C

KNOWN = (0, 1, 4)


@cache
def proof() -> Proof:
    actuals = outcomes(140)
    ours = record(honest, actuals, model="ours", known=KNOWN, first=WINDOW_C.first)
    vague = record(lambda _: Normal(CENTRE, 5 * SPREAD), actuals, model="vague", known=KNOWN, first=WINDOW_C.first)
    far = record(lambda _: Normal(CENTRE + 4e5, SPREAD), actuals, model="far", known=KNOWN, first=WINDOW_C.first)
    return prove(ours, [vague, far], counts_to=date(2026, 4, 26), seed=1)


@cache
def lost() -> Proof:
    """The vague one, held against the good one."""
    actuals = outcomes(40)
    vague = record(lambda _: Normal(CENTRE, 5 * SPREAD), actuals, model="vague", known=(0,), first=WINDOW_C.first)
    ours = record(honest, actuals, model="ours", known=(0,), first=WINDOW_C.first)
    same = record(lambda _: Normal(CENTRE, 5 * SPREAD), actuals, model="same", known=(0,), first=WINDOW_C.first)
    return prove(vague, [ours, same], counts_to=date(2026, 4, 26), seed=1)
