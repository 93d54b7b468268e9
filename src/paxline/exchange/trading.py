"""What members may do with orders: place, amend, decrease and cancel them.

Checks come in this order: the exchange's state, the member, the market, the name, the order's shape, its price, its
group, the money, and last the book. A name (``client_order_id``) is spent by an order that reaches the book, whether it
is accepted, killed for want of volume, or refused as post-only cross; what is refused before spends nothing.
"""

import copy
from datetime import datetime
from typing import Final

from paxline.exchange.accounts import ONE
from paxline.exchange.answers import Accepted, Batched, Code, Done, Reduced, Refused
from paxline.exchange.floor import Floor, Market, drop, execute, hold_for, lift, rest, tell_order, trim
from paxline.exchange.lifecycle import ENDED, MarketStatus
from paxline.exchange.matching import NOBODY, Ending, Plan, crosses, plan
from paxline.exchange.orders import Order, OrderStatus, OrderStep, Reason
from paxline.exchange.purse import affordable, affordable_instead, bears, bill, cost_of
from paxline.exchange.requests import (
    Amend,
    Batch,
    Cancel,
    CancelAll,
    Decrease,
    ExchangeState,
    Expiry,
    Place,
    Posting,
    ReduceBy,
    Reducing,
    TimeInForce,
)
from paxline.exchange.values import as_count, as_usd, made
from paxline.units import Count, Usd

MOST_RESTING: Final = 200_000
"""Resting orders a member may have (docs.kalshi.com, mid-2026)."""

# Looking up a member of an enum costs as much as a sum, and these are needed for every order.
_OPEN: Final = ExchangeState.OPEN
_ACTIVE: Final = MarketStatus.ACTIVE
_GTC: Final = TimeInForce.GOOD_TILL_CANCELED
_IOC: Final = TimeInForce.IMMEDIATE_OR_CANCEL
_FOK: Final = TimeInForce.FILL_OR_KILL
_POST_ONLY: Final = Posting.POST_ONLY
_REDUCE_ONLY: Final = Reducing.REDUCE_ONLY
_NEW: Final = OrderStatus.NEW
_RESTING: Final = OrderStatus.RESTING
_OWN_ORDER: Final = Ending.OWN_ORDER
_COMPLETE: Final = OrderStep.COMPLETE
_CANCEL: Final = OrderStep.CANCEL
_TRADE: Final = Reason.TRADE
_PLACED: Final = Reason.PLACED
_CANCELLED: Final = Reason.CANCEL
_REDUCED: Final = Reason.REDUCE_ONLY
_NOT_AT_ONCE: Final = Reason.NOT_FILLED_AT_ONCE
_NOTHING: Final = Usd(0)
_NO_COUNT: Final = Count(0)
_POST_ONLY_CROSS: Final = Refused(Code.INVALID_ORDER, "post only cross")
_TOO_LITTLE: Final = Refused(Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME)


def place(floor: Floor, request: Place, at: datetime) -> Accepted | Refused:
    """Take a new order: match what it crosses, rest or cancel what is left."""
    refused = _entry_refusal(floor, request, at)
    if refused is not None:
        return refused
    market, account = floor.markets[request.ticker], floor.accounts[request.member]
    group = floor.groups[request.group_id] if request.group_id else None
    order = Order(floor.number(), request, account, group, at)
    if request.reducing is _REDUCE_ONLY:
        order.remaining = order.holding.closing(order.sign * order.remaining)
    if crosses(order, market.book):
        return _meet(floor, market, order, request, at)
    hold = hold_for(order, market.tariff.at(at))
    if not bears(order, hold):
        return Refused(Code.INSUFFICIENT_BALANCE)
    _spend(order)
    if request.time_in_force is _FOK:
        return _TOO_LITTLE
    _keep(floor, order)
    if request.time_in_force is _GTC:
        rest(floor, market, order, hold, at)
        tell_order(floor, order, _PLACED, at)
    else:
        _end(floor, order, _leftover(request), at)
    left = as_count(order.remaining)
    return made(Accepted, (order.order_id, order.client_order_id, _NO_COUNT, left, _NOTHING, _NOTHING, _NOTHING))


