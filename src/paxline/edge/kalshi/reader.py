"""The exchange's public answers in the domain's values, stamped with the instant at which we had them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import quote as quoted

from paxline.counts.calendar import Week
from paxline.edge.kalshi import said
from paxline.edge.kalshi.http import KalshiHttp, Query
from paxline.edge.kalshi.said import Gate, Listed, OpenWeek, SeenTrade, SeriesTerms
from paxline.edge.kalshi.wire import exchange, listing, trading
from paxline.errors import MissingData, UsageError, WireError
from paxline.market.book import Book, SeenQuote
from paxline.market.contract import SERIES, Contract, Ladder, event_ticker
from paxline.market.fees import FeeTerms

SOURCE: Final = "kalshi"
"""Heads the source of every value."""

AT_ONCE: Final = 100
"""Markets that one call for books or candles may name (OpenAPI 3.34.0)."""

_CANDLES_AT_ONCE: Final = 5_000
"""Candles that one call may span; the batched call allows 10,000 in all (OpenAPI 3.34.0)."""

Minutes = Literal[1, 60, 1440]
"""The periods of candles that the exchange keeps."""


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

    def ladder(self, week: Week) -> Ladder:
        """The rungs of ``week``; ``MissingData`` where the exchange lists none."""
        listed = self.listed(week)
        if not listed:
            raise MissingData(f"the exchange lists no market for the {week}")
        return Ladder(week, tuple(one.listing.contract for one in listed))

    def market(self, contract: Contract) -> Listed:
        """One market as it stands: its status, hours, price grid and result."""
        answer = self.http.get(f"markets/{_segment(contract.ticker)}", listing.MarketAnswer).market
        _same(contract.ticker, answer.ticker)
        return said.listed_market(answer, seen_at=self._now())

    def books(self, contracts: Iterable[Contract]) -> dict[Contract, Book]:
        """The order book of each contract, asked for 100 at a time; one that is left out is ``WireError``."""
        books: dict[Contract, Book] = {}
        for some in _chunks(tuple(contracts)):
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

    def candles(
        self, contract: Contract, *, since: datetime, until: datetime, minutes: Minutes
    ) -> tuple[SeenQuote, ...]:
        """The closing bid and ask of each period that ends between two instants, known at the period's end.

        Periods are 1, 60 or 1440 minutes (a day ends at midnight ET); one still running is left out.
        ``UsageError`` where they are more than 5,000 or the instants are in the wrong order.
        """
        query = _span(since, until, minutes=minutes, markets=1)
        path = f"series/{SERIES}/markets/{_segment(contract.ticker)}/candlesticks"
        answer = self.http.get(path, trading.CandlesAnswer, query=query)
        _same(contract.ticker, answer.ticker)
        return self._ended(said.candle(one, contract=contract) for one in answer.candlesticks)

    def ladder_candles(
        self, ladder: Ladder, *, since: datetime, until: datetime, minutes: Minutes
    ) -> tuple[SeenQuote, ...]:
        """The same for all rungs in one call; a rung without candles has none in the answer."""
        rungs = {rung.ticker: rung for rung in ladder.rungs}
        tickers = ("market_tickers", ",".join(rungs))
        query = (tickers, *_span(since, until, minutes=minutes, markets=len(rungs)))
        answer = self.http.get("markets/candlesticks", trading.BatchCandlesAnswer, query=query)
        strange = [one.market_ticker for one in answer.markets if one.market_ticker not in rungs]
        if strange:
            raise WireError(f"told about {strange[0]!r}, which was not asked for", status=0)
        told = ((rungs[one.market_ticker], candle) for one in answer.markets for candle in one.candlesticks)
        return self._ended(said.candle(candle, contract=rung) for rung, candle in told)

    def historical_candles(
        self, contract: Contract, *, since: datetime, until: datetime, minutes: Minutes
    ) -> tuple[SeenQuote, ...]:
        """As ``candles``, of a market that settled before the historical cutoff."""
        query = _span(since, until, minutes=minutes, markets=1)
        path = f"historical/markets/{_segment(contract.ticker)}/candlesticks"
        answer = self.http.get(path, trading.HistoricalCandlesAnswer, query=query)
        _same(contract.ticker, answer.ticker)
        return self._ended(said.historical_candle(one, contract=contract) for one in answer.candlesticks)

    def gate(self, *, shard: int = 0) -> Gate:
        """Whether one shard of the exchange takes orders now; the TSA ladder is on shard 0 (2026-08-31)."""
        answer = self.http.get("exchange/status", exchange.ExchangeStatus)
        return said.gate(answer, shard=shard, seen_at=self._now())

    def maintenance(self) -> tuple[tuple[datetime, datetime], ...]:
        """Announced maintenance, each from one UTC instant to another."""
        windows = self.http.get("exchange/schedule", exchange.ScheduleAnswer).schedule.maintenance_windows
        return tuple((w.start_datetime, w.end_datetime) for w in windows)

    def fee_terms(self) -> FeeTerms:
        """The series' fee terms as they stand; ``MissingData`` where nobody here knows the fee type."""
        terms = self.series_terms()
        return FeeTerms.parse(terms.fee_type, terms.fee_multiplier)

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

    def _ended(self, closes: Iterable[SeenQuote]) -> tuple[SeenQuote, ...]:
        """Earliest first; a period still running has no close yet."""
        now = self._now()
        ended = (close for close in closes if close.known_at <= now)
        return tuple(sorted(ended, key=lambda close: (close.known_at, close.contract)))

    def _now(self) -> datetime:
        return self.http.clock.now()


def _segment(ticker: str) -> str:
    return quoted(ticker, safe="")


def _chunks(contracts: tuple[Contract, ...]) -> Iterator[tuple[Contract, ...]]:
    distinct = tuple(dict.fromkeys(contracts))
    return (distinct[i : i + AT_ONCE] for i in range(0, len(distinct), AT_ONCE))


def _same(asked: str, told: str) -> None:
    if asked != told:
        raise WireError(f"asked about {asked}, told about {told!r}", status=0)


def _span(since: datetime, until: datetime, *, minutes: Minutes, markets: int) -> Query:
    if until < since or markets > AT_ONCE:
        raise UsageError(f"candles run from an earlier instant to a later one, for at most {AT_ONCE} markets")
    if ((until - since) / timedelta(minutes=minutes) + 1) * markets > _CANDLES_AT_ONCE:
        raise UsageError(f"at most {_CANDLES_AT_ONCE} candles can be asked for at once")
    return (
        ("start_ts", int(since.timestamp())),
        ("end_ts", int(until.timestamp())),
        ("period_interval", minutes),
    )
