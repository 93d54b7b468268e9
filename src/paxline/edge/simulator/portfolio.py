"""Calls about a member's own orders, fills, positions and money; all are signed, and all lag what was written.

There is one account: other subaccounts and shards are empty.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from http import HTTPStatus
from typing import Final

from paxline.edge.simulator import statements, wire
from paxline.edge.simulator.listing import event_of
from paxline.edge.simulator.paging import page
from paxline.edge.simulator.params import Params
from paxline.edge.simulator.refusals import NOT_FOUND, Reply, bare
from paxline.edge.simulator.site import LIVE_FOR, Ask, Site
from paxline.exchange.engine import OrderView, Stake
from paxline.exchange.lifecycle import MarketStatus
from paxline.exchange.orders import OrderStatus
from paxline.units import Count, Usd

_MOST: Final = 1_000
_USUAL: Final = 100
_STATUSES: Final = frozenset({"resting", "canceled", "executed"})
_SETTLING: Final = frozenset({"unsettled", "settled", "all"})


class Era(Enum):
    """Which side of the historical cutoff is told."""

    LIVE = "live"
    PAST = "past"


def _own(params: Params) -> bool:
    """Whether the one account and the one shard that there are were asked about."""
    return not params.whole("subaccount", low=0) and (params.whole("exchange_index") or 0) in {0, -1}


def _of_era(site: Site, era: Era) -> Callable[[datetime], bool]:
    cutoff = site.hub.now() - LIVE_FOR
    return lambda at: (at < cutoff) is (era is Era.PAST)


def _of_market(params: Params) -> Callable[[str], bool]:
    """Whether a market is the one, or of one of the events, asked for; all are where none is."""
    ticker, event_tickers = params.text("ticker"), params.several("event_ticker")
    return lambda told: ticker in {"", told} and (not event_tickers or event_of(told) in event_tickers)


def _between(params: Params) -> Callable[[datetime], bool]:
    low, high = params.whole("min_ts"), params.whole("max_ts")
    return lambda at: (low is None or wire.seconds(at) >= low) and (high is None or wire.seconds(at) <= high)


def balance(site: Site, ask: Ask) -> Reply:
    """Money that nothing rests on, and what the positions are worth."""
    own, as_of = _own(ask.params), ask.as_of(site)
    with site.hub.held() as exchange:
        funds = site.hub.funds(ask.member, as_of=as_of)
        lasts = {ticker: exchange.market(ticker).last for ticker in funds.stakes}
    available = funds.money.available if own else Usd(0)
    worth = statements.worth(funds.stakes, lasts) if own else Usd(0)
    return Reply(
        HTTPStatus.OK,
        {
            "balance": wire.cents(available),
            "balance_dollars": wire.short(available),
            "balance_breakdown": [{"exchange_index": 0, "balance": wire.short(available)}],
            "portfolio_value": wire.cents(worth),
            "updated_ts": wire.seconds(as_of),
        },
    )


def orders(site: Site, ask: Ask) -> Reply:
    """Orders, newest first."""
    return _orders(site, ask, Era.LIVE)


def past_orders(site: Site, ask: Ask) -> Reply:
    """Orders that ended long ago."""
    return _orders(site, ask, Era.PAST)


def _orders(site: Site, ask: Ask, era: Era) -> Reply:
    params = ask.params
    limit, own = params.limit(low=1, high=_MOST, default=_USUAL), _own(params)
    statuses = params.several("status")
    if not _STATUSES.issuperset(statuses):
        return Reply(HTTPStatus.BAD_REQUEST, bare("invalid status").body)
    of_era, of_market, between = _of_era(site, era), _of_market(params), _between(params)

    def wanted(view: OrderView) -> bool:
        ended = view.updated_at if view.status is not OrderStatus.RESTING else site.hub.now()
        return (
            own
            and of_era(ended)
            and of_market(view.ticker)
            and between(view.created_at)
            and (not statuses or view.status.value in statuses)
        )

    found = [view for view in reversed(site.hub.orders(ask.member, as_of=ask.as_of(site))) if wanted(view)]
    shown = page(found, name=lambda view: view.order_id, limit=limit, cursor=params.text("cursor"))
    return Reply(HTTPStatus.OK, {"orders": [statements.order(view) for view in shown.items], "cursor": shown.cursor})


def order(site: Site, ask: Ask) -> Reply:
    """One order."""
    view = site.hub.order(ask.member, ask.path["order_id"], as_of=ask.as_of(site))
    return NOT_FOUND if view is None else Reply(HTTPStatus.OK, {"order": statements.order(view)})


def queue_positions(site: Site, ask: Ask) -> Reply:
    """How much matches before each resting order."""
    tickers, event_ticker, own = ask.params.several("market_tickers"), ask.params.text("event_ticker"), _own(ask.params)
    with site.hub.held() as exchange:
        told = [
            {
                "order_id": view.order_id,
                "market_ticker": view.ticker,
                "queue_position_fp": str(exchange.queue_position(view.order_id)),
            }
            for view in exchange.resting(ask.member)
            if own and (not tickers or view.ticker in tickers) and event_ticker in {"", event_of(view.ticker)}
        ]
    return Reply(HTTPStatus.OK, {"queue_positions": told})


def queue_position(site: Site, ask: Ask) -> Reply:
    """How much matches before one resting order."""
    with site.hub.held() as exchange:
        mine = {view.order_id for view in exchange.resting(ask.member)}
        if ask.path["order_id"] not in mine:
            return NOT_FOUND
        return Reply(HTTPStatus.OK, {"queue_position_fp": str(exchange.queue_position(ask.path["order_id"]))})


def resting_value(site: Site, ask: Ask) -> Reply:
    """What all resting orders hold back."""
    reserved = site.hub.funds(ask.member, as_of=ask.as_of(site)).money.reserved
    breakdown = [{"exchange_index": 0, "balance": wire.short(reserved)}]
    return Reply(
        HTTPStatus.OK,
        {"total_resting_order_value": wire.cents(reserved), "resting_order_value_breakdown": breakdown},
    )


def fills(site: Site, ask: Ask) -> Reply:
    """Fills, newest first."""
    return _fills(site, ask, Era.LIVE)


def past_fills(site: Site, ask: Ask) -> Reply:
    """Fills of long ago, newest first."""
    return _fills(site, ask, Era.PAST)


def _fills(site: Site, ask: Ask, era: Era) -> Reply:
    params = ask.params
    limit, own, order_id = params.limit(low=1, high=_MOST, default=_USUAL), _own(params), params.text("order_id")
    of_era, of_market, between = _of_era(site, era), _of_market(params), _between(params)
    found = [
        fill
        for fill in reversed(site.hub.fills(ask.member, as_of=ask.as_of(site)))
        if own and order_id in {"", fill.order_id} and of_era(fill.at) and of_market(fill.ticker) and between(fill.at)
    ]
    shown = page(found, name=lambda fill: fill.trade_id, limit=limit, cursor=params.text("cursor"))
    return Reply(HTTPStatus.OK, {"fills": [statements.fill(fill) for fill in shown.items], "cursor": shown.cursor})


def settlements(site: Site, ask: Ask) -> Reply:
    """What was paid, newest first."""
    params = ask.params
    limit, own = params.limit(low=1, high=_MOST, default=_USUAL), _own(params)
    of_market, between, as_of = _of_market(params), _between(params), ask.as_of(site)
    stakes = site.hub.funds(ask.member, as_of=as_of).stakes
    found = [
        paid
        for paid in reversed(site.hub.settlements(ask.member, as_of=as_of))
        if own and of_market(paid.ticker) and between(paid.at)
    ]
    shown = page(found, name=lambda paid: paid.ticker, limit=limit, cursor=params.text("cursor"))
    told = [statements.settlement(paid, fees=stakes[paid.ticker].fees) for paid in shown.items]
    return Reply(HTTPStatus.OK, {"settlements": told, "cursor": shown.cursor})


def positions(site: Site, ask: Ask) -> Reply:
    """Positions in markets that were traded; those paid out only if asked for."""
    ask.params.word("settlement_status", _SETTLING)
    return _positions(site, ask, Era.LIVE)


def past_positions(site: Site, ask: Ask) -> Reply:
    """Positions in markets that were settled long ago."""
    return _positions(site, ask, Era.PAST)


def _positions(site: Site, ask: Ask, era: Era) -> Reply:
    params, as_of = ask.params, ask.as_of(site)
    limit, own = params.limit(low=1, high=_MOST, default=_USUAL), _own(params)
    status = (params.text("settlement_status") or "unsettled") if era is Era.LIVE else "all"
    filters, of_era, of_market = params.several("count_filter"), _of_era(site, era), _of_market(params)
    changed = {fill.ticker: fill.at for fill in site.hub.fills(ask.member, as_of=as_of)}
    changed |= {paid.ticker: paid.at for paid in site.hub.settlements(ask.member, as_of=as_of)}
    with site.hub.held() as exchange:
        ended = {view.ticker for view in exchange.markets if view.status is MarketStatus.FINALIZED}

    def wanted(ticker: str, stake: Stake) -> bool:
        if not own or ticker not in changed or not of_market(ticker):
            return False
        if filters and not any(_stands(stake, name) for name in filters):
            return False
        told = status == "all" or (ticker in ended) is (status == "settled")
        return told and (of_era(changed[ticker]) if ticker in ended else era is Era.LIVE)

    stakes = site.hub.funds(ask.member, as_of=as_of).stakes
    found = [(ticker, stake) for ticker, stake in sorted(stakes.items()) if wanted(ticker, stake)]
    shown = page(found, name=lambda one: one[0], limit=limit, cursor=params.text("cursor"))
    by_event: dict[str, dict[str, Stake]] = {}
    for ticker, stake in shown.items:
        by_event.setdefault(event_of(ticker), {})[ticker] = stake
    return Reply(
        HTTPStatus.OK,
        {
            "market_positions": [statements.position(t, stake, updated_at=changed[t]) for t, stake in shown.items],
            "event_positions": [statements.event_position(event, held) for event, held in by_event.items()],
            "cursor": shown.cursor,
        },
    )


def _stands(stake: Stake, name: str) -> bool:
    """Whether the field that ``count_filter`` names is not zero; one that is not known never is."""
    return {"position": stake.position != Count(0), "total_traded": stake.traded != Usd(0)}.get(name, False)