def _meet(floor: Floor, market: Market, order: Order, request: Place, at: datetime) -> Accepted | Refused:
    """Let an order in that meets others: match it, and rest or cancel what is left."""
    tariff = market.tariff.at(at)
    planned = plan(order, market.book, at)
    charges, fees = bill(order, planned, tariff)
    if not affordable(order, planned, fees, tariff):
        return Refused(Code.INSUFFICIENT_BALANCE)
    _spend(order)
    if request.posting is _POST_ONLY:
        return _POST_ONLY_CROSS
    if request.time_in_force is _FOK and planned.filled < order.initial:
        return _TOO_LITTLE
    _keep(floor, order)
    execute(floor, market, order, plan=planned, charges=charges, at=at)
    leftover = None if request.time_in_force is _GTC else _leftover(request)
    _finish(floor, market, order, planned=planned, leftover=leftover, at=at)
    return _accepted(order, planned, fees)


def _spend(order: Order) -> None:
    """Use a name up."""
    if order.client_order_id:
        order.account.spent_ids.add(order.client_order_id)


def _keep(floor: Floor, order: Order) -> None:
    """Enter an order in the books of the house."""
    floor.orders[order.order_id] = order
    floor.records[order.account.member].orders.append(order)


def _leftover(request: Place) -> Reason:
    """Why what is left of an order may not rest."""
    return _REDUCED if request.reducing is _REDUCE_ONLY else _NOT_AT_ONCE


def _end(floor: Floor, order: Order, reason: Reason, at: datetime) -> None:
    """Cancel what is left of an order that has met the book."""
    order.remaining = 0
    order.step(_CANCEL, at)
    tell_order(floor, order, reason, at)


def _entry_refusal(floor: Floor, request: Place, at: datetime) -> Refused | None:
    if floor.state is not _OPEN:
        return closed_to_trading(floor)
    account = floor.accounts.get(request.member)
    if account is None:
        return Refused(Code.USER_NOT_FOUND)
    market = floor.markets.get(request.ticker)
    if market is None:
        return Refused(Code.MARKET_NOT_FOUND)
    if market.status is not _ACTIVE:
        return Refused(Code.MARKET_INACTIVE, market.status)
    if request.client_order_id in account.spent_ids:
        return Refused(Code.ORDER_ALREADY_EXISTS)
    return _order_refusal(floor, request, market, at)


def _order_refusal(floor: Floor, request: Place, market: Market, at: datetime) -> Refused | None:
    wrong = _misshapen(request, at)
    if not wrong and len(floor.resting[request.member]) >= MOST_RESTING:
        wrong = "too many resting orders"
    if wrong:
        return Refused(Code.INVALID_ORDER, wrong)
    if not market.takes(request.price):
        return Refused(Code.INVALID_PRICE)
    if not request.group_id:
        return None
    group = floor.groups.get(request.group_id)
    if group is None or group.member != request.member:
        return Refused(Code.NOT_FOUND, "order group")
    return None if group.room(at) else Refused(Code.INVALID_ORDER, "order group triggered")


def _misshapen(request: Place, at: datetime) -> str:
    """What cannot be meant together; empty where all can."""
    lasting = request.time_in_force
    if request.count.hundredths <= 0:
        return "count must be above 0"
    if request.reducing is _REDUCE_ONLY and lasting is not _IOC:
        return "reduce only needs immediate or cancel"
    if lasting is _GTC:
        return "expiration is not in the future" if request.expires_at is not None and request.expires_at <= at else ""
    if request.posting is _POST_ONLY:
        return "post only needs good till canceled"
    return "" if request.expires_at is None else "expiration needs good till canceled"


