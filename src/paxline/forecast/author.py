"""The two models of a public blog as its author scored them, beside what could honestly have been known.

The author forecasts the mean of seven days ending on any day: first by the mean of the same dates a year earlier, then
by that mean times a recent ratio of the two. His lag of two days lets the ratio's window share five of seven days with
the target, so no one could have made that forecast before the week; a lag of seven days shares none.

Source: ferraijv.github.io, TSA Prediction Market, part 3 (2024-07-05), and its script of 2024-04-16.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from paxline.counts.history import History
from paxline.errors import MissingData
from paxline.forecast.counterpart import DAYS_A_YEAR, Ints
from paxline.forecast.distribution import Floats

FIRST_DAY: Final = date(2022, 6, 2)
"""The first day scored: the author leaves out what the pandemic made abnormal."""

DAYS: Final = 7

AUTHORS_LAG: Final = 2
"""Days between the end of the ratio's window and the end of the target's, as the author has it."""

HONEST_LAG: Final = 7
"""The shortest lag at which the ratio is known before the target's first day."""

LAST_YEAR_SEEN: Final = datetime(2024, 4, 16, 15, 0, tzinfo=UTC)
"""When the first figure was made: his file of that date ends on 2024-04-15 and gives it to the passenger."""

TREND_SEEN: Final = datetime(2024, 7, 5, 15, 0, tzinfo=UTC)
"""When the second was made: the date of the post; counts to 2024-07-04 give it to one passenger."""

PUBLISHED_LAST_YEAR: Final = 277_989.85
PUBLISHED_TREND: Final = 43_282.03


@dataclass(frozen=True, slots=True)
class AuthorModel:
    """One of the two models: what was published, what comes out again, and what an honest lag leaves of it.

    Attributes:
        name: The model, by its name among the baselines.
        published: The root mean squared error that the post states, people.
        reproduced: The same from this history, as the pages stood when the post was written.
        honest: The same with only what was known before the first day of each target.
        days: Number of seven-day means scored for ``reproduced``.
        counts_to: The last day scored.
    """

    name: str
    published: float
    reproduced: float
    honest: float
    days: int
    counts_to: date


def author_models(history: History) -> tuple[AuthorModel, AuthorModel]:
    """Both models re-computed.

    Gaps in the counts of 2021 to 2024 raise ``MissingData``, a history that ends before the post ``LookAhead``.
    """
    first = _seven_day_means(history.as_of(LAST_YEAR_SEEN))
    last_year = _rmse(first.now - first.then)
    second = _seven_day_means(history.as_of(TREND_SEEN))
    return (
        AuthorModel("last-year", PUBLISHED_LAST_YEAR, last_year, last_year, len(first.now), first.counts_to),
        AuthorModel(
            "trend",
            PUBLISHED_TREND,
            trend_rmse(second, lag=AUTHORS_LAG),
            trend_rmse(second, lag=HONEST_LAG),
            len(second.now) - AUTHORS_LAG,
            second.counts_to,
        ),
    )


@dataclass(frozen=True, eq=False)
class Means:
    """Means of seven days and of the same seven dates a year earlier, one for each last day; shapes ``(days,)``.

    Attributes:
        now: This year's, people.
        then: Last year's, people.
        counts_to: The last day.
    """

    now: Floats
    then: Floats
    counts_to: date


def trend_rmse(means: Means, *, lag: int) -> float:
    """Error of last year's mean times the ratio of ``lag`` days before, people; ``lag`` is at least 1."""
    ratio = means.now / means.then
    return _rmse(means.now[lag:] - means.then[lag:] * ratio[:-lag])


def _seven_day_means(history: History) -> Means:
    """The means from the figures that the pages showed then: the restated where it was out, else the published."""
    page = {day.toordinal(): r.passengers for day, r in {**history.published, **history.restated}.items()}
    first, last = FIRST_DAY.toordinal(), max(page, default=FIRST_DAY.toordinal())
    days = np.arange(first, last + 1)
    return Means(
        _moving_mean(page, days),
        _moving_mean(page, days - DAYS_A_YEAR),
        date.fromordinal(last),
    )


def _moving_mean(page: dict[int, int], days: Ints) -> Floats:
    """Means of seven consecutive days of ``days``, shape ``(len(days) - 6,)``."""
    counts = [page.get(int(day)) for day in days]
    if len(counts) < 2 * DAYS or None in counts:
        raise MissingData("the blog's figures need every count from June 2021 to the day they were made")
    return np.convolve(np.array(counts, dtype=np.float64), np.full(DAYS, 1.0 / DAYS), mode="valid")


def _rmse(errors: Floats) -> float:
    return float(np.sqrt(np.mean(errors**2)))
