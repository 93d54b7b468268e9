"""Fitted hyper-parameters as shipped: what each was fitted on, and from when it may be used.

Made by ``forecast.fit`` on as-published counts (restated for 2019 and early 2020), scoring weeks from 2021-09-01 on.
A fit may be used on days after the last it has seen, never on one it has. The form of the covariance and the centre
of the prior were chosen with sight of the weeks of 2022-06 to 2023-12, one part of it (the drift of the weekdays) of
all weeks to 2026-04; the bank's factors come from a study that saw all of these weeks. Of the fit's settings three were
compared on the weeks from 2024 on, and the one a study had recommended beforehand is kept.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from paxline.forecast.kernels import Parameters


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted hyper-parameters and where they come from.

    Attributes:
        trained_through: The last day whose count it has seen.
        parameters: The fitted hyper-parameters.
        objective: Value of the fit's objective, dimensionless.
        mean_crps: Mean closed-form CRPS over the training weeks and 0 … 4 known days, passengers; of one speed alone.
    """

    trained_through: date
    parameters: Parameters
    objective: float
    mean_crps: float


SHIPPED: Final[tuple[Fit, ...]] = (
    Fit(
        trained_through=date(2022, 5, 31),
        parameters=Parameters(
            level_innovation=0.0081025,
            medium_sd=0.018166,
            medium_days=48.001,
            short_sd=0.01007,
            short_days=1.1742,
            annual_sd=0.16069,
            annual_length=0.53112,
            weekday_sd=0.095121,
            weekday_days=1836.6,
            weekday_season_sd=0.042271,
            weekday_season_length=0.58431,
            holiday_sd=0.078175,
            holiday_days=1.5468,
            holiday_weekday_sd=0.042541,
            holiday_weekday_days=6.1744,
            core_sd=0.14901,
            swing_sd=0.01002,
            swing_days=5.9232,
            memory_sd=0.011169,
            memory_days=1.8467,
            noise_sd=0.011925,
            winter_factor=1.4731,
        ),
        objective=-26.026,
        mean_crps=22662.0,
    ),
    Fit(
        trained_through=date(2023, 12, 31),
        parameters=Parameters(
            level_innovation=0.0055746,
            medium_sd=0.016725,
            medium_days=49.439,
            short_sd=0.0077826,
            short_days=0.96958,
            annual_sd=0.12089,
            annual_length=0.58123,
            weekday_sd=0.064157,
            weekday_days=2376.6,
            weekday_season_sd=0.038136,
            weekday_season_length=0.62139,
            holiday_sd=0.056858,
            holiday_days=1.7123,
            holiday_weekday_sd=0.046758,
            holiday_weekday_days=4.5257,
            core_sd=0.14462,
            swing_sd=0.011527,
            swing_days=6.6085,
            memory_sd=0.0086416,
            memory_days=1.9188,
            noise_sd=0.010741,
            winter_factor=1.4669,
        ),
        objective=-121.982,
        mean_crps=20180.0,
    ),
    Fit(
        trained_through=date(2024, 12, 31),
        parameters=Parameters(
            level_innovation=0.0046523,
            medium_sd=0.015233,
            medium_days=49.552,
            short_sd=0.008433,
            short_days=0.90164,
            annual_sd=0.11359,
            annual_length=0.59144,
            weekday_sd=0.064559,
            weekday_days=2650.4,
            weekday_season_sd=0.042613,
            weekday_season_length=0.55806,
            holiday_sd=0.059859,
            holiday_days=1.8382,
            holiday_weekday_sd=0.047027,
            holiday_weekday_days=4.3478,
            core_sd=0.14516,
            swing_sd=0.0091826,
            swing_days=6.7748,
            memory_sd=0.0066233,
            memory_days=1.7627,
            noise_sd=0.010145,
            winter_factor=1.367,
        ),
        objective=-199.749,
        mean_crps=18649.0,
    ),
    Fit(
        trained_through=date(2025, 12, 31),
        parameters=Parameters(
            level_innovation=0.0042612,
            medium_sd=0.01623,
            medium_days=45.235,
            short_sd=0.0092916,
            short_days=0.94357,
            annual_sd=0.11849,
            annual_length=0.59258,
            weekday_sd=0.059417,
            weekday_days=2963.3,
            weekday_season_sd=0.045793,
            weekday_season_length=0.53043,
            holiday_sd=0.065169,
            holiday_days=2.1889,
            holiday_weekday_sd=0.041412,
            holiday_weekday_days=4.0507,
            core_sd=0.14861,
            swing_sd=0.010194,
            swing_days=6.5957,
            memory_sd=0.0057865,
            memory_days=1.611,
            noise_sd=0.0096208,
            winter_factor=1.5313,
        ),
        objective=-266.673,
        mean_crps=18645.0,
    ),
)
"""All fits, oldest first."""