def _finish(
    floor: Floor, market: Market, order: Order, *, planned: Plan, leftover: Reason | None, at: datetime
) -> None:
    """Let an order that has met the book rest, or end; ``leftover`` says why what is left may not rest."""
    reason = _TRADE if planned.filled else _PLACED
    if order.filled == order.initial:
        order.step(_COMPLETE, at)
    elif planned.ending is _OWN_ORDER:
        reason = Reason.SELF_TRADE
    elif order.group is not None and order.group.triggered:
        reason = Reason.GROUP
    elif leftover is not None:
        reason = leftover
    else:
        rest(floor, market, order, hold_for(order, market.tariff.at(at)), at)
    if order.status is _NEW:
        _end(floor, order, reason, at)
    else:
        tell_order(floor, order, reason, at)


def _accepted(order: Order, planned: Plan, fees: int) -> Accepted:
    name, left = order.client_order_id, as_count(order.remaining)
    if not planned.filled:
        return made(Accepted, (order.order_id, name, _NO_COUNT, left, _NOTHING, _NOTHING, _NOTHING))
    cost, value, filled = cost_of(order, planned), planned.value, as_count(planned.filled)
    return made(Accepted, (order.order_id, name, filled, left, as_usd(cost), as_usd(value), as_usd(fees)))


def amend(floor: Floor, request: Amend, at: datetime) -> Accepted | Refused:
    """Change a resting order; it keeps its place if only its expiry changes or its size falls."""
    found = closed_to_trading(floor) or _resting_order(floor, request.member, order_id=request.order_id)
    if isinstance(found, Refused):
        return found
    order, market = found, floor.markets[found.ticker]
    refused = _amendment_refusal(request, order=order, market=market, at=at)
    if refused:
        return refused
    remaining = request.count.hundredths - order.filled
    if request.price == order.price and remaining <= order.remaining:
        _rename(order, request, at)
        if remaining < order.remaining:
            trim(floor, order, order.remaining - remaining, at)
        if order.expires_at is not None:
            floor.remind(order.expires_at, order)
        tell_order(floor, order, Reason.AMEND, at)
        return _accepted(order, NOBODY, 0)
    return _requeue(floor, market, order, request=request, remaining=remaining, at=at)


def _amendment_refusal(request: Amend, *, order: Order, market: Market, at: datetime) -> Refused | None:
    if market.status is not _ACTIVE:
        return Refused(Code.MARKET_INACTIVE, market.status)
    wrong = _misamended(request, order=order, at=at)
    if wrong:
        return Refused(Code.INVALID_ORDER, wrong)
    renamed = request.updated_client_order_id
    if renamed and renamed != order.client_order_id and renamed in order.account.spent_ids:
        return Refused(Code.ORDER_ALREADY_EXISTS)
    return None if market.takes(request.price) else Refused(Code.INVALID_PRICE)


def _misamended(request: Amend, *, order: Order, at: datetime) -> str:
    """What of an amendment does not fit its order; empty where all does."""
    if request.ticker != order.ticker or request.side is not order.side:
        return "another market or side"
    if request.client_order_id and request.client_order_id != order.client_order_id:
        return "another client_order_id"
    if request.count.hundredths <= order.filled:
        return "count must be above what is filled"
    if isinstance(request.expires_at, datetime) and request.expires_at <= at:
        return "expiration is not in the future"
    return ""


def _rename(order: Order, request: Amend, at: datetime) -> None:
    """Give an order its new expiry and name, and count what it was wanted to be."""
    if request.updated_client_order_id:
        order.client_order_id = request.updated_client_order_id
        order.account.spent_ids.add(request.updated_client_order_id)
    if request.expires_at is not Expiry.SAME:
        order.expires_at = request.expires_at if isinstance(request.expires_at, datetime) else None
    order.initial = request.count.hundredths
    order.updated_at = at


