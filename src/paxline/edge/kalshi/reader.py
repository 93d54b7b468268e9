"""The exchange's public answers in the domain's values, stamped with the instant at which we had them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import quote as quoted

from paxline.counts.calendar import Week
from paxline.edge.kalshi import said
from paxline.edge.kalshi.http import KalshiHttp, Query
from paxline.edge.kalshi.said import Gate, Listed, OpenWeek, SeenTrade, SeriesTerms
from paxline.edge.kalshi.wire import exchange, listing, trading
from paxline.errors import WireError
from paxline.market.book import Book, SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import SERIES, Contract, event_ticker
from paxline.market.fees import FeeTerms

_T = TypeVar("_T")

SOURCE: Final = "kalshi"
"""Heads the source of every value."""

AT_ONCE: Final = 100
"""Markets that one call for books or candles may name (OpenAPI 3.34.0)."""

_DAY: Final = timedelta(days=1)
_MINUTES: Final = 1440
"""The longest of the periods of which the exchange keeps candles."""


@dataclass(frozen=True, slots=True)
class KalshiReader:
    """Asks the exchange about the TSA ladder; needs no key.

    Every method raises ``Unreachable``, ``Blocked`` or ``WireError`` as ``KalshiHttp.get`` does. An answer about
    markets that contradicts itself (a strike unlike its ticker's, another market than asked for) is ``WireError``.

    Attributes:
        http: How it asks, and by whose clock.
    """

    http: KalshiHttp

    def open_weeks(self) -> tuple[OpenWeek, ...]:
        """The weeks that trade now, earliest first, with their ladders' markets; two or three may be listed.

        ``MissingData`` where an event overrides the series' fee by a type nobody here knows.
        """
        query: Query = (
            ("series_ticker", SERIES),
            ("status", "open"),
            ("with_nested_markets", "true"),
            ("limit", 200),
        )
        pages = self.http.pages("events", listing.EventsPage, query=query)
        events = [event for page in pages for event in page.events]
        return tuple(sorted((said.open_week(e, seen_at=self._now()) for e in events), key=lambda w: w.week))

    def listed(self, week: Week) -> tuple[Listed, ...]:
        """Every market of ``week`` as it stands, lowest strike first; empty where the exchange lists none.

        Weeks that settled some three months ago or earlier are looked up in the historical section.
        """
        query: Query = (("event_ticker", event_ticker(week)), ("limit", 1000))
        markets = self._markets("markets", query) or self._markets("historical/markets", query)
        return said.listed_markets(markets, week=week, seen_at=self._now())

    def books(self, contracts: Iterable[Contract]) -> dict[Contract, Book]:
        """The order book of each contract, asked for 100 at a time; one that is left out is ``WireError``."""
        books: dict[Contract, Book] = {}
        for some in _chunks(tuple(dict.fromkeys(contracts))):
            query: Query = tuple(("tickers", contract.ticker) for contract in some)
            answer = self.http.get("markets/orderbooks", trading.OrderBooksAnswer, query=query)
            found = {one.ticker: one.orderbook_fp for one in answer.orderbooks}
            missing = [contract.ticker for contract in some if contract.ticker not in found]
            if missing:
                raise WireError(f"no order book came back for {', '.join(missing)}", status=0)
            books |= {contract: said.book(found[contract.ticker]) for contract in some}
        return books

    def quotes(self, contracts: Iterable[Contract]) -> tuple[SeenQuote, ...]:
        """The best bid and ask of each contract with their sizes, out of its book, known now."""
        books = self.books(contracts)
        now = self._now()
        return tuple(SeenQuote(c, book.quote, now, f"{SOURCE} order book") for c, book in books.items())

    def trades(self, contract: Contract, *, since: datetime, until: datetime) -> tuple[SeenTrade, ...]:
        """Public trades of one contract between two instants (whole seconds), earliest first.

        Trades older than the historical cutoff are looked up in the historical section too.
        """
        query: Query = (
            ("ticker", contract.ticker),
            ("min_ts", int(since.timestamp())),
            ("max_ts", int(until.timestamp())),
            ("limit", 1000),
        )
        cutoff = self.cutoff().trades_created_ts
        sections = ["markets/trades"] if since >= cutoff else ["historical/trades", "markets/trades"]
        pages = (page for section in sections for page in self.http.pages(section, trading.TradesPage, query=query))
        # Around the cutoff both sections may tell of the same trade.
        told = {trade.trade_id: trade for page in pages for trade in page.trades}
        for trade in told.values():
            _same(contract.ticker, trade.ticker)
        seen = (said.trade(trade, contract=contract) for trade in told.values())
        return tuple(sorted(seen, key=lambda trade: (trade.at, trade.trade_id)))

    def daily_candles(self, listed: Sequence[Listed]) -> tuple[Candle, ...]:
        """A candle a day of each of these markets, from opening to close, earliest first; a day that runs has none yet.

        Days end at midnight in New York. Where trading of a market does not say when it opened and closed it is taken
        to have kept the usual hours.
        """
        cutoff = self.cutoff().market_settled_ts
        past = [one for one in listed if (one.settled_at or one.listing.hours[1]) < cutoff]
        live = [one for one in listed if one not in past]
        found = [self._historical_candles(one) for one in past]
        found += [self._live_candles(some) for some in _chunks(live)]
        now = self._now()
        candles = (candle for some in found for candle in some)
        # The book is cleared at the close: what comes after tells nothing.
        traded = {one.listing.contract: one.listing.hours[1] for one in listed}
        ended = (c for c in candles if c.ends_at <= now and c.ends_at - _DAY < traded[c.contract])
        return tuple(sorted(ended, key=lambda candle: (candle.ends_at, candle.contract)))

    def gate(self, *, shard: int = 0) -> Gate:
        """Whether one shard of the exchange takes orders now; the TSA ladder is on shard 0 (2026-08-31)."""
        answer = self.http.get("exchange/status", exchange.ExchangeStatus)
        return said.gate(answer, shard=shard, seen_at=self._now())

    def maintenance(self) -> tuple[tuple[datetime, datetime], ...]:
        """Announced maintenance, each from one UTC instant to another."""
        windows = self.http.get("exchange/schedule", exchange.ScheduleAnswer).schedule.maintenance_windows
        return tuple((w.start_datetime, w.end_datetime) for w in windows)

    def series_terms(self) -> SeriesTerms:
        """What the series says of its fees, its sources and its text."""
        series = self.http.get(f"series/{SERIES}", listing.SeriesAnswer).series
        _same(SERIES, series.ticker)
        return said.series_terms(series)

    def fee_changes(self) -> tuple[tuple[datetime, FeeTerms], ...]:
        """Changes of the series' fee terms, past and scheduled, earliest first."""
        query: Query = (("series_ticker", SERIES), ("show_historical", "true"))
        answer = self.http.get("series/fee_changes", listing.SeriesFeeChangesAnswer, query=query)
        ours = (change for change in answer.series_fee_change_arr if change.series_ticker == SERIES)
        terms = [(c.scheduled_ts, FeeTerms.parse(c.fee_type, c.fee_multiplier)) for c in ours]
        return tuple(sorted(terms, key=lambda change: change[0]))

    def cutoff(self) -> exchange.HistoricalCutoff:
        """Before which instants only the historical section answers."""
        return self.http.get("historical/cutoff", exchange.HistoricalCutoff)

    def endpoint_costs(self) -> exchange.EndpointCosts:
        """What calls cost, for ``Costs.of``."""
        return self.http.get("account/endpoint_costs", exchange.EndpointCosts)

    def _markets(self, path: str, query: Query) -> tuple[listing.Market, ...]:
        pages = self.http.pages(path, listing.MarketsPage, query=query)
        return tuple(market for page in pages for market in page.markets)

    def _live_candles(self, some: Sequence[Listed]) -> tuple[Candle, ...]:
        """Daily candles of up to 100 markets; one without any has none in the answer."""
        rungs = {one.listing.contract.ticker: one.listing.contract for one in some}
        query: Query = (("market_tickers", ",".join(rungs)), *_days_of(some))
        answer = self.http.get("markets/candlesticks", trading.BatchCandlesAnswer, query=query)
        strange = [one.market_ticker for one in answer.markets if one.market_ticker not in rungs]
        if strange:
            raise WireError(f"told about {strange[0]!r}, which was not asked for", status=0)
        told = ((rungs[one.market_ticker], candle) for one in answer.markets for candle in one.candlesticks)
        return tuple(said.candle(candle, contract=rung, minutes=_MINUTES) for rung, candle in told)

    def _historical_candles(self, one: Listed) -> tuple[Candle, ...]:
        """The same of one market that settled before the historical cutoff."""
        contract = one.listing.contract
        path = f"historical/markets/{_segment(contract.ticker)}/candlesticks"
        answer = self.http.get(path, trading.HistoricalCandlesAnswer, query=_days_of([one]))
        _same(contract.ticker, answer.ticker)
        return tuple(said.historical_candle(c, contract=contract, minutes=_MINUTES) for c in answer.candlesticks)

    def _now(self) -> datetime:
        return self.http.clock.now()


def _segment(ticker: str) -> str:
    return quoted(ticker, safe="")


def _chunks(markets: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (markets[i : i + AT_ONCE] for i in range(0, len(markets), AT_ONCE))


def _same(asked: str, told: str) -> None:
    if asked != told:
        raise WireError(f"asked about {asked}, told about {told!r}", status=0)


def _days_of(some: Sequence[Listed]) -> Query:
    """The days on which markets traded, as one span."""
    hours = [one.listing.hours for one in some]
    return (
        ("start_ts", int(min(opened for opened, _ in hours).timestamp())),
        ("end_ts", int((max(closed for _, closed in hours) + _DAY).timestamp())),
        ("period_interval", _MINUTES),
    )
