"""What forecasts say about strikes: the probability of each, how often it comes true, and what a wrong one costs.

Strikes are those a ladder lists near the money: the usual steps up to ``REACH`` either way of a centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from paxline.counts.calendar import Week
from paxline.forecast.distribution import Distribution, Floats, Normal, exceedance, median
from paxline.forecast.scoring import log_loss
from paxline.market.contract import STRIKE_STEP
from paxline.study.calibration import Share, share
from paxline.study.record import Case

REACH: Final = 5
"""Steps of the ladder either way of the strike nearest to the centre: 250,000 people."""

EDGES: Final = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Stated probabilities between which claims are put together; finer where prices of long shots lie."""

_Z84: Final = float(ndtri(0.84))


@dataclass(frozen=True, slots=True)
class Claims:
    """Stated probabilities and what came of them, one entry for each strike of each forecast; shapes ``(n,)``.

    Attributes:
        stated: Probability of a print above the strike, 0 to 1.
        happened: 1 where the print was above, else 0.
        weeks: The week of each.
    """

    stated: Floats
    happened: Floats
    weeks: tuple[Week, ...]


def strikes_near(centre: float) -> Floats:
    """The strikes within ``REACH`` of the one nearest to ``centre``, people, ascending, shape ``(11,)``."""
    return (round(centre / STRIKE_STEP) + np.arange(-REACH, REACH + 1.0)) * STRIKE_STEP


def normal_tailed(of: Distribution) -> Normal:
    """The normal with the same median and the same distance of its 16 and 84 % quantiles."""
    low, high = of.quantile((0.16, 0.84)).tolist()
    return Normal(median(of), (high - low) / (2.0 * _Z84))


def claims(cases: Sequence[Case]) -> Claims:
    """What each case says of the strikes around its own median."""
    stated: list[Floats] = []
    happened: list[Floats] = []
    weeks: list[Week] = []
    for case in cases:
        strikes = strikes_near(case.row.median)
        stated.append(exceedance(case.settlement, strikes))
        happened.append(_above(case, strikes))
        weeks += [case.row.week] * len(strikes)
    return Claims(np.concatenate(stated), np.concatenate(happened), tuple(weeks))


def strike_shares(of: Claims) -> tuple[Share, ...]:
    """For each step of ``EDGES`` that holds any: the mean stated probability, and how often it came true."""
    steps = np.clip(np.searchsorted(EDGES, of.stated, side="right") - 1, 0, len(EDGES) - 2)
    found: list[Share] = []
    for step in np.unique(steps):
        chosen = np.flatnonzero(steps == step)
        weeks = len({of.weeks[i] for i in chosen})
        stated, happened = float(of.stated[chosen].mean()), float(of.happened[chosen].mean())
        found.append(share(stated, happened, n=len(chosen), weeks=weeks))
    return tuple(found)


def strike_losses(of: Sequence[Distribution], cases: Sequence[Case]) -> Floats:
    """Mean log loss, nats a strike, of each of ``of`` on the strikes around the case's median, shape ``(cases,)``.

    The strikes are the case's and the probabilities those of ``of``, so that rivals answer the same questions.
    """
    losses: list[float] = []
    for told, case in zip(of, cases, strict=True):
        strikes = strikes_near(case.row.median)
        losses.append(float(log_loss(exceedance(told, strikes), _above(case, strikes)).mean()))
    return np.array(losses)


def _above(case: Case, strikes: Floats) -> Floats:
    return (case.row.actual > strikes).astype(np.float64)