def _requeue(
    floor: Floor, market: Market, order: Order, *, request: Amend, remaining: int, at: datetime
) -> Accepted | Refused:
    """Send an order to the book anew, with another price or a larger size."""
    trial = copy.copy(order)
    trial.price, trial.limit = request.price, request.price.ten_thousandths
    trial.unit = trial.limit if trial.sign > 0 else ONE - trial.limit
    trial.remaining = remaining
    if order.posting is _POST_ONLY and crosses(trial, market.book):
        return _POST_ONLY_CROSS
    tariff = market.tariff.at(at)
    planned = plan(trial, market.book, at)
    charges, fees = bill(trial, planned, tariff)
    if not affordable_instead(order, trial, planned, fees, tariff):
        return Refused(Code.INSUFFICIENT_BALANCE)
    lift(floor, market, order, at)
    order.step(OrderStep.REQUEUE, at)
    order.price, order.limit, order.unit, order.remaining = trial.price, trial.limit, trial.unit, remaining
    _rename(order, request, at)
    execute(floor, market, order, plan=planned, charges=charges, at=at)
    _finish(floor, market, order, planned=planned, leftover=None, at=at)
    return _accepted(order, planned, fees)


def decrease(floor: Floor, request: Decrease, at: datetime) -> Reduced | Refused:
    """Make a resting order smaller; down to nothing cancels it."""
    found = closed_to_trading(floor) or _resting_order(floor, request.member, order_id=request.order_id)
    if isinstance(found, Refused):
        return found
    order, wanted = found, request.change.count.hundredths
    if floor.markets[order.ticker].status is not _ACTIVE:
        return Refused(Code.MARKET_INACTIVE)
    if isinstance(request.change, ReduceBy):
        by, wrong = min(wanted, order.remaining), wanted <= 0
    else:
        by, wrong = order.remaining - wanted, not 0 <= wanted <= order.remaining
    if wrong:
        return Refused(Code.INVALID_ORDER, "not a decrease")
    if by == order.remaining:
        drop(floor, order, Reason.DECREASE, at)
    elif by:
        trim(floor, order, by, at)
        tell_order(floor, order, Reason.DECREASE, at)
    return Reduced(order.order_id, order.client_order_id, Count(by), Count(order.remaining))


def cancel(floor: Floor, request: Cancel, at: datetime) -> Reduced | Refused:
    """Withdraw a resting order; one that does not rest is not found, and after the close nothing is."""
    found = closed_to_all(floor) or _resting_order(floor, request.member, order_id=request.order_id)
    if isinstance(found, Refused):
        return found
    left = drop(floor, found, _CANCELLED, at)
    return made(Reduced, (found.order_id, found.client_order_id, as_count(left), _NO_COUNT))


def cancel_all(floor: Floor, request: CancelAll, at: datetime) -> Done | Refused:
    """Withdraw all of a member's resting orders, oldest first."""
    refused = closed_to_all(floor)
    if refused:
        return refused
    for order in list(floor.resting.get(request.member, {}).values()):
        drop(floor, order, Reason.CANCEL, at)
    return Done(request.member)


def batch(floor: Floor, request: Batch, at: datetime) -> Batched:
    """Answer each request of a batch for itself, in order."""
    return Batched(
        tuple(place(floor, one, at) if isinstance(one, Place) else cancel(floor, one, at) for one in request.requests)
    )


def closed_to_all(floor: Floor) -> Refused | None:
    """The refusal of everything while the exchange is paused."""
    return Refused(Code.EXCHANGE_IS_PAUSED) if floor.state is ExchangeState.EXCHANGE_PAUSED else None


def closed_to_trading(floor: Floor) -> Refused | None:
    """The refusal of what is more than a cancel while the exchange or its trading is paused."""
    if floor.state is _OPEN:
        return None
    return closed_to_all(floor) or Refused(Code.TRADING_IS_PAUSED)


def _resting_order(floor: Floor, member: str, *, order_id: str) -> Order | Refused:
    order = floor.orders.get(order_id)
    if order is None or order.account.member != member:
        return Refused(Code.NOT_FOUND)
    # What rests does so in a market that has not ended, because the close cancels all.
    if order.status is _RESTING:
        return order
    return Refused(Code.MARKET_INACTIVE if floor.markets[order.ticker].status in ENDED else Code.NOT_FOUND)
