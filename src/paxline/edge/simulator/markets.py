"""Calls about markets, which need no signature: series, events, markets, books, trades and candles."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from paxline.edge.simulator import listing, statements, wire
from paxline.edge.simulator.paging import page
from paxline.edge.simulator.params import Params
from paxline.edge.simulator.refusals import NOT_FOUND, Refusal, Reply, bare
from paxline.edge.simulator.site import LIVE_FOR, Ask, Site
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import Traded
from paxline.exchange.engine import Exchange, MarketView
from paxline.exchange.lifecycle import MarketStatus
from paxline.market.book import Level

_FILTERS: Final[Mapping[str, frozenset[MarketStatus]]] = MappingProxyType(
    {
        "unopened": frozenset({MarketStatus.INITIALIZED}),
        "open": frozenset({MarketStatus.ACTIVE}),
        "paused": frozenset({MarketStatus.INACTIVE}),
        "closed": frozenset(
            {MarketStatus.CLOSED, MarketStatus.DETERMINED, MarketStatus.DISPUTED, MarketStatus.AMENDED}
        ),
        "settled": frozenset({MarketStatus.FINALIZED}),
    }
)
"""The words of the ``status`` filter; they differ from those of a market's own ``status``."""

_ORDERBOOKS: Final = 100
_MOST: Final = 1_000
_USUAL: Final = 100
_EVENTS: Final = 200


def series(site: Site, ask: Ask) -> Reply:
    """One series."""
    ask.params.flag("include_volume")
    ticker = ask.path["series_ticker"]
    with site.hub.held() as exchange:
        known = any(listing.series_of(view.ticker) == ticker for view in exchange.markets)
    return Reply(HTTPStatus.OK, {"series": listing.series(ticker)}) if known else NOT_FOUND


def all_series(site: Site, ask: Ask) -> Reply:
    """Every series, of one category if asked so."""
    for name in ("include_product_metadata", "include_volume"):
        ask.params.flag(name)
    ask.params.whole("min_updated_ts")
    with site.hub.held() as exchange:
        tickers = dict.fromkeys(listing.series_of(view.ticker) for view in exchange.markets)
    category = ask.params.text("category")
    found = [one for one in map(listing.series, tickers) if category in {"", one["category"]}]
    return Reply(HTTPStatus.OK, {"series": [] if ask.params.text("tags") else found})


def series_fee_changes(site: Site, ask: Ask) -> Reply:
    """No fee changes here."""
    del site
    ask.params.flag("show_historical")
    return Reply(HTTPStatus.OK, {"series_fee_change_arr": []})


def event_fee_changes(site: Site, ask: Ask) -> Reply:
    """No event has fees of its own."""
    del site
    ask.params.limit(low=1, high=_MOST, default=_USUAL)
    return Reply(HTTPStatus.OK, {"event_fee_changes": [], "cursor": ""})


def _events(exchange: Exchange) -> dict[str, list[MarketView]]:
    events: dict[str, list[MarketView]] = {}
    for view in exchange.markets:
        events.setdefault(listing.event_of(view.ticker), []).append(view)
    return events


def events(site: Site, ask: Ask) -> Reply:
    """Events, with their markets if asked so."""
    params = ask.params
    limit = params.limit(low=1, high=_EVENTS, default=_EVENTS)
    nested, status = params.flag("with_nested_markets"), params.word("status", frozenset(_FILTERS) - {"paused"})
    params.flag("with_milestones")
    params.whole("min_updated_ts")
    tickers, series_ticker, closes = (
        params.several("tickers"),
        params.text("series_ticker"),
        params.whole("min_close_ts"),
    )
    with site.hub.held() as exchange:
        found = [
            (ticker, views)
            for ticker, views in _events(exchange).items()
            if (not tickers or ticker in tickers)
            and series_ticker in {"", listing.series_of(ticker)}
            and (not status or any(view.status in _FILTERS[status] for view in views))
            and (closes is None or any(wire.seconds(view.closes_at) >= closes for view in views))
        ]
        shown = page(found, name=lambda one: one[0], limit=limit, cursor=params.text("cursor"))
        told = [
            {**listing.event(views), "markets": [_market(site, exchange, view) for view in views]}
            if nested
            else listing.event(views)
            for _, views in shown.items
        ]
    return Reply(HTTPStatus.OK, {"events": told, "cursor": shown.cursor})


