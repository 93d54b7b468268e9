"""What the exchange's words mean: wire models to the domain's values, without a network or a clock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from paxline.counts.calendar import Week
from paxline.edge.kalshi.wire import exchange, listing, trading
from paxline.errors import WireError
from paxline.market.book import Book, Level, Quote
from paxline.market.candle import NOBODY_ASKS, NOBODY_BIDS, Band, Candle
from paxline.market.contract import Contract, event_week
from paxline.market.fees import FeeTerms
from paxline.market.grid import PriceGrid, Ticks
from paxline.market.listing import Listing, Result
from paxline.units import Count, Price, Usd

TRADING: Final = "active"
"""The one status in which a market takes orders; the query filter calls it ``open``."""

_RESULTS: Final[dict[str, Result]] = {"yes": "yes", "no": "no"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One market as the exchange lists it.

    Attributes:
        listing: Its rung, hours, status and result.
        quote: Best bid and ask with their sizes, from the market object.
        grid: The prices it takes; ``None`` where the exchange names no range.
        last_price: Of the last trade; ``None`` where nobody has traded.
        volume: Contracts traded.
        open_interest: Contracts outstanding.
        shard: The shard of the exchange that holds it; ``None`` where it does not say.
        settled_at: When it was settled (UTC), once it was.
        settlement_value: What one YES contract was paid, once that was determined.
        fee_waived_until: No fee is taken before this UTC instant, where there is one.
        expiration_text: What settled it, in the exchange's own words; free text, sometimes wrong.
        title: Text written by others.
        rules: The same: both paragraphs of the rules.
    """

    listing: Listing
    quote: Quote
    grid: PriceGrid | None
    last_price: Price | None
    volume: Count | None
    open_interest: Count | None
    shard: int | None
    settled_at: datetime | None
    settlement_value: Usd | None
    fee_waived_until: datetime | None
    expiration_text: str
    title: str
    rules: tuple[str, str]

    def trades_at(self, instant: datetime) -> bool:
        """Whether the market, as it was seen, takes orders at ``instant`` (UTC); the exchange may still pause."""
        opens, closes = self.listing.opens_at, self.listing.closes_at
        hours = opens is not None and closes is not None and opens <= instant < closes
        return hours and self.listing.status == TRADING


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """One week that trades.

    Attributes:
        week: The contract week.
        markets: Its markets, lowest strike first.
        fee_override: Fee terms that take the series' place, where the event has them.
        netting: How positions of the event net: ``MECNET``, ``DIRECNET``, or empty.
    """

    week: Week
    markets: tuple[Listed, ...]
    fee_override: FeeTerms | None
    netting: str


@dataclass(frozen=True, slots=True)
class SeriesTerms:
    """What the series says of itself, in the exchange's words.

    Attributes:
        fee_type: Perhaps one that nobody here knows.
        fee_multiplier: Scales the fee.
        sources: Who publishes the figure that settles its markets, and where.
        document: Address of the contract's full text; empty where none is named.
    """

    fee_type: str
    fee_multiplier: Decimal
    sources: str
    document: str


