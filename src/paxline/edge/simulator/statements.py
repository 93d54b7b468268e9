"""A member's orders, fills, positions and money as the wire shows them; every price is told on both legs."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from paxline.edge.simulator import wire
from paxline.edge.simulator.listing import event_of
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import Filled, Role, Settled
from paxline.exchange.engine import OrderView, Stake
from paxline.exchange.requests import OnPause, Side
from paxline.units import Count, Price, Usd

_NOTHING = Usd(0)


def sides(side: Side) -> Json:
    """A side in all the words that the wire has for it; an ask counts as buying NO."""
    yes = side is Side.BID
    return {
        "book_side": side.value,
        "outcome_side": "yes" if yes else "no",
        "side": "yes" if yes else "no",
        "action": "buy",
    }


def prices(price: Price) -> Json:
    """A YES price on both legs."""
    return {"yes_price_dollars": str(price), "no_price_dollars": str(price.complement)}


def user_id(member: str) -> str:
    """A member's id; the same name has always the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, member))


def order(view: OrderView) -> Json:
    """One order."""
    told: dict[str, object] = {
        **sides(view.side),
        **prices(view.price),
        "order_id": view.order_id,
        "user_id": user_id(view.member),
        "client_order_id": view.client_order_id,
        "ticker": view.ticker,
        "type": "limit",
        "status": view.status.value,
        "initial_count_fp": str(view.initial),
        "fill_count_fp": str(view.filled),
        "remaining_count_fp": str(view.remaining),
        "taker_fill_cost_dollars": str(view.taker_cost),
        "maker_fill_cost_dollars": str(view.maker_cost),
        "taker_fees_dollars": str(view.taker_fees),
        "maker_fees_dollars": str(view.maker_fees),
        "self_trade_prevention_type": view.self_trade.value,
        "created_time": wire.instant(view.created_at),
        "last_update_time": wire.instant(view.updated_at),
        "subaccount_number": 0,
        "exchange_index": 0,
    }
    if view.expires_at is not None:
        told["expiration_time"] = wire.instant(view.expires_at)
    if view.group_id:
        told["order_group_id"] = view.group_id
    if view.on_pause is OnPause.CANCEL:
        told["cancel_order_on_pause"] = True
    return told


def fill(one: Filled) -> Json:
    """One side of a trade."""
    return {
        **sides(one.side),
        **prices(one.price),
        "fill_id": one.trade_id,
        "trade_id": one.trade_id,
        "order_id": one.order_id,
        "ticker": one.ticker,
        "market_ticker": one.ticker,
        "count_fp": str(one.size),
        "fee_cost": str(one.fee),
        "is_taker": one.role is Role.TAKER,
        "created_time": wire.instant(one.at),
        "ts": wire.seconds(one.at),
        "subaccount_number": 0,
        "exchange_index": 0,
    }


def settlement(paid: Settled, *, fees: Usd) -> Json:
    """What one market paid; a position on one leg leaves the other empty."""
    yes = paid.position > Count(0)
    count, nothing = str(paid.position if yes else Count(-paid.position.hundredths)), "0.00"
    return {
        "ticker": paid.ticker,
        "event_ticker": event_of(paid.ticker),
        "market_result": paid.result,
        "yes_count_fp": count if yes else nothing,
        "yes_total_cost_dollars": str(paid.cost if yes else _NOTHING),
        "no_count_fp": nothing if yes else count,
        "no_total_cost_dollars": str(_NOTHING if yes else paid.cost),
        "revenue": wire.cents(paid.revenue),
        "value": 100 if paid.result == "yes" else 0,
        "settled_time": wire.instant(paid.at),
        "fee_cost": str(fees),
        "exchange_index": 0,
    }


def position(ticker: str, stake: Stake, *, updated_at: datetime) -> Json:
    """One market's position."""
    return {
        "ticker": ticker,
        "position_fp": str(stake.position),
        "market_exposure_dollars": str(stake.cost),
        "total_traded_dollars": str(stake.traded),
        "realized_pnl_dollars": str(stake.realized),
        "fees_paid_dollars": str(stake.fees),
        "last_updated_ts": wire.instant(updated_at),
        "exchange_index": 0,
    }


def event_position(ticker: str, stakes: Mapping[str, Stake]) -> Json:
    """The positions of one event together; markets are not netted against each other."""
    held = stakes.values()
    return {
        "event_ticker": ticker,
        "total_cost_dollars": str(Usd(sum(stake.traded.millionths for stake in held))),
        "total_cost_shares_fp": str(Count(sum(abs(stake.position.hundredths) for stake in held))),
        "event_exposure_dollars": str(Usd(sum(stake.cost.millionths for stake in held))),
        "realized_pnl_dollars": str(Usd(sum(stake.realized.millionths for stake in held))),
        "fees_paid_dollars": str(Usd(sum(stake.fees.millionths for stake in held))),
    }


def worth(stakes: Mapping[str, Stake], lasts: Mapping[str, Price | None]) -> Usd:
    """What positions are worth at the last prices, as a balance recorded 2026-06-11 counts; at cost without a trade."""
    total = 0
    for ticker, stake in stakes.items():
        last, held = lasts.get(ticker), stake.position
        if last is None:
            total += stake.cost.millionths
        elif held.hundredths > 0:
            total += last.times(held).millionths
        else:
            total += last.complement.times(Count(-held.hundredths)).millionths
    return Usd(total)
