"""The market's distribution the slow way: a library's trust-region search from three starts, to the last digit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.stats import t

from paxline.forecast.distribution import StudentT
from paxline.market.book import SeenQuote

_NO_SLACK = 2.3e-16


def slowly_implied(quotes: Sequence[SeenQuote], ours: StudentT) -> tuple[StudentT, float]:
    """The fit to ``quotes``, and by how much its half squared misses are fewer than those of ``ours``."""
    rows = sorted(
        (
            one.contract.strike,
            one.quote.bid.dollars if one.quote.bid else 0.0,
            one.quote.ask.dollars if one.quote.ask else 1.0,
        )
        for one in quotes
    )
    strike, bid, ask = np.array([row for row in rows if row[1] > 0 or row[2] < 1]).T
    two_sided, mid = (bid > 0) & (ask < 1), (bid + ask) / 2

    def misses(x: NDArray[np.float64]) -> NDArray[np.float64]:
        p = t.sf(strike, 4, x[0] * 1e4, np.exp(x[1]))
        outside = np.maximum(bid - p, 0) - np.maximum(p - ask, 0)
        return np.where(two_sided, (p - mid) / ((ask - bid) / 2 + 0.005), outside / 0.005)

    centre = float(np.interp(0.5, mid[two_sided][::-1], strike[two_sided][::-1])) / 1e4
    low, high = (strike[0] / 1e4 - 100, np.log(500.0)), (strike[-1] / 1e4 + 100, np.log(1e6))
    fits = [
        least_squares(
            misses,
            (centre, np.log(scale)),
            bounds=(low, high),
            jac="3-point",
            ftol=_NO_SLACK,
            xtol=_NO_SLACK,
            gtol=_NO_SLACK,
        )
        for scale in (1e4, 3e4, 9e4)
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    cost = 0.5 * float(np.sum(misses(np.array([ours.loc / 1e4, np.log(ours.scale)])) ** 2))
    return StudentT(float(best.x[0]) * 1e4, float(np.exp(best.x[1])), 4.0), cost - float(best.cost)
