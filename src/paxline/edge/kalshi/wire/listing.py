"""Series, events and markets on the wire."""

from paxline.edge.kalshi.wire.fields import (
    DollarPrice,
    Frame,
    Instant,
    MaybeCount,
    MaybeDollars,
    MaybeInstant,
    MaybePrice,
    Multiplier,
    Number,
    Page,
)


class SettlementSource(Frame):
    """Who publishes the figure that settles a market."""

    name: str = ""
    url: str = ""


class Series(Frame):
    """A template of recurring events, with its fee terms."""

    ticker: str
    title: str
    frequency: str
    category: str
    fee_type: str
    fee_multiplier: Multiplier
    settlement_sources: tuple[SettlementSource, ...] | None = None
    contract_terms_url: str = ""
    last_updated_ts: MaybeInstant = None
    exchange_index: int | None = None


class SeriesAnswer(Frame):
    """``GET /series/{series_ticker}``."""

    series: Series


class SeriesFeeChange(Frame):
    """A dated change of a series' fee terms, past or to come."""

    id: str
    series_ticker: str
    fee_type: str
    fee_multiplier: Multiplier
    scheduled_ts: Instant


class SeriesFeeChangesAnswer(Frame):
    """``GET /series/fee_changes``."""

    series_fee_change_arr: tuple[SeriesFeeChange, ...]


class PriceRange(Frame):
    """Between ``start`` and ``end`` dollars, orders lie on multiples of ``step``."""

    start: DollarPrice
    end: DollarPrice
    step: DollarPrice


class Market(Frame):
    """One binary market.

    ``result`` is empty until it is determined, then the truth about the payout. ``expiration_value`` is free
    text written by hand and decides nothing. ``status`` is one of initialized, inactive, active, closed,
    determined, disputed, amended, finalized; the words of the query filter are others.
    """

    ticker: str
    event_ticker: str
    market_type: str
    title: str = ""
    yes_sub_title: str = ""
    status: str
    result: str
    open_time: Instant
    close_time: Instant
    created_time: MaybeInstant = None
    updated_time: MaybeInstant = None
    expected_expiration_time: MaybeInstant = None
    latest_expiration_time: MaybeInstant = None
    settlement_ts: MaybeInstant = None
    settlement_timer_seconds: int | None = None
    settlement_value_dollars: MaybeDollars = None
    expiration_value: str = ""
    can_close_early: bool | None = None
    strike_type: str | None = None
    floor_strike: Number | None = None
    cap_strike: Number | None = None
    yes_bid_dollars: MaybePrice = None
    yes_bid_size_fp: MaybeCount = None
    yes_ask_dollars: MaybePrice = None
    yes_ask_size_fp: MaybeCount = None
    last_price_dollars: MaybePrice = None
    volume_fp: MaybeCount = None
    open_interest_fp: MaybeCount = None
    notional_value_dollars: MaybeDollars = None
    rules_primary: str = ""
    rules_secondary: str = ""
    price_level_structure: str = ""
    price_ranges: tuple[PriceRange, ...] = ()
    fee_waiver_expiration_time: MaybeInstant = None
    is_provisional: bool | None = None
    exchange_index: int | None = None


class MarketAnswer(Frame):
    """``GET /markets/{ticker}`` and ``GET /historical/markets/{ticker}``."""

    market: Market


class MarketsPage(Page):
    """``GET /markets`` and ``GET /historical/markets``."""

    markets: tuple[Market, ...]


class Event(Frame):
    """The markets that settle on one figure.

    ``collateral_return_type`` is ``MECNET``, ``DIRECNET`` or empty: how positions of one event net.
    """

    event_ticker: str
    series_ticker: str
    title: str
    sub_title: str = ""
    collateral_return_type: str
    mutually_exclusive: bool
    strike_date: MaybeInstant = None
    markets: tuple[Market, ...] | None = None
    fee_type_override: str | None = None
    fee_multiplier_override: Multiplier | None = None
    last_updated_ts: MaybeInstant = None
    exchange_index: int | None = None


class EventAnswer(Frame):
    """``GET /events/{event_ticker}``; ``markets`` beside the event repeats those inside it."""

    event: Event
    markets: tuple[Market, ...] | None = None


class EventsPage(Page):
    """``GET /events``."""

    events: tuple[Event, ...]
