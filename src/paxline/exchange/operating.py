"""What whoever runs the exchange does, what members do with groups, and what the clock brings by itself."""

import heapq
from datetime import datetime

from paxline.exchange.accounts import ONE, Account
from paxline.exchange.answers import Code, Done, ExchangeChanged, MarketChanged, Refused, Settled
from paxline.exchange.floor import Floor, Market, Record, drop, trigger
from paxline.exchange.groups import Group
from paxline.exchange.lifecycle import ENDED, MarketStatus, MarketStep, after
from paxline.exchange.orders import Order, OrderStatus, Reason
from paxline.exchange.requests import (
    ChangeGroup,
    CreateGroup,
    Deposit,
    Determine,
    ExchangeState,
    GroupStep,
    LimitGroup,
    ListMarket,
    MoveClose,
    OnPause,
    SwitchExchange,
    Withdraw,
)
from paxline.exchange.trading import closed_to_all
from paxline.units import Count, Usd


def let_time_pass(floor: Floor, until: datetime) -> None:
    """Bring about what was due by ``until``, each thing at its own instant; time that runs back is a bug."""
    if floor.now is not None and until < floor.now:
        raise ValueError(f"time runs forward: {until} comes before {floor.now}")
    while floor.due and floor.due[0][0] <= until:
        instant, _, whom = heapq.heappop(floor.due)
        if isinstance(whom, Order):
            # A reminder outlives what it was set for: the order may be gone, or have another expiry.
            if whom.status is OrderStatus.RESTING and whom.expires_at == instant:
                drop(floor, whom, Reason.EXPIRY, instant)
        else:
            _turn(floor, whom, instant)
    floor.now = until


def _turn(floor: Floor, market: Market, instant: datetime) -> None:
    if market.status not in ENDED and instant >= market.closes_at:
        move(floor, market, MarketStep.CLOSE, instant)
    elif market.status is MarketStatus.INITIALIZED and instant >= market.opens_at:
        move(floor, market, MarketStep.OPEN, instant)
    elif instant == market.finalizes_at:
        move(floor, market, MarketStep.FINALIZE, instant)


def move(floor: Floor, market: Market, step: MarketStep, at: datetime) -> Done | Refused:
    """Take a market one step on, with what the step brings; refused where the table has no such step."""
    status = after(market.status, step)
    if status is None:
        return Refused(Code.MARKET_INACTIVE, f"{step} of a market that is {market.status}")
    market.status = status
    if step in (MarketStep.OPEN, MarketStep.PAUSE, MarketStep.RESUME, MarketStep.CLOSE):
        _clear(floor, market, step, at)
    if step is MarketStep.DISPUTE:
        market.finalizes_at = None
    floor.events.append(MarketChanged(at, market.ticker, step, status, market.closes_at, market.result))
    if step is MarketStep.FINALIZE:
        _pay(floor, market, at)
    return Done(market.ticker)


def _clear(floor: Floor, market: Market, step: MarketStep, at: datetime) -> None:
    """Cancel what may not outlast a step: after a pause and at the close, all; at a pause, what asked for it."""
    reason = Reason.CLOSE if step is MarketStep.CLOSE else Reason.HALT
    for order in market.book.bids.resting() + market.book.asks.resting():
        if step is not MarketStep.PAUSE or order.on_pause is OnPause.CANCEL:
            drop(floor, order, reason, at)


def _pay(floor: Floor, market: Market, at: datetime) -> None:
    """Pay every position from escrow."""
    if market.result is None:
        raise ValueError(f"{market.ticker} is paid before it is determined")
    paid = ONE if market.result == "yes" else 0
    for account in floor.accounts.values():
        holding = account.holdings.get(market.ticker)
        if holding is None or not holding.position:
            continue
        position, cost = holding.position, holding.cost
        revenue = account.settle(holding, paid=paid)
        member = account.member
        settled = Settled(at, member, market.ticker, market.result, Count(position), Usd(cost), Usd(revenue))
        floor.events.append(settled)
        floor.records[member].paid.append(settled)
    market.open_interest = 0


def list_market(floor: Floor, request: ListMarket, at: datetime) -> Done | Refused:
    """List a market; it opens and closes by itself."""
    if request.contract.ticker in floor.markets:
        return Refused(Code.BAD_REQUEST, "market already listed")
    if not request.opens_at < request.closes_at:
        return Refused(Code.BAD_REQUEST, "a market opens before it closes")
    market = floor.markets[request.contract.ticker] = Market(request)
    for instant in (market.opens_at, market.closes_at):
        floor.remind(max(instant, at), market)
    let_time_pass(floor, at)
    return Done(market.ticker)


def step_market(floor: Floor, ticker: str, *, step: MarketStep, at: datetime) -> Done | Refused:
    """Pause, resume or dispute a market."""
    market = floor.markets.get(ticker)
    return move(floor, market, step, at) if market else Refused(Code.MARKET_NOT_FOUND)


