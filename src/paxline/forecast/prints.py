"""The settlement print: seven published counts, some known, the others jointly log-normal.

The sum of the unpublished counts is taken as log-normal with its exact first two moments; its 16, 50 and 84 %
quantiles then set the centre and scale of a Student t, whose tails hold the storms that no normal does.

Source: Fenton (1960), The sum of log-normal probability distributions in scatter transmission systems;
Lichtendahl, Grushka-Cockayne and Winkler (2013), Is it better to average probabilities or quantiles?
"""

from typing import Final

import numpy as np

from paxline.forecast.distribution import Distribution, Mixture, StudentT
from paxline.forecast.kernels import Floats
from paxline.forecast.tails import normal_quantile, student_quantile

DAYS: Final = 7

TAIL_DF: Final = 5.0
"""Degrees of freedom of the print's distribution."""

CORRECTION_SHARE: Final = 0.015
"""Share of weeks in which a published day is corrected before it counts: three seen in 200 weeks (2022-26)."""

CORRECTION_SD: Final = 30_000.0
"""Scale of what a correction does to the week's mean, passengers: the one that mattered moved a day by 366,000."""

SMALLEST_SCALE: Final = 1.0
"""Scale of a print whose days are all published, passengers."""

_NORMAL_84: Final = float(normal_quantile(0.84))
_TAIL_84: Final = float(student_quantile(TAIL_DF, 0.84))


def day_moments(mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Mean counts ``(..., n)`` and their covariance ``(..., n, n)`` from those of their logs."""
    counts = np.exp(mean + 0.5 * np.diagonal(covariance, axis1=-2, axis2=-1))
    return counts, counts[..., :, None] * counts[..., None, :] * np.expm1(covariance)


def print_quantiles(known_total: float, mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Median of the week's mean and half the distance of its 16 and 84 % quantiles, passengers, shape ``(...)``.

    Args:
        known_total: Sum of the published counts of the week.
        mean: Mean of the unpublished log counts, shape ``(..., n)`` with ``n`` above 0.
        covariance: Their covariance, shape ``(..., n, n)``.
    """
    counts, of_counts = day_moments(mean, covariance)
    total = counts.sum(axis=-1)
    log_variance = np.log1p(of_counts.sum(axis=(-2, -1)) / total**2)
    median = total * np.exp(-0.5 * log_variance)
    half = median * np.sinh(_NORMAL_84 * np.sqrt(log_variance))
    return (known_total + median) / DAYS, half / DAYS


def tailed(median: Floats, half_width: Floats, weights: Floats) -> StudentT:
    """The members' Student t's, averaged quantile by quantile; all shapes ``(members,)``.

    Distributions of one family that differ in centre and scale only pool to the same family.
    """
    scale = float(weights @ half_width) / _TAIL_84
    return StudentT(float(weights @ median), max(scale, SMALLEST_SCALE), TAIL_DF)


def published(total: float) -> Distribution:
    """The print of a week whose days are all published: their mean, unless one is corrected before it counts.

    While a day is missing, the tails of ``tailed`` hold more than corrections would add.
    """
    mean = total / DAYS
    stands = StudentT(mean, SMALLEST_SCALE, TAIL_DF)
    return Mixture((stands, StudentT(mean, CORRECTION_SD, TAIL_DF)), (1.0 - CORRECTION_SHARE, CORRECTION_SHARE))