def event(site: Site, ask: Ask) -> Reply:
    """One event, its markets beside it or within it."""
    nested = ask.params.flag("with_nested_markets")
    alone = ask.params.flag("exclude_markets")
    with site.hub.held() as exchange:
        views = _events(exchange).get(ask.path["event_ticker"])
        if views is None:
            return NOT_FOUND
        markets = [] if alone else [_market(site, exchange, view) for view in views]
    told = listing.event(views)
    if nested:
        return Reply(HTTPStatus.OK, {"event": {**told, "markets": markets}, "markets": []})
    return Reply(HTTPStatus.OK, {"event": told, "markets": markets})


def _market(site: Site, exchange: Exchange, view: MarketView) -> Json:
    return listing.market(view, exchange, site.tape, now=exchange.now or site.hub.clock.now())


def is_past(site: Site, view: MarketView) -> bool:
    """Whether a market was settled so long ago that only the historical calls tell of it."""
    settled = view.finalizes_at if view.status is MarketStatus.FINALIZED else None
    return settled is not None and settled < site.hub.now() - LIVE_FOR


def _named(params: Params) -> Callable[[MarketView], bool]:
    """Whether a market is of the tickers, the event and the series asked for, if any."""
    tickers, event_ticker, series_ticker = (
        params.several("tickers"),
        params.text("event_ticker"),
        params.text("series_ticker"),
    )
    return lambda view: (
        (not tickers or view.ticker in tickers)
        and event_ticker in {"", listing.event_of(view.ticker)}
        and series_ticker in {"", listing.series_of(view.ticker)}
    )


def _timed(params: Params) -> Callable[[MarketView], bool]:
    """Whether a market was created, changed, closes and settled within the bounds asked for, if any."""
    moments: tuple[tuple[str, Callable[[MarketView], datetime | None]], ...] = (
        ("created", lambda view: view.opens_at - listing.LISTED_BEFORE),
        ("updated", lambda view: view.opens_at - listing.LISTED_BEFORE),
        ("close", lambda view: view.closes_at),
        ("settled", lambda view: view.finalizes_at if view.status is MarketStatus.FINALIZED else None),
    )
    bounds = [(of, params.whole(f"min_{name}_ts"), params.whole(f"max_{name}_ts")) for name, of in moments]

    def within(view: MarketView) -> bool:
        for of, low, high in bounds:
            at = of(view)
            if low is None and high is None:
                continue
            if at is None or not _within(at, low, high):
                return False
        return True

    return within


def _within(at: datetime, low: int | None, high: int | None) -> bool:
    second = wire.seconds(at)
    return (low is None or second >= low) and (high is None or second <= high)


def markets(site: Site, ask: Ask) -> Reply:
    """Markets that were not settled long ago."""
    params = ask.params
    limit, status = params.limit(high=_MOST, default=_USUAL), params.word("status", frozenset(_FILTERS))
    only_combos = params.word("mve_filter", frozenset({"only", "exclude"})) == "only"
    named, timed = _named(params), _timed(params)
    return _listed(
        site,
        ask,
        limit=limit,
        wanted=lambda view: (
            not only_combos
            and not is_past(site, view)
            and (not status or view.status in _FILTERS[status])
            and named(view)
            and timed(view)
        ),
    )


def past_markets(site: Site, ask: Ask) -> Reply:
    """Markets that were settled long ago."""
    limit = ask.params.limit(high=_MOST, default=_USUAL)
    ask.params.word("mve_filter", frozenset({"exclude"}))
    named = _named(ask.params)
    return _listed(site, ask, limit=limit, wanted=lambda view: is_past(site, view) and named(view))


def _listed(site: Site, ask: Ask, *, limit: int, wanted: Callable[[MarketView], bool]) -> Reply:
    with site.hub.held() as exchange:
        found = [view for view in exchange.markets if wanted(view)]
        shown = page(found, name=lambda view: view.ticker, limit=limit, cursor=ask.params.text("cursor"))
        told = [_market(site, exchange, view) for view in shown.items]
    return Reply(HTTPStatus.OK, {"markets": told, "cursor": shown.cursor})