@dataclass(frozen=True, slots=True)
class SeenTrade:
    """One public trade.

    Attributes:
        contract: The rung.
        price: In YES prices.
        count: Contracts.
        at: The UTC instant of the trade.
        taker: The leg that the incoming order was for.
        trade_id: The exchange's name for it.
    """

    contract: Contract
    price: Price
    count: Count
    at: datetime
    taker: Literal["yes", "no"]
    trade_id: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether the exchange lets orders in, at one instant.

    Attributes:
        exchange_open: It changes any state at all; where not, cancelling fails too.
        trading_open: It takes orders.
        resumes_at: When it expects to come back (UTC), where it says so; no promise.
        seen_at: The UTC instant of the answer.
    """

    exchange_open: bool
    trading_open: bool
    resumes_at: datetime | None
    seen_at: datetime


def listed_market(market: listing.Market, *, seen_at: datetime) -> Listed:
    """One market object; ``WireError`` where it is no rung of this series or contradicts its own ticker."""
    contract = _contract(market)
    listed = Listing(
        contract=contract,
        week=event_week(market.event_ticker),
        known_at=seen_at,
        source="kalshi market",
        opens_at=market.open_time,
        closes_at=market.close_time,
        status=market.status,
        result=_RESULTS.get(market.result),
    )
    return Listed(
        listing=listed,
        quote=market_quote(market),
        grid=_grid(market),
        last_price=_inside(market.last_price_dollars),
        volume=market.volume_fp,
        open_interest=market.open_interest_fp,
        shard=market.exchange_index,
        settled_at=market.settlement_ts,
        settlement_value=market.settlement_value_dollars,
        fee_waived_until=market.fee_waiver_expiration_time,
        expiration_text=market.expiration_value,
        title=market.title,
        rules=(market.rules_primary, market.rules_secondary),
    )


def listed_markets(markets: tuple[listing.Market, ...], *, week: Week, seen_at: datetime) -> tuple[Listed, ...]:
    """The markets of one week, lowest strike first; another week's, or one strike twice, is ``WireError``."""
    listed = [listed_market(market, seen_at=seen_at) for market in markets]
    strikes = [one.listing.contract.strike for one in listed]
    if any(one.listing.week != week for one in listed):
        raise WireError(f"asked for the {week}, told about another", status=0)
    if len(set(strikes)) != len(strikes):
        raise WireError(f"the {week} lists a strike twice", status=0)
    return tuple(sorted(listed, key=lambda one: one.listing.contract.strike))


def open_week(event: listing.Event, *, seen_at: datetime) -> OpenWeek:
    """One event with its nested markets."""
    try:
        week = event_week(event.event_ticker)
    except ValueError as error:
        raise WireError(str(error), status=0) from error
    override = None
    if event.fee_type_override is not None:
        if event.fee_multiplier_override is None:
            raise WireError(f"{event.event_ticker} overrides the fee type but names no multiplier", status=0)
        override = FeeTerms.parse(event.fee_type_override, event.fee_multiplier_override)
    markets = listed_markets(event.markets or (), week=week, seen_at=seen_at)
    return OpenWeek(week, markets, override, event.collateral_return_type)


def series_terms(series: listing.Series) -> SeriesTerms:
    """The series' terms; its sources in the order of their names."""
    sources = sorted(f"{one.name} {one.url}".strip() for one in series.settlement_sources or ())
    return SeriesTerms(series.fee_type, series.fee_multiplier, "; ".join(sources), series.contract_terms_url)


def market_quote(market: listing.Market) -> Quote:
    """The best bid and ask in a market object, where somebody stands there.

    An empty side is written as a price of 0 or 1 dollar, or keeps an old price with a size of 0; once determined,
    sizes may be below 0 (recordings of June 2026). Only a price inside the dollar with a size above 0 is a quote.
    """
    bid = _standing(market.yes_bid_dollars, market.yes_bid_size_fp)
    ask = _standing(market.yes_ask_dollars, market.yes_ask_size_fp)
    return Quote(
        bid=bid.price if bid else None,
        ask=ask.price if ask else None,
        bid_size=bid.count if bid else None,
        ask_size=ask.count if ask else None,
    )


def book(bids: trading.LegBids) -> Book:
    """The order book of bids on both legs; a level without contracts is no level."""
    return Book.from_legs(yes=_levels(bids.yes_dollars), no=_levels(bids.no_dollars))


def trade(told: trading.Trade, *, contract: Contract) -> SeenTrade:
    """One public trade; a taker's side that is neither leg, or prices of the legs that do not add up, is an error."""
    if told.yes_price_dollars.complement != told.no_price_dollars:
        raise WireError(f"trade {told.trade_id}: the legs' prices do not make one dollar", status=0)
    match told.taker_outcome_side:
        case "yes" | "no" as taker:
            side = taker
        case other:
            raise WireError(f"trade {told.trade_id}: the taker's side is {other!r}", status=0)
    return SeenTrade(contract, told.yes_price_dollars, told.count_fp, told.created_time, side, told.trade_id)


