"""A forecast of one contract week, and what every forecaster promises.

The settlement print is the mean of seven published counts. The days already published are facts; the rest is a
forecast; the print's distribution joins the two.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading
from paxline.counts.shocks import Shock
from paxline.forecast.distribution import Distribution


@dataclass(frozen=True, slots=True)
class DayForecast:
    """What one unpublished day is expected to show.

    Attributes:
        day: The TSA's reporting day.
        mean: Expected published count, people.
        sd: Standard deviation, people.
    """

    day: date
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class WeekForecast:
    """What was expected of one week at one instant.

    Attributes:
        week: The contract week.
        as_of: The UTC instant whose knowledge went in, and nothing later.
        model: The forecaster's name.
        known_days: The week's published readings, by day.
        settlement: The distribution of the settlement print, people.
        days: One entry for each day of the week that is not published, in order.
        shocks: The declared shocks that stood then and touch the week, where the forecaster knows of any.
    """

    week: Week
    as_of: datetime
    model: str
    known_days: Mapping[date, Reading]
    settlement: Distribution
    days: tuple[DayForecast, ...]
    shocks: tuple[Shock, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """A place to forecast from: one week, seen from one instant."""

    week: Week
    as_of: datetime


class Forecaster(Protocol):
    """Anything that turns a history into forecasts.

    A week that cannot be forecast from the history raises ``MissingData`` with the reason.
    """

    @property
    def name(self) -> str:
        """The name under which results are reported."""
        ...

    def forecast(self, history: History, week: Week) -> WeekForecast:
        """The forecast of ``week`` from everything in ``history``, as of ``history.known_by``."""
        ...

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        """The forecasts from many origins, in their order; each equals ``forecast`` on ``history.as_of``."""
        ...
