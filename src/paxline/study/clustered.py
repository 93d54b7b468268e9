"""What a handful of events says: each event is one observation, however many strikes and days it holds."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from paxline.forecast.distribution import Floats

EXACT: Final = 14
"""Up to so many events every pattern of signs is tried; above, Student's t gives the probability."""


@dataclass(frozen=True, slots=True)
class Clustered:
    """The mean of one number per event.

    Attributes:
        n: Events.
        mean: Their mean.
        error: Its standard error; 0 where n is 1.
        low: Lower end of the 95 % interval, Student's t with n - 1 degrees of freedom; the mean where n is 1.
        high: Upper end.
        below: Events below zero.
        p: Two-sided probability of a mean this far from zero if signs were tossed; 1 where n is 1.
        lowest: The lowest event.
        highest: The highest event.
    """

    n: int
    mean: float
    error: float
    low: float
    high: float
    below: int
    p: float
    lowest: float
    highest: float


def clustered(each: ArrayLike) -> Clustered:
    """The account of one number per event, shape ``(n,)``, n above 0."""
    each = np.asarray(each, dtype=np.float64)
    n = len(each)
    if not n:
        raise ValueError("no event")
    mean = float(each.mean())
    error = float(each.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    reach = float(stdtrit(n - 1, 0.975) * error) if n > 1 else 0.0
    return Clustered(
        n=n,
        mean=mean,
        error=error,
        low=mean - reach,
        high=mean + reach,
        below=int((each < 0).sum()),
        p=_sign_flip(each) if n <= EXACT else _student(mean, error, n),
        lowest=float(each.min()),
        highest=float(each.max()),
    )


def _sign_flip(each: Floats) -> float:
    signs = np.array(list(product((-1.0, 1.0), repeat=len(each))))
    sums = np.abs(signs @ each)
    # The last bit of a sum of the same numbers depends on their order.
    return float(np.mean(sums >= abs(each.sum()) * (1 - 1e-12) - 1e-300))


def _student(mean: float, error: float, n: int) -> float:
    return 1.0 if error == 0.0 else float(2.0 * stdtr(n - 1, -abs(mean) / error))