def move_close(floor: Floor, request: MoveClose, at: datetime) -> Done | Refused:
    """Set another end of trading."""
    market = floor.markets.get(request.ticker)
    if market is None:
        return Refused(Code.MARKET_NOT_FOUND)
    if market.status in ENDED:
        return Refused(Code.MARKET_INACTIVE, market.status)
    market.closes_at = max(request.closes_at, at)
    floor.events.append(MarketChanged(at, market.ticker, None, market.status, market.closes_at, market.result))
    floor.remind(market.closes_at, market)
    let_time_pass(floor, at)
    return Done(market.ticker)


def determine(floor: Floor, request: Determine, at: datetime) -> Done | Refused:
    """Say how a market came out, by its contract's rule; it is paid when its timer has run."""
    market = floor.markets.get(request.ticker)
    if market is None:
        return Refused(Code.MARKET_NOT_FOUND)
    if after(market.status, MarketStep.DETERMINE) is None:
        return Refused(Code.MARKET_INACTIVE, f"determine of a market that is {market.status}")
    market.result = "yes" if market.contract.pays(request.average) else "no"
    market.average = request.average
    market.finalizes_at = at + market.settles_after
    floor.remind(market.finalizes_at, market)
    answer = move(floor, market, MarketStep.DETERMINE, at)
    let_time_pass(floor, at)
    return answer


def switch(floor: Floor, request: SwitchExchange, at: datetime) -> Done:
    """Pause or open the whole exchange; orders that asked for it are cancelled at a pause."""
    if request.state is not floor.state:
        floor.state = request.state
        floor.events.append(ExchangeChanged(at, request.state))
    if request.state is not ExchangeState.OPEN:
        resting = [order for orders in floor.resting.values() for order in orders.values()]
        for order in resting:
            if order.on_pause is OnPause.CANCEL:
                drop(floor, order, Reason.HALT, at)
    return Done(request.state.value)


def deposit(floor: Floor, request: Deposit) -> Done | Refused:
    """Bring money in; who has none yet becomes a member."""
    if request.amount.millionths < 0:
        return Refused(Code.BAD_REQUEST, "a deposit is 0 or more")
    account = floor.accounts.get(request.member)
    if account is None:
        account = floor.accounts[request.member] = Account(request.member)
        floor.resting[request.member] = {}
        floor.records[request.member] = Record()
    account.cash += request.amount.millionths
    floor.brought += request.amount.millionths
    return Done(request.member)


def withdraw(floor: Floor, request: Withdraw) -> Done | Refused:
    """Take money out, as far as it is available."""
    account = floor.accounts.get(request.member)
    if account is None:
        return Refused(Code.USER_NOT_FOUND)
    if request.amount.millionths < 0:
        return Refused(Code.BAD_REQUEST, "a withdrawal is 0 or more")
    if request.amount.millionths > account.available:
        return Refused(Code.INSUFFICIENT_BALANCE)
    account.cash -= request.amount.millionths
    floor.brought -= request.amount.millionths
    return Done(request.member)


def create_group(floor: Floor, request: CreateGroup) -> Done | Refused:
    """Begin an order group; the answer's subject is its id."""
    if request.member not in floor.accounts:
        return Refused(Code.USER_NOT_FOUND)
    refused = closed_to_all(floor) or _bad_limit(request.limit)
    if refused:
        return refused
    group_id = f"00000000-0000-4000-a000-{floor.number():012x}"
    floor.groups[group_id] = Group(group_id, member=request.member, limit=request.limit.hundredths)
    return Done(group_id)


def change_group(floor: Floor, request: ChangeGroup, at: datetime) -> Done | Refused:
    """Trigger, reset or delete an order group."""
    group = _own_group(floor, request.member, group_id=request.group_id)
    if isinstance(group, Refused):
        return group
    match request.step:
        case GroupStep.RESET:
            group.reset()
        case GroupStep.TRIGGER:
            trigger(floor, group, at)
        case GroupStep.DELETE:
            trigger(floor, group, at)
            del floor.groups[group.group_id]
    return Done(group.group_id)


def limit_group(floor: Floor, request: LimitGroup, at: datetime) -> Done | Refused:
    """Set another limit; one that is reached already triggers the group."""
    group = _own_group(floor, request.member, group_id=request.group_id)
    refused = group if isinstance(group, Refused) else _bad_limit(request.limit)
    if refused or isinstance(group, Refused):
        return refused or Refused(Code.NOT_FOUND)
    group.limit = request.limit.hundredths
    if not group.triggered and not group.room(at):
        trigger(floor, group, at)
    return Done(group.group_id)


def _own_group(floor: Floor, member: str, *, group_id: str) -> Group | Refused:
    group = floor.groups.get(group_id)
    if group is None or group.member != member:
        return closed_to_all(floor) or Refused(Code.NOT_FOUND)
    return closed_to_all(floor) or group


def _bad_limit(limit: Count) -> Refused | None:
    return Refused(Code.BAD_REQUEST, "a contracts limit is above 0") if limit.hundredths <= 0 else None