def market_named(exchange: Exchange, ticker: str) -> MarketView:
    """One market by its ticker, else a ``Refusal`` with 404."""
    view = next((view for view in exchange.markets if view.ticker == ticker), None)
    if view is None:
        raise Refusal(NOT_FOUND)
    return view


def market(site: Site, ask: Ask) -> Reply:
    """One market."""
    with site.hub.held() as exchange:
        return Reply(HTTPStatus.OK, {"market": _market(site, exchange, market_named(exchange, ask.path["ticker"]))})


def past_market(site: Site, ask: Ask) -> Reply:
    """One market that was settled long ago."""
    with site.hub.held() as exchange:
        view = market_named(exchange, ask.path["ticker"])
        return Reply(HTTPStatus.OK, {"market": _market(site, exchange, view)}) if is_past(site, view) else NOT_FOUND


def orderbook(site: Site, ask: Ask) -> Reply:
    """One market's bids on both legs, worst first, as the recordings have them; ``depth`` keeps the best."""
    depth = ask.params.whole("depth", low=0, high=100) or 0
    with site.hub.held() as exchange:
        market_named(exchange, ask.path["ticker"])
        return Reply(HTTPStatus.OK, {"orderbook_fp": _book(exchange, ask.path["ticker"], depth)})


def orderbooks(site: Site, ask: Ask) -> Reply:
    """Several markets' bids; those that are not there are left out."""
    tickers = ask.params.several("tickers")
    if not tickers:
        raise ask.params.missing("tickers")
    if len(tickers) > _ORDERBOOKS:
        raise Refusal(bare("too many tickers"))
    with site.hub.held() as exchange:
        known = {view.ticker for view in exchange.markets}
        books = [{"ticker": t, "orderbook_fp": _book(exchange, t, 0)} for t in dict.fromkeys(tickers) if t in known]
    return Reply(HTTPStatus.OK, {"orderbooks": books})


def _book(exchange: Exchange, ticker: str, depth: int) -> Json:
    book = exchange.book(ticker)
    asks = [Level(level.price.complement, level.count) for level in book.asks]

    def leg(levels: list[Level]) -> list[list[str]]:
        return [[str(level.price), str(level.count)] for level in reversed(levels[:depth] if depth else levels)]

    return {"yes_dollars": leg(list(book.bids)), "no_dollars": leg(asks)}


def trades(site: Site, ask: Ask) -> Reply:
    """Trades, newest first."""
    return _trades(site, ask, since=site.hub.now() - LIVE_FOR, until=None)


def past_trades(site: Site, ask: Ask) -> Reply:
    """Trades of long ago, newest first."""
    return _trades(site, ask, since=None, until=site.hub.now() - LIVE_FOR)


def _trades(site: Site, ask: Ask, *, since: datetime | None, until: datetime | None) -> Reply:
    params = ask.params
    limit = params.limit(high=_MOST, default=_USUAL)
    low, high, blocks = params.whole("min_ts"), params.whole("max_ts"), params.flag("is_block_trade")
    found = [
        trade
        for trade in reversed(site.hub.trades(params.text("ticker") or None))
        if not blocks
        and (since is None or trade.at >= since)
        and (until is None or trade.at < until)
        and _within(trade.at, low, high)
    ]
    shown = page(found, name=lambda trade: trade.trade_id, limit=limit, cursor=params.text("cursor"))
    return Reply(HTTPStatus.OK, {"trades": [_trade(trade) for trade in shown.items], "cursor": shown.cursor})


def _trade(trade: Traded) -> Json:
    taker = statements.sides(trade.taker_side)
    return {
        **statements.prices(trade.price),
        "trade_id": trade.trade_id,
        "ticker": trade.ticker,
        "count_fp": str(trade.size),
        "taker_side": taker["side"],
        "taker_outcome_side": taker["outcome_side"],
        "taker_book_side": taker["book_side"],
        "created_time": wire.instant(trade.at),
        "is_block_trade": False,
    }
