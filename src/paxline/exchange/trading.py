"""What members may do with orders: place, amend, decrease and cancel them.

Checks come in this order: the exchange's state, the member, the market, the name, the order's shape, its price, its
group, the money, and last the book. A name (``client_order_id``) is spent by an order that reaches the book, whether it
is accepted, killed for want of volume, or refused as post-only cross; what is refused before spends nothing.
"""

import copy
from datetime import datetime
from typing import Final

from paxline.exchange.accounts import ONE, worst_case
from paxline.exchange.answers import Accepted, Batched, Code, Done, Reduced, Refused
from paxline.exchange.charges import Charge, taker_charge
from paxline.exchange.floor import Floor, Market, drop, execute, hold_for, lift, rest, tell_order, trim
from paxline.exchange.lifecycle import ENDED, MarketStatus
from paxline.exchange.matching import NOBODY, Ending, Plan, crosses, plan
from paxline.exchange.orders import Order, OrderStatus, OrderStep, Reason
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
from paxline.market.fees import FeeSchedule
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
_NO_BILL: Final[tuple[list[Charge], int]] = ([], 0)
_POST_ONLY_CROSS: Final = Refused(Code.INVALID_ORDER, "post only cross")


def place(floor: Floor, request: Place, at: datetime) -> Accepted | Refused:
    """Take a new order: match what it crosses, rest or cancel what is left."""
    refused = closed_to_trading(floor) or _entry_refusal(floor, request, at)
    if refused:
        return refused
    market, account = floor.markets[request.ticker], floor.accounts[request.member]
    group = floor.groups[request.group_id] if request.group_id else None
    order = Order(floor.number(), request=request, account=account, group=group, at=at)
    capped = request.reducing is _REDUCE_ONLY
    if capped:
        order.remaining = order.holding.closing(order.sign * order.remaining)
    schedule = market.tariff.at(at)
    planned = plan(order, market.book, at)
    charges, fees = bill(order, planned, schedule) if planned.matches else _NO_BILL
    if not affordable(order, planned=planned, fees=fees, schedule=schedule):
        return Refused(Code.INSUFFICIENT_BALANCE)
    if request.client_order_id:
        account.spent_ids.add(request.client_order_id)
    if request.posting is _POST_ONLY and crosses(order, market.book):
        return _POST_ONLY_CROSS
    if request.time_in_force is _FOK and planned.filled < order.initial:
        return Refused(Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME)
    floor.orders[order.order_id] = order
    floor.records[request.member].orders.append(order)
    if planned is not NOBODY:
        execute(floor, market, order, plan=planned, charges=charges, at=at)
    leftover = None if request.time_in_force is _GTC else _REDUCED if capped else _NOT_AT_ONCE
    _finish(floor, market, order, planned=planned, leftover=leftover, at=at)
    return _accepted(order, planned, fees)


def _entry_refusal(floor: Floor, request: Place, at: datetime) -> Refused | None:
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
    return _order_refusal(floor, request, market=market, at=at)


def _order_refusal(floor: Floor, request: Place, *, market: Market, at: datetime) -> Refused | None:
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
    if request.count.hundredths <= 0:
        return "count must be above 0"
    if request.reducing is _REDUCE_ONLY and request.time_in_force is not _IOC:
        return "reduce only needs immediate or cancel"
    if request.posting is _POST_ONLY and request.time_in_force is not _GTC:
        return "post only needs good till canceled"
    if request.expires_at is not None:
        if request.time_in_force is not _GTC:
            return "expiration needs good till canceled"
        if request.expires_at <= at:
            return "expiration is not in the future"
    return ""


def bill(order: Order, planned: Plan, schedule: FeeSchedule) -> tuple[list[Charge], int]:
    """What each match of a plan charges the incoming order, in order, and all their fees together."""
    charges: list[Charge] = []
    carried, fees = order.carried, 0
    for maker, count in planned.matches:
        cost = count * (maker.limit if order.sign > 0 else ONE - maker.limit)
        charge = taker_charge(schedule, price=maker.price, count=count, cost=cost, carried=carried)
        charges.append(charge)
        fees += charge.fee
        carried = charge.carried
    return charges, fees


