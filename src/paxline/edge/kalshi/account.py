"""What the exchange says of our account: one order found by our id, and the whole statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from paxline.desk.ledger import Filled, Role, Settled
from paxline.desk.orders import Heard, Order, Side
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.edge.kalshi.http import KalshiHttp, Query
from paxline.edge.kalshi.wire import orders as wire
from paxline.errors import SourceError, WireError
from paxline.run.ports import Absent, Clock, Unknown
from paxline.units import Count, Price, Usd

LANDS_WITHIN: Final = timedelta(seconds=90)
"""A request cannot land later: its signature is refused once 60 s old (production, 2026-10-06), and its clock may be
ahead by some seconds."""

MISSES: Final = 5
"""Looks in which an order must be missing before it is believed absent: reads lag writes."""

WAITS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0)
"""Seconds between looks; together longer than ``LANDS_WITHIN``."""

_EARLIER: Final = timedelta(seconds=60)
"""Asked for beyond ``since``, for the exchange's clock may be behind ours."""

_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class KalshiAccount:
    """Reads the account over a client that signs.

    Attributes:
        http: How it asks.
        clock: Time, and waiting between looks.
    """

    http: KalshiHttp
    clock: Clock

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """The order under our id, ``Absent`` after ``MISSES`` misses and ``LANDS_WITHIN``, else ``Unknown``.

        The exchange cannot be asked for our id, so the market's orders are listed.
        """
        misses, why = 0, "it may still land"
        for wait in (*WAITS, None):
            try:
                found = [o for o in self.orders(order.terms.ticker) if o.client_id == order.client_id]
            except SourceError as error:
                why = str(error)
            else:
                if len(found) > 1:
                    return Unknown(f"{order.client_id} stands {len(found)} times at the exchange")
                if found:
                    return found[0]
                misses += 1
                if misses >= MISSES and self.clock.now() >= sent_at + LANDS_WITHIN:
                    return Absent()
            if wait is not None:
                self.clock.sleep(wait)
        return Unknown(f"not found so far: {why}")

    def orders(self, ticker: str) -> tuple[StatedOrder, ...]:
        """Every order of one market that the live section has, whatever its state; raises ``SourceError``."""
        return self._orders((("ticker", ticker),))

    def resting(self) -> tuple[StatedOrder, ...]:
        """Every resting order of the account; raises ``SourceError``."""
        return tuple(order for order in self._orders((("status", "resting"),)) if order.heard is Heard.RESTS)

    def statement(self, since: datetime) -> Statement:
        """The account since ``since`` (UTC), and up to a minute before; raises ``SourceError``."""
        as_of = self.clock.now()
        from_then: Query = (("min_ts", int((since - _EARLIER).timestamp())),)
        orders = {order.order_id: order for order in self.resting()}
        # Read later, so it knows better.
        orders |= {order.order_id: order for order in self._orders(from_then)}
        fills = tuple(
            _fill(fill)
            for page in self.http.pages("portfolio/fills", wire.FillsPage, query=(*from_then, ("limit", _AT_ONCE)))
            for fill in page.fills
        )
        settlements = tuple(
            _settled(settlement)
            for page in self.http.pages(
                "portfolio/settlements", wire.SettlementsPage, query=(*from_then, ("limit", _AT_ONCE))
            )
            for settlement in page.settlements
        )
        positions = {
            held.ticker: held.position_fp
            for page in self.http.pages("portfolio/positions", wire.PositionsPage, query=(("limit", _AT_ONCE),))
            for held in page.market_positions
            if held.position_fp != Count(0)
        }
        cash = self.http.get("portfolio/balance", wire.Balance).balance_dollars
        return Statement(as_of, tuple(orders.values()), fills, settlements, MappingProxyType(positions), cash)

    def _orders(self, query: Query) -> tuple[StatedOrder, ...]:
        return tuple(self._listed((*query, ("limit", _AT_ONCE))))

    def _listed(self, query: Query) -> Iterator[StatedOrder]:
        for page in self.http.pages("portfolio/orders", wire.OrdersPage, query=query):
            for order in page.orders:
                yield _order(order)


def _order(told: wire.Order) -> StatedOrder:
    if told.status not in {"resting", "canceled", "executed"}:
        raise WireError(f"order {told.order_id} is {told.status!r}, which nobody here knows", status=0)
    # What ended is told by its counts: the word for a part-filled order that ended is not documented.
    ended = Heard.EXECUTED if told.fill_count_fp == told.initial_count_fp else Heard.CANCELED
    return StatedOrder(
        order_id=told.order_id,
        client_id=told.client_order_id,
        ticker=told.ticker,
        side=_side(told.book_side),
        price=told.yes_price_dollars,
        initial=told.initial_count_fp,
        filled=told.fill_count_fp,
        remaining=told.remaining_count_fp,
        heard=Heard.RESTS if told.status == "resting" else ended,
        created_at=told.created_time,
    )


def _fill(told: wire.Fill) -> Filled:
    if told.created_time is None:
        raise WireError(f"fill {told.fill_id} does not say when it was", status=0)
    return Filled(
        at=told.created_time,
        fill_id=told.fill_id,
        order_id=told.order_id,
        ticker=told.ticker,
        side=_side(told.book_side),
        price=told.yes_price_dollars,
        count=told.count_fp,
        fee=told.fee_cost,
        role=Role.TAKER if told.is_taker else Role.MAKER,
    )


def _settled(told: wire.Settlement) -> Settled:
    match told.market_result, told.value:
        case "yes", _:
            value = Price(10_000)
        case "no", _:
            value = Price(0)
        case "scalar", int(cents) if 0 <= cents <= 100:
            value = Price.cents(cents)
        case word, cents:
            raise WireError(f"{told.ticker} settled as {word!r} at {cents}, which nobody here knows", status=0)
    return Settled(told.settled_time, told.ticker, value, Usd.cents(told.revenue))


def _side(word: str) -> Side:
    try:
        return Side(word)
    except ValueError:
        raise WireError(f"the exchange speaks of a side {word!r}", status=0) from None
