"""Weeks that are over, as the exchange still tells of them: how they came out, and a candle a day of every rung."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from paxline.counts.calendar import Week
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.said import Listed
from paxline.edge.store import Store
from paxline.market.book import SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import closes_at, trading_week
from paxline.market.listing import Listing


@dataclass(frozen=True, slots=True)
class WeekTold:
    """What the exchange told of one week.

    Attributes:
        week: The week.
        markets: Rungs whose result it told; none where the week has not settled or was never listed.
        candles: Candles that were not kept yet.
    """

    week: Week
    markets: int = 0
    candles: int = 0


def untold_weeks(store: Store, *, last: int, now: datetime) -> tuple[Week, ...]:
    """The ``last`` weeks that are over at ``now`` (UTC) and not kept yet, results and candles, the newest first."""
    newest = trading_week(now).plus(-1)
    results = {one.week for one in store.results(now)}
    weeks = (newest.plus(-back) for back in range(last))
    return tuple(week for week in weeks if week not in results or not store.candles(week, now))


def ingest_settled(
    store: Store, weeks: Sequence[Week], *, reader: KalshiReader, progress: Callable[[str], None]
) -> tuple[WeekTold, ...]:
    """Ask for each week and keep it, one after the other; raises ``SourceError``, and what was kept before stays."""
    found: list[WeekTold] = []
    for place, week in enumerate(weeks, start=1):
        progress(f"asking the exchange for the {week} ({place} of {len(weeks)})")
        found.append(keep_week(store, week, reader.listed(week), reader=reader))
    return tuple(found)


def keep_week(store: Store, week: Week, listed: Sequence[Listed], *, reader: KalshiReader) -> WeekTold:
    """Keep how a ``listed`` week came out and how it traded, together or not at all; raises ``SourceError``.

    Where no quote was recorded while the week traded, the closing ones of its days are kept as quotes too.
    """
    settled = [one for one in listed if one.listing.result is not None]
    candles = reader.daily_candles(settled) if settled else ()
    with store.transaction():
        keep_result(store, week, listed)
        if not store.quotes(week, closes_at(week)):
            store.add_quotes(_closing(candles, listed))
        return WeekTold(week, len(settled), store.add_candles(candles))


def keep_result(store: Store, week: Week, listed: Sequence[Listed]) -> None:
    """Keep the markets of a ``listed`` week as they stand.

    What was watched while it traded is known as it was seen; of any other week the exchange's own instants are taken.
    """
    stand = tuple(one.listing for one in listed)
    watched = bool(store.listings(week, closes_at(week)))
    store.add_listings(stand if watched else _history(listed))


def _history(listed: Iterable[Listed]) -> Iterator[Listing]:
    """Each market as it was listed when it opened, and as it stands, from when it was settled."""
    for one in listed:
        now = one.listing
        opened, _ = now.hours
        yield replace(now, known_at=min(opened, now.known_at), status="", result=None)
        yield replace(now, known_at=one.settled_at or now.known_at)


def _closing(candles: Iterable[Candle], listed: Iterable[Listed]) -> Iterator[SeenQuote]:
    """The quotes at the ends of days; a day in which trading closed ends on a book that was cleared."""
    closing = {one.listing.contract: one.listing.hours[1] for one in listed}
    for candle in candles:
        if candle.ends_at <= closing[candle.contract]:
            yield SeenQuote(candle.contract, candle.closing, candle.ends_at, candle.source)