def candle(told: trading.Candle, *, contract: Contract, minutes: int) -> Candle:
    """One period of a live market; a side without prices is nobody's, and ``WireError`` where prices make no sense."""
    ends = (_ends(side) for side in (told.yes_bid, told.yes_ask, told.price))
    return _candle(contract, told.end_period_ts, minutes, tuple(ends), told.volume_fp)


def historical_candle(told: trading.HistoricalCandle, *, contract: Contract, minutes: int) -> Candle:
    """The same in the field names of the historical section."""
    sides = (told.yes_bid, told.yes_ask, told.price)
    ends = ((side.open, side.low, side.high, side.close) for side in sides)
    return _candle(contract, told.end_period_ts, minutes, tuple(ends), told.volume)


def gate(status: exchange.ExchangeStatus, *, shard: int, seen_at: datetime) -> Gate:
    """The state of one shard; shard 0 is what the answer's first fields speak of."""
    found = next((s for s in status.exchange_index_statuses if s.exchange_index == shard), None)
    if found is None and shard != 0:
        raise WireError(f"the exchange's status does not tell of shard {shard}", status=0)
    exchange_open, trading_open = status.exchange_active, status.trading_active
    if found is not None:
        exchange_open, trading_open = found.exchange_active, found.trading_active
    return Gate(
        exchange_open=exchange_open,
        trading_open=exchange_open and trading_open,
        resumes_at=status.exchange_estimated_resume_time,
        seen_at=seen_at,
    )


def _contract(market: listing.Market) -> Contract:
    try:
        contract = Contract.parse(market.ticker)
        event_week(market.event_ticker)
    except ValueError as error:
        raise WireError(str(error), status=0) from error
    if not market.ticker.startswith(f"{market.event_ticker}-"):
        raise WireError(f"{market.ticker} is listed under {market.event_ticker!r}", status=0)
    if market.strike_type is not None and market.strike_type != "greater":
        raise WireError(f"{market.ticker} pays by {market.strike_type!r}, not strictly above its strike", status=0)
    if market.floor_strike is not None and market.floor_strike != Decimal(contract.strike):
        raise WireError(f"{market.ticker} names the strike {market.floor_strike}", status=0)
    return contract


def _grid(market: listing.Market) -> PriceGrid | None:
    try:
        ranges = tuple(Ticks(r.start, r.end, r.step) for r in market.price_ranges)
    except ValueError as error:
        raise WireError(f"{market.ticker}: {error}", status=0) from error
    return PriceGrid(ranges) if ranges else None


_Ends = tuple[Price | None, Price | None, Price | None, Price | None]
"""First, low, high and close of one side, as far as they are told."""


def _ends(side: trading.BidAskCandle | trading.TradedCandle) -> _Ends:
    return side.open_dollars, side.low_dollars, side.high_dollars, side.close_dollars


def _candle(contract: Contract, ends_at: datetime, minutes: int, sides: tuple[_Ends, ...], volume: Count) -> Candle:
    bid, ask, traded = sides
    try:
        return Candle(
            contract=contract,
            ends_at=ends_at,
            minutes=minutes,
            bid=_band(bid) or Band.flat(NOBODY_BIDS),
            ask=_band(ask) or Band.flat(NOBODY_ASKS),
            traded=_band(traded),
            volume=volume,
            source=f"kalshi candle of {minutes} minutes",
        )
    except ValueError as error:
        raise WireError(f"{contract.ticker}, the candle to {ends_at:%Y-%m-%d %H:%M}Z: {error}", status=0) from error


def _band(ends: _Ends) -> Band | None:
    first, low, high, close = ends
    if first is None or low is None or high is None or close is None:
        if any(price is not None for price in ends):
            raise ValueError("one of first, low, high and close is not told")
        return None
    return Band(first, low, high, close)


def _inside(price: Price | None) -> Price | None:
    return price if price is not None and Price(0) < price < Price.cents(100) else None


def _standing(price: Price | None, size: Count | None) -> Level | None:
    inside = _inside(price)
    return Level(inside, size) if inside is not None and size is not None and size > Count(0) else None


def _levels(levels: tuple[trading.PriceLevel, ...]) -> tuple[Level, ...]:
    return tuple(Level(price, count) for price, count in levels if count > Count(0))
