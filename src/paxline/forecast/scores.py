"""Past weeks scored in closed form, straight from a factor.

The week's mean given its first days and everything before is taken as normal and linear in the logs about the counts
that came; that is near enough to fit by and to weigh members by, and costs next to nothing.
"""

from datetime import date

import numpy as np

from paxline.forecast.design import Design
from paxline.forecast.factor import Factor
from paxline.forecast.kernels import Floats
from paxline.forecast.tails import normal_cdf
from paxline.forecast.windows import Ints


def complete_weeks(design: Design, *, since: date) -> Ints:
    """First row of every week from ``since`` on whose seven days are observed in contiguous rows."""
    days = design.days[: design.observed]
    mondays = np.flatnonzero((days % 7 == 1) & (days >= since.toordinal()))
    mondays = mondays[mondays + 6 < len(days)]
    return mondays[days[mondays + 6] - days[mondays] == 6]


def prefix_crps(factor: Factor, design: Design, weeks: Ints) -> Floats:
    """CRPS of each week's mean given 0 … 4 of its days and everything before, shape ``(weeks, 5)``, passengers."""
    error, variance = weekly_errors(*week_pieces(factor.lower, factor.whitened, factor.extra, design, weeks))
    return normal_crps(error, np.sqrt(variance))


def week_pieces(
    lower: Floats, whitened: Floats, extra: Floats, design: Design, weeks: Ints
) -> tuple[Floats, Floats, Floats, Floats]:
    """Triangles ``(w, 7, 7)``, innovations, extra noise and counts / 7 ``(w, 7)`` of each week."""
    rows = weeks[:, None] + np.arange(7)
    triangles = np.tril(lower[rows[:, :, None], rows[:, None, :]])
    return triangles, whitened[rows], extra[rows], np.exp(design.log_counts[rows]) / 7.0


def weekly_errors(triangles: Floats, whitened: Floats, extra: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Error and variance of the linearised weekly mean at 0 … 4 known days, both ``(weeks, 5)``."""
    error = np.empty((len(shares), 5))
    variance = np.empty_like(error)
    for known in range(5):
        combined = np.einsum("wi,wij->wj", shares[:, known:], triangles[:, known:, known:])
        error[:, known] = (combined * whitened[:, known:]).sum(axis=1)
        variance[:, known] = (combined**2).sum(axis=1) - (shares[:, known:] ** 2 * extra[:, known:]).sum(axis=1)
    return error, variance


def normal_crps(error: Floats, sd: Floats) -> Floats:
    """CRPS of a normal of the given sd whose mean is off by ``error``, elementwise."""
    x = error / sd
    density = np.exp(-0.5 * x**2) / np.sqrt(2.0 * np.pi)
    return sd * (x * (2.0 * normal_cdf(x) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi))
