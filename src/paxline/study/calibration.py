"""Whether claims come true as often as they say: PIT histograms and the coverage of intervals.

The forecasts of one week share its shocks, so that a share over several of them is as uncertain as if each week
counted once; that errs on the careful side.

Source: Gneiting, Balabdaoui and Raftery (2007), Probabilistic forecasts, calibration and sharpness; Wilson (1927),
Probable inference, the law of succession, and statistical inference, for the interval of a share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from paxline.forecast.distribution import Floats
from paxline.forecast.scoring import coverage
from paxline.study.record import weeks_of
from paxline.study.walkforward import Row

BINS: Final = 10
"""Bars of a PIT histogram."""

LEVELS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Probabilities of the central intervals looked at."""

_Z95: Final = 1.959964


class Verdict(Enum):
    """What the evidence says of a claim, at 95 %."""

    AS_CLAIMED = "as often as claimed, as far as so many weeks can tell"
    TOO_SELDOM = "less often than claimed: the forecasts are too sure of themselves"
    TOO_OFTEN = "more often than claimed: the forecasts are wider than they need be"


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happened that was claimed to happen so often.

    Attributes:
        claimed: The probability claimed, 0 to 1.
        happened: The share of times that it happened, 0 to 1.
        low: Lower end of the 95 % interval of ``happened``, from ``weeks``.
        high: Upper end.
        n: Number of claims.
        weeks: Number of different weeks among them.
    """

    claimed: float
    happened: float
    low: float
    high: float
    n: int
    weeks: int

    @property
    def verdict(self) -> Verdict:
        """What the interval says of the claim."""
        if self.high < self.claimed:
            return Verdict.TOO_SELDOM
        return Verdict.TOO_OFTEN if self.low > self.claimed else Verdict.AS_CLAIMED


@dataclass(frozen=True, slots=True)
class Histogram:
    """Shares of pits in ``BINS`` equal steps from 0 to 1; all are ``1 / BINS`` for a calibrated forecaster.

    Attributes:
        shares: They sum to 1.
        band: Lowest and highest share that a calibrated forecaster's bars show at 95 %, each by itself.
        n: Number of pits.
        weeks: Number of different weeks among them.
    """

    shares: tuple[float, ...]
    band: tuple[float, float]
    n: int
    weeks: int

    @property
    def outside(self) -> int:
        """The number of bars outside the band."""
        return sum(not self.band[0] <= share <= self.band[1] for share in self.shares)


def share(claimed: float, happened: float, *, n: int, weeks: int) -> Share:
    """A share with its interval; ``weeks`` is at least 1."""
    low, high = wilson(happened, weeks)
    return Share(claimed, happened, low, high, n, weeks)


def wilson(happened: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a probability of which the share ``happened`` was seen in ``n`` trials, n above 0."""
    centre = happened + _Z95**2 / (2 * n)
    half = _Z95 * np.sqrt(happened * (1 - happened) / n + _Z95**2 / (4 * n**2))
    scale = 1 + _Z95**2 / n
    return max(float((centre - half) / scale), 0.0), min(float((centre + half) / scale), 1.0)


def pit_histogram(rows: Sequence[Row]) -> Histogram:
    """The histogram of the pits of ``rows``; at least one."""
    weeks = len(weeks_of(rows))
    counts, _ = np.histogram(_pits(rows), bins=BINS, range=(0.0, 1.0))
    half = _Z95 * float(np.sqrt((1 - 1 / BINS) / BINS / weeks))
    band = (max(1 / BINS - half, 0.0), 1 / BINS + half)
    return Histogram(tuple((counts / len(rows)).tolist()), band, len(rows), weeks)


def interval_shares(rows: Sequence[Row]) -> tuple[Share, ...]:
    """How often each central interval of ``LEVELS`` held the print; at least one row."""
    pits, weeks = _pits(rows), len(weeks_of(rows))
    return tuple(share(level, coverage(pits, level), n=len(rows), weeks=weeks) for level in LEVELS)


def _pits(rows: Sequence[Row]) -> Floats:
    return np.array([row.pit for row in rows])
