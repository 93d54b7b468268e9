"""What the model makes of a history: how much each named part explains, and which days it took for shocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from paxline.forecast import kernels
from paxline.forecast.bank import Bank
from paxline.forecast.design import Design
from paxline.forecast.factor import CLIP_SD, Factor, weights
from paxline.forecast.kernels import Floats, Parameters, Part
from paxline.forecast.windows import Ints


@dataclass(frozen=True, slots=True)
class ShockDay:
    """A day whose count surprised the model beyond what it lets itself learn from.

    Attributes:
        day: The TSA's reporting day.
        surprise: Log of the count less what was expected of it the moment before.
        sds: The same in standard deviations of that expectation.
    """

    day: date
    surprise: float
    sds: float


@dataclass(frozen=True)
class Anatomy:
    """The posterior mean of every part, on the log scale; they sum to the log count where there is one.

    Attributes:
        days: Proleptic ordinals, shape ``(n,)``.
        mean: Prior mean of the log count, announced shocks included, shape ``(n,)``.
        parts: Posterior mean of each part, shape ``(n,)``; noise is NaN on days without a count.
        shocks: The days whose surprise was cut, ascending.
    """

    days: Ints
    mean: Floats
    parts: Mapping[Part, Floats]
    shocks: tuple[ShockDay, ...]


def anatomy(bank: Bank, days: Ints) -> Anatomy:
    """The anatomy of ``days`` (proleptic ordinals) by the member that weighs most now."""
    heaviest = int(np.argmax(bank.weights_now().mean(axis=0)))
    at, factor, design = bank.members[heaviest], bank.factors[heaviest], bank.design
    n = design.observed
    solved = weights(factor, n)
    both = _beside(design, days)
    parts: dict[Part, Floats] = {}
    lags = np.abs(np.subtract.outer(days, design.days[:n])).astype(np.float64)
    for part, covariance in kernels.STATIONARY.items():
        parts[part] = covariance(lags, at) @ solved
    for part, blocks in both.blocks(at).items():
        parts[part] = np.zeros(len(days))
        for rows, covariance in blocks:
            asked, seen = np.flatnonzero(rows >= n), np.flatnonzero(rows < n)
            parts[part][rows[asked] - n] += covariance[np.ix_(asked, seen)] @ solved[rows[seen]]
    parts[Part.NOISE] = _noise(design, at, factor=factor, solved=solved, days=days)
    return Anatomy(days, both.mean(at)[n:], parts, shock_days(design, factor))


def shock_days(design: Design, factor: Factor) -> tuple[ShockDay, ...]:
    """The observed days whose innovation was cut, ascending."""
    found: list[ShockDay] = []
    for row in np.flatnonzero(factor.extra[: design.observed] > 0.0):
        counted = float(factor.lower[row, row])
        expected = float(np.sqrt(counted**2 - factor.extra[row]))
        surprise = float(np.sign(factor.whitened[row])) * CLIP_SD * counted
        found.append(ShockDay(date.fromordinal(int(design.days[row])), surprise, surprise / expected))
    return tuple(found)


def _beside(design: Design, days: Ints) -> Design:
    """The observed rows with ``days`` below them as if unpublished, each day as restated or not as its row."""
    n = design.observed
    restated = np.isin(days, design.days[:n][design.restated[:n]])
    return Design(
        np.concatenate([design.days[:n], days]),
        np.concatenate([design.log_counts[:n], np.full(len(days), np.nan)]),
        np.concatenate([design.restated[:n], restated]),
        design.shocks,
    )


def _noise(design: Design, at: Parameters, *, factor: Factor, solved: Floats, days: Ints) -> Floats:
    """Posterior mean of each day's own noise, what the cut added included; NaN without a count."""
    n = design.observed
    of_row = (kernels.noise_variance(design.days[:n], at) + factor.extra[:n]) * solved
    found = np.searchsorted(design.days[:n], days).clip(max=n - 1)
    return np.where(design.days[:n][found] == days, of_row[found], np.nan)
