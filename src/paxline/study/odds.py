"""Running odds against no skill: what a bettor at the market's prices would have made of a pound staked on the pool.

Each week the whole stake is spread over the ladder's bins by the pool's probabilities and paid at the market's; the
week multiplies it by the pool's probability of the bin that came over the market's. If the market's probabilities are
the true ones the stake is a martingale, so it passes 20 at any time with a probability of at most one in 20: the
record may be read after any week without a penalty.

Source: Ville (1939); Shafer (2021), Testing by betting; Ramdas, Grünwald, Vovk, Shafer (2023), Game-theoretic
statistics and safe anytime-valid inference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from paxline.forecast.distribution import Floats

CLAIM: Final = 20.0
"""Odds at which skill is claimed; below 1 over this the claim is given up in public."""

SMALLEST_BIN: Final = 1e-4
"""How small a bin's probability is taken to be on either side, before bins are made to sum to 1 again."""


@dataclass(frozen=True, slots=True)
class Odds:
    """A betting record.

    Attributes:
        factors: What each week multiplied the stake by, oldest first.
        path: The stake after each week, from 1.
    """

    factors: tuple[float, ...]
    path: tuple[float, ...]

    @property
    def now(self) -> float:
        """The stake after the last week; 1 before the first."""
        return self.path[-1] if self.path else 1.0

    @property
    def verdict(self) -> str:
        """What the odds allow to be said."""
        if self.now >= CLAIM:
            return "skill claimed"
        return "no skill: given up" if self.now <= 1.0 / CLAIM else "open"


def odds_of(factors: Sequence[float]) -> Odds:
    """The record of weeks that multiplied the stake so."""
    return Odds(tuple(factors), tuple(np.cumprod(factors).tolist()))


def bins(p_above: ArrayLike) -> Floats:
    """Probabilities of the ladder's bins from the lowest, shape ``(n + 1,)``; each at least ``SMALLEST_BIN``."""
    edges = np.concatenate([[1.0], np.asarray(p_above, dtype=np.float64), [0.0]])
    floored = np.maximum(-np.diff(edges), SMALLEST_BIN)
    return floored / floored.sum()


def factor(ours: ArrayLike, market: ArrayLike, *, passed: int) -> float:
    """What one week multiplies the stake by.

    Args:
        ours: Our probability above each strike, lowest first.
        market: The market's.
        passed: How many strikes the print was above.
    """
    return float(bins(ours)[passed] / bins(market)[passed])
