"""Whether one forecaster beats another by more than luck: paired differences with an interval clustered by week.

The issue times of a week share its shocks, and neighbouring weeks share storms and shutdowns, so the bootstrap draws
runs of whole weeks.

Source: Künsch (1989), The jackknife and the bootstrap for general stationary observations; Politis and Romano (1992),
A circular block-resampling procedure, for runs that wrap around the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from paxline.forecast.distribution import Floats

BLOCK_WEEKS: Final = 4
"""Weeks drawn together."""

RESAMPLES: Final = 4000

LEVEL: Final = 0.95
"""Probability of the interval."""


@dataclass(frozen=True, slots=True)
class PairedSkill:
    """How much better one forecaster scored than another on the same weeks and issue times.

    Attributes:
        rows: Pairs of scores.
        weeks: Different weeks among them.
        difference: Mean of ours minus theirs; negative is better, in the score's units.
        low: Lower end of the interval of ``difference``.
        high: Upper end.
        skill: 1 minus the ratio of the mean scores; positive is better.
        skill_low: Lower end of the interval of ``skill``.
        skill_high: Upper end.
    """

    rows: int
    weeks: int
    difference: float
    low: float
    high: float
    skill: float
    skill_low: float
    skill_high: float


def paired_skill(ours: ArrayLike, theirs: ArrayLike, *, weeks: Sequence[date], seed: int) -> PairedSkill:
    """Compare two scores (lower is better) row by row; shapes ``(n,)``, n above 0.

    Args:
        ours: Our score of each row.
        theirs: The baseline's score of the same row.
        weeks: The week that each row belongs to, by any one of its days, the same for all of its rows.
        seed: What the bootstrap draws with; the same seed gives the same interval.

    Raises:
        ValueError: When the three differ in length or are empty.
    """
    ours, theirs = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if ours.ndim != 1 or ours.shape != theirs.shape or len(ours) != len(weeks) or not len(ours):
        raise ValueError("as many scores of ours as of theirs, a week for each, and at least one")
    of_week = _clusters(weeks)
    n = int(of_week.max()) + 1
    sums = np.stack([np.bincount(of_week, column, n) for column in (ours, theirs, np.ones_like(ours))])
    drawn = sums[:, _blocks(n, np.random.default_rng(seed))].sum(axis=-1)
    difference, skill = _compared(sums.sum(axis=-1)[:, None])
    differences, skills = _compared(drawn)
    tails = [0.5 * (1.0 - LEVEL), 0.5 * (1.0 + LEVEL)]
    low, high = np.quantile(differences, tails)
    skill_low, skill_high = np.quantile(skills, tails)
    return PairedSkill(
        rows=len(ours),
        weeks=n,
        difference=float(difference[0]),
        low=float(low),
        high=float(high),
        skill=float(skill[0]),
        skill_low=float(skill_low),
        skill_high=float(skill_high),
    )


def _clusters(weeks: Sequence[date]) -> NDArray[np.int64]:
    """The position of each row's week among the weeks in their order, shape ``(n,)``."""
    position = {week: i for i, week in enumerate(sorted(set(weeks)))}
    return np.array([position[week] for week in weeks], dtype=np.int64)


def _blocks(n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Weeks of each resample, shape ``(RESAMPLES, n)``: runs of ``BLOCK_WEEKS`` that wrap around the end."""
    length = min(BLOCK_WEEKS, n)
    starts = rng.integers(0, n, size=(RESAMPLES, -(-n // length)))
    runs = (starts[:, :, None] + np.arange(length)) % n
    return runs.reshape(RESAMPLES, -1)[:, :n]


def _compared(sums: Floats) -> tuple[Floats, Floats]:
    """Mean difference and skill from sums of ours, theirs and ones, shape ``(3, m)`` to two of ``(m,)``."""
    ours, theirs, rows = sums
    # Two forecasters without any error are equally good.
    ratio = np.divide(ours, theirs, out=np.ones_like(ours), where=theirs != 0.0)
    return (ours - theirs) / rows, 1.0 - ratio
