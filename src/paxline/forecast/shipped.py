"""Fitted hyper-parameters as shipped: what each was fitted on, and from when it may be used.

Made by ``forecast.fit`` on as-published counts (restated for 2019 and early 2020), scoring weeks from 2021-09-01 on.
A fit may be used on days after the last it has seen, never on one it has. The form of the covariance, the centre and
width of the prior, and the factors of the bank were chosen with sight of the weeks of 2022-06 to 2023-12; the list of
ideas they come from, and the bank's factors, with sight of all weeks to 2026-04.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from paxline.forecast.kernels import Parameters


@dataclass(frozen=True, slots=True)
class ShippedFit:
    """One fit and where it comes from.

    Attributes:
        trained_through: The last day whose count it has seen.
        parameters: The fitted hyper-parameters.
        objective: Value of the fit's objective, dimensionless.
        training_crps: Mean closed-form CRPS of one member over its training weeks and 0 … 4 known days, passengers.
    """

    trained_through: date
    parameters: Parameters
    objective: float
    training_crps: float


SHIPPED: Final[tuple[ShippedFit, ...]] = (
    ShippedFit(
        trained_through=date(2022, 5, 31),
        parameters=Parameters(
            level_innovation=0.0063834,
            medium_sd=0.018077,
            medium_days=47.072,
            short_sd=0.010178,
            short_days=1.2649,
            annual_sd=0.13492,
            annual_length=0.4995,
            weekday_sd=0.087452,
            weekday_days=1918.4,
            weekday_season_sd=0.033706,
            weekday_season_length=0.59463,
            holiday_sd=0.064032,
            holiday_days=1.5072,
            holiday_weekday_sd=0.049493,
            holiday_weekday_days=5.5502,
            core_sd=0.13716,
            swing_sd=0.011441,
            swing_days=6.0179,
            memory_sd=0.011757,
            memory_days=1.9609,
            noise_sd=0.011736,
            winter_factor=1.3098,
        ),
        objective=-23.640,
        training_crps=23364.0,
    ),
    ShippedFit(
        trained_through=date(2023, 12, 31),
        parameters=Parameters(
            level_innovation=0.0051781,
            medium_sd=0.016738,
            medium_days=48.407,
            short_sd=0.0085945,
            short_days=1.1802,
            annual_sd=0.11421,
            annual_length=0.56036,
            weekday_sd=0.068103,
            weekday_days=2217.7,
            weekday_season_sd=0.032641,
            weekday_season_length=0.60482,
            holiday_sd=0.054066,
            holiday_days=1.5708,
            holiday_weekday_sd=0.05065,
            holiday_weekday_days=4.9352,
            core_sd=0.13261,
            swing_sd=0.011684,
            swing_days=6.2328,
            memory_sd=0.0099358,
            memory_days=2.0021,
            noise_sd=0.010603,
            winter_factor=1.3246,
        ),
        objective=-120.220,
        training_crps=20311.0,
    ),
    ShippedFit(
        trained_through=date(2024, 12, 31),
        parameters=Parameters(
            level_innovation=0.0044235,
            medium_sd=0.015652,
            medium_days=49.23,
            short_sd=0.008495,
            short_days=1.1394,
            annual_sd=0.11081,
            annual_length=0.57156,
            weekday_sd=0.066414,
            weekday_days=2328.8,
            weekday_season_sd=0.034923,
            weekday_season_length=0.57171,
            holiday_sd=0.056975,
            holiday_days=1.6318,
            holiday_weekday_sd=0.051571,
            holiday_weekday_days=4.861,
            core_sd=0.13336,
            swing_sd=0.010364,
            swing_days=6.2846,
            memory_sd=0.0081686,
            memory_days=1.9085,
            noise_sd=0.010254,
            winter_factor=1.2875,
        ),
        objective=-197.224,
        training_crps=18809.0,
    ),
    ShippedFit(
        trained_through=date(2025, 12, 31),
        parameters=Parameters(
            level_innovation=0.0041739,
            medium_sd=0.015924,
            medium_days=47.867,
            short_sd=0.0088423,
            short_days=1.1866,
            annual_sd=0.11345,
            annual_length=0.56454,
            weekday_sd=0.061253,
            weekday_days=2494.4,
            weekday_season_sd=0.036185,
            weekday_season_length=0.5471,
            holiday_sd=0.060749,
            holiday_days=1.7426,
            holiday_weekday_sd=0.04727,
            holiday_weekday_days=4.7527,
            core_sd=0.13589,
            swing_sd=0.010851,
            swing_days=6.2551,
            memory_sd=0.007447,
            memory_days=1.855,
            noise_sd=0.010163,
            winter_factor=1.4017,
        ),
        objective=-263.342,
        training_crps=18775.0,
    ),
)
"""All fits, oldest first."""