def affordable(order: Order, *, planned: Plan, fees: int, schedule: FeeSchedule) -> bool:
    """Whether the member's cash bears an order that does not rest yet, on both counts.

    At entry the exchange asks for the whole order at its limit, with the fee of taking it if it takes. What the plan
    would leave must bear what rests afterwards too; that differs only by the rounding of several fills.
    """
    account, whole = order.account, order.unit * order.remaining
    if planned.filled:
        worst = whole + taker_charge(schedule, price=order.price, count=order.remaining, cost=whole, carried=0).fee
        spent, left = _cost(order, planned) + fees, whole - order.unit * planned.filled
    else:
        worst, spent, left = hold_for(order, schedule), 0, whole
    free = account.cash - account.reserved
    # Cash that bears it all without regard to what is held bears it anyway, and most orders end here.
    return (free >= worst and free >= spent + left) or _affordable_by_netting(
        order, planned=planned, worst=worst, spent=spent, left=left
    )


def _affordable_by_netting(order: Order, *, planned: Plan, worst: int, spent: int, left: int) -> bool:
    """The same, with the dollars that closing what is held gives back."""
    account, holding = order.account, order.holding
    free = account.cash - account.reserved + holding.reserved

    def need(position: int, own: int) -> int:
        bids, asks = (own, 0) if order.sign > 0 else (0, own)
        return worst_case(position, bids=holding.bids + bids, asks=holding.asks + asks)

    back = holding.closing(order.sign * planned.filled) * ONE
    position = holding.position + order.sign * planned.filled
    return free >= need(holding.position, worst) and free - spent + back >= need(position, left)


def _cost(order: Order, planned: Plan) -> int:
    return planned.value if order.sign > 0 else planned.filled * ONE - planned.value


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
        rest(floor, market, order, hold=hold_for(order, market.tariff.at(at)), at=at)
    if order.status is _NEW:
        order.remaining = 0
        order.step(_CANCEL, at)
    tell_order(floor, order, reason, at)


def _accepted(order: Order, planned: Plan, fees: int) -> Accepted:
    name, left = order.client_order_id, as_count(order.remaining)
    if not planned.filled:
        return made(Accepted, (order.order_id, name, _NO_COUNT, left, _NOTHING, _NOTHING, _NOTHING))
    cost, value, filled = _cost(order, planned), planned.value, as_count(planned.filled)
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
    schedule = market.tariff.at(at)
    planned = plan(trial, market.book, at)
    charges, fees = bill(trial, planned, schedule)
    if not _affordable_instead(order, trial, planned=planned, fees=fees, schedule=schedule):
        return Refused(Code.INSUFFICIENT_BALANCE)
    lift(floor, market, order, at)
    order.step(OrderStep.REQUEUE, at)
    order.price, order.limit, order.unit, order.remaining = trial.price, trial.limit, trial.unit, remaining
    _rename(order, request, at)
    execute(floor, market, order, plan=planned, charges=charges, at=at)
    _finish(floor, market, order, planned=planned, leftover=None, at=at)
    return _accepted(order, planned, fees)


def _affordable_instead(order: Order, trial: Order, *, planned: Plan, fees: int, schedule: FeeSchedule) -> bool:
    """Whether ``trial`` could be paid for if ``order`` no longer rested."""
    holding = order.holding
    bids, asks = (order.hold, 0) if order.sign > 0 else (0, order.hold)
    holding.bids, holding.asks = holding.bids - bids, holding.asks - asks
    fits = affordable(trial, planned=planned, fees=fees, schedule=schedule)
    holding.bids, holding.asks = holding.bids + bids, holding.asks + asks
    return fits


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
