"""What a stream says of each thing that happens on the exchange (AsyncAPI 2.0.0, 2026-10; a capture of 2026-06-11)."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

from paxline.edge.simulator import statements, wire
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import BookChanged, Filled, GroupTriggered, MarketChanged, OrderChanged, Role, Traded
from paxline.exchange.engine import Exchange
from paxline.exchange.lifecycle import MarketStep
from paxline.exchange.orders import WIRE_REASONS
from paxline.exchange.requests import Side
from paxline.market.book import Level
from paxline.units import Count, Price, Usd

_MILLISECOND: Final = 1000
_DOLLAR: Final = 1_000_000


class Scale(Enum):
    """In whose prices the NO side of a book is told: NO's own, or YES's."""

    OWN_LEG = "own leg"
    YES = "yes"


def market_id(ticker: str) -> str:
    """A market's id; the same ticker has always the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, ticker))


def snapshot(exchange: Exchange, ticker: str, *, clock: int, scale: Scale) -> Json:
    """One market's whole book, best last; a side on which nobody stands is not there."""
    book = exchange.book(ticker)
    told: dict[str, object] = {**_names(ticker), "clock": clock}
    if book.bids:
        told["yes_dollars_fp"] = _levels(book.bids)
    if book.asks:
        told["no_dollars_fp"] = _levels(Level(_no(level.price, scale), level.count) for level in book.asks)
    return told


def delta(event: BookChanged, *, clock: int, scale: Scale, viewer: str) -> Json:
    """So much more or less at one price; only whose order it is hears the order's name."""
    yes = event.side is Side.BID
    told: dict[str, object] = {
        **_names(event.ticker),
        "clock": clock,
        "price_dollars": str(event.price if yes else _no(event.price, scale)),
        "delta_fp": str(event.change),
        "side": "yes" if yes else "no",
        "ts": _cut(event.at),
        "ts_ms": wire.millis(event.at),
    }
    if event.member == viewer and event.client_order_id:
        told["client_order_id"] = event.client_order_id
    return told


def ticker(exchange: Exchange, name: str, *, last_size: Count, at: datetime) -> Json:
    """One market in figures; a price at which nobody stands is 0 for a bid and a dollar for an ask."""
    view, quote = exchange.market(name), exchange.book(name).quote
    last = view.last or Price(0)
    return {
        **_names(name),
        "price_dollars": str(last),
        "yes_bid_dollars": wire.or_nothing(quote.bid),
        "yes_ask_dollars": wire.or_all(quote.ask),
        "yes_bid_size_fp": str(quote.bid_size or Count(0)),
        "yes_ask_size_fp": str(quote.ask_size or Count(0)),
        "last_trade_size_fp": str(last_size),
        "volume_fp": str(view.volume),
        "open_interest_fp": str(view.open_interest),
        "dollar_volume": Price(10_000).times(view.volume).millionths // _DOLLAR,
        "dollar_open_interest": Price(10_000).times(view.open_interest).millionths // _DOLLAR,
        "ts": wire.seconds(at),
        "ts_ms": wire.millis(at),
        "time": _cut(at),
    }


def trade(event: Traded) -> Json:
    """One public trade."""
    side = statements.sides(event.taker_side)
    return {
        **statements.prices(event.price),
        "trade_id": event.trade_id,
        "market_ticker": event.ticker,
        "count_fp": str(event.size),
        "taker_side": side["outcome_side"],
        "taker_outcome_side": side["outcome_side"],
        "taker_book_side": side["book_side"],
        "is_block_trade": False,
        "ts": wire.seconds(event.at),
        "ts_ms": wire.millis(event.at),
    }


def fill(event: Filled) -> Json:
    """One member's side of a trade."""
    side = statements.sides(event.side)
    told: dict[str, object] = {
        **side,
        "purchased_side": side["outcome_side"],
        "trade_id": event.trade_id,
        "order_id": event.order_id,
        "market_ticker": event.ticker,
        "exchange_index": 0,
        "is_taker": event.role is Role.TAKER,
        "yes_price_dollars": str(event.price),
        "count_fp": str(event.size),
        "fee_cost": str(event.fee),
        "post_position_fp": str(event.position),
        "ts": wire.seconds(event.at),
        "ts_ms": wire.millis(event.at),
    }
    if event.client_order_id:
        told["client_order_id"] = event.client_order_id
    return told


