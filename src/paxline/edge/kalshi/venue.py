"""Where orders go: sent once, cancelled once, and every answer read as done, refused or unknown.

Writes live under ``/portfolio/events/orders`` (OpenAPI 3.34.0; the older paths were switched off in June 2026).
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote as quoted

from pydantic import ValidationError

from paxline.desk.ledger import Tracked
from paxline.desk.orders import Crossing, Heard, Lifetime, Order
from paxline.desk.reconcile import StatedOrder
from paxline.edge.kalshi.account import KalshiAccount
from paxline.edge.kalshi.allowance import Bucket
from paxline.edge.kalshi.http import KalshiHttp, Query
from paxline.edge.kalshi.verdict import of_error
from paxline.edge.kalshi.wire.orders import Canceled, Created, CreateOrder
from paxline.errors import SourceError, WireError
from paxline.run.ports import Accepted, Cancellation, Clock, Gone, Landing, Outcome, Reason, Rejected, Unknown
from paxline.units import Count

ORDERS: Final = "portfolio/events/orders"

LOOKS: Final = (0.25, 0.5, 1.0, 2.0)
"""Seconds between looks at an order whose cancel left doubt; a cancelled order was seen resting 0.36 s later."""

_GONE: Final = 404
_NONE: Final = Count(0)


@dataclass(frozen=True, slots=True)
class KalshiVenue:
    """Sends and cancels orders over a client that signs.

    Attributes:
        http: How it asks.
        writes: The bucket that writes draw on.
        account: Looks up what an answer leaves open.
        clock: Waits between looks.
    """

    http: KalshiHttp
    writes: Bucket
    account: KalshiAccount
    clock: Clock

    def submit(self, order: Order) -> Outcome:
        """Send an order, once.

        No answer, a broken one, a 5xx and a success without an order are ``Unknown``; a refusal told by its code is
        ``Rejected``. Where the exchange knows the id already, the order is looked up and answered as it stands; an id
        is spent as well by an order that was killed for want of volume, or refused because it would have crossed.
        With a clock that is off nothing is sent.
        """
        off = self.http.watch.refusal
        if off:
            return Rejected(Reason.CLOCK, off)
        sent_at = self.clock.now()
        try:
            content = self.http.once("POST", ORDERS, bucket=self.writes, body=_body(order))
        except SourceError as error:
            verdict = of_error(error)
            if isinstance(verdict, Rejected) or verdict.landing is Landing.PERHAPS:
                return verdict
            found = self.account.look_up(order, sent_at=sent_at)
            if isinstance(found, StatedOrder):
                return _accepted(found)
            return Unknown(verdict.why) if _may_be_killed(order) else verdict
        return _outcome(order, content)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once; its exchange id must be known, else ``ValueError``.

        A 404 may come from lag, from another shard or from an order that is gone, so the order is looked at.
        """
        order_id, ticker = tracked.order_id, tracked.order.terms.ticker
        if not order_id:
            raise ValueError(f"{tracked.order.client_id} cannot be cancelled before the exchange's id is known")
        try:
            content = self.http.once(
                "DELETE", f"{ORDERS}/{quoted(order_id, safe='')}", bucket=self.writes, query=at(ticker)
            )
        except SourceError as error:
            if isinstance(error, WireError) and error.status == _GONE:
                return self._look(tracked, otherwise=Rejected(Reason.UNCHANGED, f"it rests still: {error}"))
            verdict = of_error(error)
            return verdict if isinstance(verdict, Rejected) else Unknown(verdict.why)
        try:
            told = Canceled.model_validate_json(content)
        except ValidationError:
            told = None
        # Bodies of cancels have described other orders (changelog of 2026-05-21).
        if told is not None and told.order_id == order_id and told.reduced_by > _NONE:
            return Gone(Heard.CANCELED)
        return self._look(tracked, otherwise=Unknown("the answer to the cancel does not tell of this order"))

    def _look(self, tracked: Tracked, *, otherwise: Rejected | Unknown) -> Cancellation:
        """How the order ended, by the market's list; ``otherwise`` where it is seen resting to the last."""
        last: Rejected | Unknown = Unknown("it is not in the market's list")
        for wait in (*LOOKS, None):
            try:
                orders = self.account.orders(tracked.order.terms.ticker)
            except SourceError as error:
                last = Unknown(str(error))
            else:
                seen = next((order for order in orders if order.order_id == tracked.order_id), None)
                if seen is not None and seen.heard is not Heard.RESTS:
                    return Gone(seen.heard)
                last = Unknown("it is not in the market's list") if seen is None else otherwise
            if wait is not None:
                self.clock.sleep(wait)
        return last


def at(ticker: str) -> Query:
    """Without it a cancel goes to shard 0, wherever the market is."""
    return (("market_ticker", ticker),)


def _body(order: Order) -> CreateOrder:
    terms = order.terms
    return CreateOrder(
        ticker=terms.ticker,
        side=terms.side.value,
        count=terms.count,
        price=terms.price,
        time_in_force=terms.lifetime.value,
        # Our own resting order stays; the incoming one ends where it would meet it.
        self_trade_prevention_type="taker_at_cross",
        client_order_id=order.client_id,
        post_only=True if terms.crossing is Crossing.POSTS_ONLY else None,
        expiration_time=None if terms.expires_at is None else int(terms.expires_at.timestamp()),
    )


def _outcome(order: Order, content: bytes) -> Accepted | Unknown:
    try:
        told = Created.model_validate_json(content)
    except ValidationError:
        return Unknown("the exchange answered a success without an order in it")
    if told.client_order_id and told.client_order_id != order.client_id:
        return Unknown("the exchange answered with another order")
    filled, remaining = told.fill_count, told.remaining_count
    if filled < _NONE or remaining < _NONE or filled + remaining > order.terms.count:
        return Unknown(f"the exchange answered {filled} filled and {remaining} left", Landing.SURELY)
    return Accepted(told.order_id, filled, remaining)


def _may_be_killed(order: Order) -> bool:
    """Whether an id may be spent though no order stands under it."""
    terms = order.terms
    return terms.lifetime is Lifetime.FILL_OR_KILL or terms.crossing is Crossing.POSTS_ONLY


def _accepted(found: StatedOrder) -> Accepted:
    remaining = found.remaining if found.heard is Heard.RESTS else _NONE
    return Accepted(found.order_id, found.filled, remaining)
