"""The recorded weeks put together for the studies of the market: ladders, forecasts as of then, and outcomes."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from paxline.counts.calendar import ONE_DAY, Week, eastern, eastern_day
from paxline.counts.history import History, Settlement, Vintage
from paxline.desk.snapshot import release_of
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.forecast.distribution import exceedance
from paxline.forecast.weekly import Forecaster, Origin
from paxline.market.book import SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import Ladder, opens_at
from paxline.run.replay import Stage
from paxline.study.curse import curse
from paxline.study.evenings import Evening, evenings
from paxline.study.evidence import Evidence
from paxline.study.fridays import KNOWN, Friday, summarise_fridays
from paxline.study.scoreboard import Seen, scoreboard


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
        raise MissingData("no settled week with a recorded ladder is stored; `paxline ingest --market` fetches some")
    told = forecaster.walk(history, [Origin(evening.week, evening.as_of) for _, evening in closes])
    return tuple(
        Seen(evening, forecast.settlement, len(forecast.known_days), recorded.settlement)
        for (recorded, evening), forecast in zip(closes, told, strict=True)
    )


def market_evidence(
    store: Store, *, as_of: datetime, forecaster: Forecaster, progress: Callable[[str], None]
) -> Evidence:
    """What the weeks recorded by ``as_of`` (UTC) say of the forecaster; ``MissingData`` where nothing can be scored."""
    history = store.history(as_of)
    weeks = recorded_weeks(store, as_of=as_of)
    progress(f"forecasting every close of {len(weeks)} recorded weeks with {forecaster.name}")
    seen = seen_evenings(weeks, history, forecaster)
    fridays = friday_rows(store, history, forecaster)
    try:
        board = scoreboard(forecaster.name, seen)
    except ValueError as nothing:
        raise MissingData(f"nothing can be scored: {nothing}") from nothing
    return Evidence(board, summarise_fridays(fridays), curse(seen))


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


def stages(weeks: Sequence[RecordedWeek], history: History, forecaster: Forecaster) -> tuple[Stage, ...]:
    """Every recorded day of ``weeks`` with what was known when its quotes were set.

    On Monday that is at the opening, on any other day at the close of the day before. ``MissingData`` where no week is.
    """
    plans: list[tuple[RecordedWeek, date, datetime, tuple[SeenQuote, ...]]] = []
    marks: dict[tuple[Week, date], Mapping[str, float]] = {}
    for recorded in weeks:
        closes = evenings(recorded.week, recorded.candles)
        plans.append((recorded, recorded.week.monday, opens_at(recorded.week), ()))
        for evening in closes:
            marked = zip(evening.quotes, evening.mids, strict=True)
            marks[recorded.week, evening.day] = {seen.contract.ticker: mid for seen, mid in marked}
            if evening.day < recorded.week.sunday:
                plans.append((recorded, evening.day + ONE_DAY, evening.as_of, evening.quotes))
    if not plans:
        raise MissingData("no settled week with recorded candles is stored; `paxline ingest --market` fetches some")
    told = forecaster.walk(history, [Origin(recorded.week, as_of) for recorded, _, as_of, _ in plans])
    released = sorted({reading.known_at for reading in history.readings if reading.vintage is Vintage.PUBLISHED})
    found: list[Stage] = []
    for (recorded, day, as_of, quotes), forecast in zip(plans, told, strict=True):
        today = {c.contract.ticker: c for c in recorded.candles if eastern_day(c.ends_at) == day + ONE_DAY}
        begins = eastern(day, time(0, 0)) if quotes else as_of
        then = history.as_of(as_of)
        found.append(
            Stage(
                week=recorded.week,
                day=day,
                as_of=as_of,
                begins=begins,
                hours=(as_of - released[bisect_right(released, as_of) - 1]).total_seconds() / 3600,
                ladder=Ladder(recorded.week, tuple(sorted({candle.contract for candle in recorded.candles}))),
                quotes=quotes,
                opening=_opening(quotes, today.values(), begins),
                forecast=forecast,
                inputs=then.digest,
                release=release_of(then, recorded.week),
                candles=today,
                marks=marks.get((recorded.week, day), {}),
                settled=recorded.settlement.passengers,
                settled_at=recorded.settlement.known_at,
            )
        )
    return tuple(found)


def _opening(quotes: Sequence[SeenQuote], today: Iterable[Candle], begins: datetime) -> tuple[SeenQuote, ...]:
    """What stood as the day began: the quotes of the close before, else the first ones of the day's candles."""
    if quotes:
        return tuple(replace(seen, known_at=begins) for seen in quotes)
    return tuple(SeenQuote(candle.contract, candle.opening, begins, "a candle's first quote") for candle in today)