def user_order(exchange: Exchange, event: OrderChanged) -> Json:
    """One of a member's orders as it stands, and why it changed, where the wire has a word for that."""
    view = exchange.order(event.order_id)
    stated = statements.order(view)
    names = (
        "order_id", "user_id", "ticker", "exchange_index", "status", "side", "outcome_side", "book_side",
        "yes_price_dollars", "fill_count_fp", "remaining_count_fp", "initial_count_fp", "taker_fill_cost_dollars",
        "maker_fill_cost_dollars", "taker_fees_dollars", "maker_fees_dollars", "client_order_id",
        "self_trade_prevention_type", "subaccount_number",
    )  # fmt: skip
    told: dict[str, object] = {
        **{name: stated[name] for name in names},
        "is_yes": view.side is Side.BID,
        "created_time": _cut(view.created_at),
        "created_ts_ms": wire.millis(view.created_at),
        "last_update_time": _cut(view.updated_at),
        "last_updated_ts_ms": wire.millis(view.updated_at),
    }
    if view.expires_at is not None:
        told |= {"expiration_time": _cut(view.expires_at), "expiration_ts_ms": wire.millis(view.expires_at)}
    if view.group_id:
        told["order_group_id"] = view.group_id
    if event.reason in WIRE_REASONS:
        told["last_update_reason"] = WIRE_REASONS[event.reason]
    return told


def market_position(exchange: Exchange, member: str, name: str) -> Json:
    """What a member holds in one market; what its position's fees were is not known apart from all it paid."""
    stake = exchange.stakes(member)[name]
    traded = sum(one.size.hundredths for one in exchange.fills(member) if one.ticker == name)
    return {
        "user_id": statements.user_id(member),
        "market_ticker": name,
        "position_fp": str(stake.position),
        "position_cost_dollars": str(stake.cost),
        "realized_pnl_dollars": str(stake.realized),
        "fees_paid_dollars": str(stake.fees),
        "position_fee_cost_dollars": str(stake.fees if stake.position != Count(0) else Usd(0)),
        "volume_fp": str(Count(traded)),
        "subaccount": 0,
    }


_STEPS: Final = MappingProxyType(
    {
        MarketStep.PAUSE: "deactivated",
        MarketStep.RESUME: "activated",
        MarketStep.DETERMINE: "determined",
        MarketStep.FINALIZE: "settled",
        None: "close_date_updated",
    }
)
"""The words for a market's steps; opening, closing and disputes have none (docs.kalshi.com market_lifecycle)."""


def lifecycle(event: MarketChanged) -> Json | None:
    """A step of a market's life; ``None`` for one that is not told."""
    word = _STEPS.get(event.step)
    if word is None:
        return None
    told: dict[str, object] = {"event_type": word, "market_ticker": event.ticker}
    match event.step:
        case MarketStep.PAUSE | MarketStep.RESUME:
            told["is_deactivated"] = event.step is MarketStep.PAUSE
        case MarketStep.DETERMINE:
            value = "1.0000" if event.result == "yes" else "0.0000"
            told |= {
                "determination_ts": wire.seconds(event.at),
                "result": event.result or "",
                "settlement_value": value,
            }
        case MarketStep.FINALIZE:
            told["settled_ts"] = wire.seconds(event.at)
        case _:
            told["close_ts"] = wire.seconds(event.closes_at)
    return told


def group(event: GroupTriggered) -> Json:
    """An order group that was triggered; of other steps the exchange's core tells nothing."""
    return {"event_type": "triggered", "order_group_id": event.group_id, "ts_ms": wire.millis(event.at)}


def _names(ticker_: str) -> Json:
    return {"market_ticker": ticker_, "market_id": market_id(ticker_)}


def _no(price: Price, scale: Scale) -> Price:
    return price if scale is Scale.YES else price.complement


def _levels(best_first: Iterable[Level]) -> list[list[str]]:
    return [[str(level.price), str(level.count)] for level in reversed(tuple(best_first))]


def _cut(at: datetime) -> str:
    return wire.instant(at.replace(microsecond=at.microsecond // _MILLISECOND * _MILLISECOND))
