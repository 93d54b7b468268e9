"""The simulated exchange as the running house sees it: the ports, straight on the core, without a wire.

Nothing is late here and nothing gets lost: every answer is certain, and what is read is what is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from paxline.desk.ledger import Filled, Role, Settled, Tracked
from paxline.desk.orders import Crossing, Heard, Order, Side
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.exchange import answers, requests
from paxline.exchange.answers import Code, Refused
from paxline.exchange.engine import Exchange, OrderView
from paxline.exchange.orders import OrderStatus
from paxline.run.ports import (
    Absent,
    Accepted,
    Cancellation,
    Clock,
    Gone,
    Killed,
    Outcome,
    Reason,
    Rejected,
    Sighting,
    Unknown,
)
from paxline.units import Count, Price

REASONS: Final[Mapping[Code, Reason]] = MappingProxyType(
    {
        Code.ORDER_ALREADY_EXISTS: Reason.OTHER,
        Code.INSUFFICIENT_BALANCE: Reason.FUNDS,
        Code.INVALID_PRICE: Reason.PRICE,
        Code.INVALID_ORDER: Reason.OTHER,
        Code.BAD_REQUEST: Reason.OTHER,
        Code.NOT_FOUND: Reason.OTHER,
        Code.MARKET_NOT_FOUND: Reason.CLOSED,
        Code.USER_NOT_FOUND: Reason.FUNDS,
        Code.TRADING_IS_PAUSED: Reason.PAUSED,
        Code.EXCHANGE_IS_PAUSED: Reason.PAUSED,
        Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME: Reason.NO_FILL,
        Code.MARKET_INACTIVE: Reason.CLOSED,
    }
)
"""What each code word of the exchange means to us."""

_HEARD: Final = MappingProxyType(
    {
        OrderStatus.RESTING: Heard.RESTS,
        OrderStatus.CANCELED: Heard.CANCELED,
        OrderStatus.EXECUTED: Heard.EXECUTED,
    }
)


@dataclass(frozen=True, slots=True)
class SimulatedVenue:
    """``Venue``, ``Account`` and ``KillSwitch`` of one member of a simulated exchange.

    Attributes:
        exchange: Others may trade on it too.
        member: Whose orders and money these are; it must have money there before it trades.
        clock: Says when each request comes; a request never comes before the exchange's last one.
    """

    exchange: Exchange
    member: str
    clock: Clock

    def submit(self, order: Order) -> Outcome:
        """Send an order, once; an id that is spent is answered with what stands under it."""
        answer = self._ask(_place(self.member, order))
        if isinstance(answer, answers.Accepted):
            return Accepted(answer.order_id, answer.filled, answer.remaining)
        refused = _refusal(answer)
        if refused.code is Code.ORDER_ALREADY_EXISTS:
            found = self._order(order.client_id)
            if found is not None:
                return Accepted(found.order_id, found.filled, found.remaining)
        return _rejected(refused)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once; its exchange id must be known, else ``ValueError``."""
        if not tracked.order_id:
            raise ValueError(f"{tracked.order.client_id} cannot be cancelled before the exchange's id is known")
        answer = self._ask(requests.Cancel(self.member, tracked.order_id))
        if isinstance(answer, answers.Reduced):
            return Gone(Heard.CANCELED)
        found = self._order(tracked.order.client_id)
        if found is not None and found.status is not OrderStatus.RESTING:
            return Gone(_HEARD[found.status])
        return _rejected(_refusal(answer))

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order by our id; nothing lands late here, so what is not there is absent."""
        del sent_at
        self._ask(requests.Wait())
        found = self._order(order.client_id)
        return Absent() if found is None else _stated(found)

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC)."""
        self._ask(requests.Wait())
        orders = self.exchange.orders(self.member)
        held = {ticker: stake.position for ticker, stake in self.exchange.stakes(self.member).items()}
        return Statement(
            as_of=self._now(),
            orders=tuple(_stated(o) for o in orders if o.created_at >= since or o.status is OrderStatus.RESTING),
            fills=tuple(_filled(fill) for fill in self.exchange.fills(self.member) if fill.at >= since),
            settlements=tuple(_settled(one) for one in self.exchange.settlements(self.member) if one.at >= since),
            positions=MappingProxyType({ticker: count for ticker, count in held.items() if count != Count(0)}),
            cash=self.exchange.money(self.member).cash,
        )

    def kill(self) -> Killed:
        """Cancel everything that rests, and look whether it is gone."""
        answer = self._ask(requests.CancelAll(self.member))
        resting = tuple(_stated(order) for order in self.exchange.resting(self.member))
        unanswered = (_words(answer),) if isinstance(answer, Refused) else ()
        return Killed(resting, unanswered, Sighting.SEEN)

    def _ask(self, request: requests.Request) -> answers.Answer:
        return self.exchange.apply(request, at=self._now()).answer

    def _now(self) -> datetime:
        now, last = self.clock.now(), self.exchange.now
        return now if last is None else max(now, last)

    def _order(self, client_id: str) -> OrderView | None:
        own = self.exchange.orders(self.member)
        return next((order for order in reversed(own) if order.client_order_id == client_id), None)


def _place(member: str, order: Order) -> requests.Place:
    terms = order.terms
    posts_only = terms.crossing is Crossing.POSTS_ONLY
    return requests.Place(
        member=member,
        ticker=terms.ticker,
        side=requests.Side(terms.side.value),
        count=terms.count,
        price=terms.price,
        client_order_id=order.client_id,
        time_in_force=requests.TimeInForce(terms.lifetime.value),
        posting=requests.Posting.POST_ONLY if posts_only else requests.Posting.MAY_TAKE,
        expires_at=terms.expires_at,
    )


def _refusal(answer: answers.Answer) -> Refused:
    if not isinstance(answer, Refused):
        raise TypeError(f"the exchange answers an order with {type(answer).__name__}")
    return answer


def _rejected(refused: Refused) -> Rejected:
    reason = Reason.WOULD_CROSS if refused.details == "post only cross" else REASONS[refused.code]
    return Rejected(reason, _words(refused))


def _words(refused: Refused) -> str:
    return f"{refused.code}: {refused.details}" if refused.details else str(refused.code)


def _stated(order: OrderView) -> StatedOrder:
    return StatedOrder(
        order_id=order.order_id,
        client_id=order.client_order_id,
        ticker=order.ticker,
        side=Side(order.side.value),
        price=order.price,
        initial=order.initial,
        filled=order.filled,
        remaining=order.remaining,
        heard=_HEARD[order.status],
        created_at=order.created_at,
    )


def _filled(fill: answers.Filled) -> Filled:
    return Filled(
        at=fill.at,
        fill_id=fill.trade_id,
        order_id=fill.order_id,
        ticker=fill.ticker,
        side=Side(fill.side.value),
        price=fill.price,
        count=fill.size,
        fee=fill.fee,
        role=Role.TAKER if fill.role is answers.Role.TAKER else Role.MAKER,
    )


def _settled(settled: answers.Settled) -> Settled:
    value = Price(10_000) if settled.result == "yes" else Price(0)
    return Settled(settled.at, settled.ticker, value, settled.revenue)
