"""A forecast put together: the history known at an instant, the week, and the ladder it is asked about."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.forecast.distribution import median
from paxline.forecast.weekly import Forecaster, WeekForecast
from paxline.market.contract import Ladder, usual_ladder


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast with the history it came from and the ladder it is asked about."""

    history: History
    forecast: WeekForecast
    ladder: Ladder

    @property
    def digest(self) -> str:
        """A fingerprint of everything the forecast was made from, in hexadecimal (SHA-256)."""
        inputs = (
            self.forecast.model,
            self.forecast.week,
            self.forecast.as_of.isoformat(),
            self.history.digest,
            self.forecast.shocks,
        )
        return sha256("|".join(map(str, inputs)).encode()).hexdigest()


def outlook(
    store: Store, *, week: Week, as_of: datetime, forecaster: Forecaster, strikes: tuple[int, ...] | None = None
) -> Outlook:
    """The forecast of ``week`` from what ``store`` knew at ``as_of``; ``MissingData`` while it knows no counts.

    The ladder has ``strikes`` (people) where they are given, else the rungs listed by then, else the usual ones.
    """
    history = store.history(as_of)
    if not history.readings:
        raise MissingData(f"no counts were known at {as_of:%Y-%m-%d %H:%M}Z; run `paxline ingest` first")
    forecast = forecaster.forecast(history, week)
    listed = Ladder.of(week, strikes) if strikes else store.ladder(week, as_of)
    return Outlook(history, forecast, listed or usual_ladder(week, median(forecast.settlement)))
