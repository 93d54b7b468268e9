"""What somebody knows who starts today: of past years the archive page's restated figures, of this year the page's own.

A forecaster on such a history is a forecaster like any other, so that it is judged by the same protocol.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from paxline.counts.calendar import Week
from paxline.counts.history import History, Vintage
from paxline.errors import LookAhead
from paxline.forecast.weekly import Forecaster, Origin, WeekForecast


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A forecaster that sees a day as restated as soon as it is.

    Attributes:
        forecaster: What forecasts.
    """

    forecaster: Forecaster

    @property
    def name(self) -> str:
        """The forecaster's name, marked."""
        return f"{self.forecaster.name}, past years restated"

    def forecast(self, history: History, week: Week) -> WeekForecast:
        """The forecast of ``week`` from what a newcomer at ``history.known_by`` would hold."""
        return self.forecaster.forecast(restated(history, by=history.known_by), week)

    def walk(self, history: History, origins: Sequence[Origin]) -> list[WeekForecast]:
        """The forecasts from many origins, in their order; each equals ``forecast`` on ``history.as_of``."""
        if any(origin.as_of > history.known_by for origin in origins):
            raise LookAhead(f"this history ends at {history.known_by}, before an origin")
        steps = sorted({reading.known_at for reading in history.readings if reading.vintage is Vintage.RESTATED})

        def restatements(i: int) -> int:
            return bisect_right(steps, origins[i].as_of)

        made: dict[int, WeekForecast] = {}
        # Between two restatements the page hides nothing more, so that one walk serves all origins there.
        for _, group in groupby(sorted(range(len(origins)), key=restatements), key=restatements):
            chosen = list(group)
            seen = restated(history, by=max(origins[i].as_of for i in chosen))
            made |= zip(chosen, self.forecaster.walk(seen, [origins[i] for i in chosen]), strict=True)
        return [made[i] for i in range(len(origins))]


def restated(history: History, *, by: datetime) -> History:
    """``history`` without the published figures of days that were restated by the instant ``by``."""
    replaced = {r.day for r in history.readings if r.vintage is Vintage.RESTATED and r.known_at <= by}
    kept = (r for r in history.readings if r.vintage is Vintage.RESTATED or r.day not in replaced)
    return History(history.known_by, tuple(kept))
