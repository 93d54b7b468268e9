"""The recorded weeks put together for the studies of the market: ladders, forecasts as of then, and outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paxline.counts.calendar import Week
from paxline.counts.history import History, Settlement
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.forecast.distribution import exceedance
from paxline.forecast.weekly import Forecaster, Origin
from paxline.market.book import SeenQuote
from paxline.market.candle import Candle
from paxline.study.evenings import Evening, evenings
from paxline.study.fridays import KNOWN, Friday
from paxline.study.scoreboard import Seen


@dataclass(frozen=True, slots=True)
class RecordedWeek:
    """One settled week with a recorded ladder."""

    week: Week
    candles: tuple[Candle, ...]
    settlement: Settlement


def recorded_weeks(store: Store, *, as_of: datetime) -> tuple[RecordedWeek, ...]:
    """Every settled week of which candles are kept, oldest first."""
    history = store.history(as_of)
    found: list[RecordedWeek] = []
    for week in store.quoted_weeks(as_of):
        settlement = history.settlement(week)
        candles = store.candles(week, as_of)
        if settlement is not None and candles:
            found.append(RecordedWeek(week, candles, settlement))
    return tuple(found)


def seen_evenings(weeks: Sequence[RecordedWeek], history: History, forecaster: Forecaster) -> tuple[Seen, ...]:
    """Every close of ``weeks`` with the forecast of what was known then; ``MissingData`` where there is none."""
    closes: list[tuple[RecordedWeek, Evening]] = [
        (recorded, evening) for recorded in weeks for evening in evenings(recorded.week, recorded.candles)
    ]
    if not closes:
        raise MissingData(
            "no settled week with a recorded ladder is stored; `paxline ingest --archive DIR` brings some"
        )
    told = forecaster.walk(history, [Origin(evening.week, evening.as_of) for _, evening in closes])
    return tuple(
        Seen(evening, forecast.settlement, len(forecast.known_days), recorded.settlement)
        for (recorded, evening), forecast in zip(closes, told, strict=True)
    )


def friday_rows(store: Store, history: History, forecaster: Forecaster) -> tuple[Friday, ...]:
    """Every Friday quote on a rung of its own, with four days published at its time and an outcome."""
    quotes: list[tuple[Week, SeenQuote]] = []
    for week in store.quoted_weeks(history.known_by):
        path = store.quote_path(week, history.known_by)
        if len(path) == 1 and history.settlement(week) is not None:
            quotes.append((week, path[0]))
    results = {listing.contract.ticker: listing.result for listing in store.results(history.known_by)}
    told = forecaster.walk(history, [Origin(week, seen.known_at) for week, seen in quotes])
    return tuple(
        Friday(
            week,
            seen,
            float(exceedance(forecast.settlement, seen.contract.strike)),
            results[seen.contract.ticker] == "yes",
        )
        for (week, seen), forecast in zip(quotes, told, strict=True)
        if len(forecast.known_days) == KNOWN and results.get(seen.contract.ticker) is not None
    )
