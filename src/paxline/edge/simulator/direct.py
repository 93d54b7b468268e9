"""The part of the wire that trading needs, in one process: an httpx transport straight onto an exchange.

For simulations of very many weeks. Requests take time by the clock, meet the faults of a plan, and reads may be
answered as of a moment ago. Signatures are not looked at; ``keys`` and the server are for that.
"""

import heapq
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import httpx

from paxline.edge.simulator import statements
from paxline.edge.simulator.faults import Asked, Fault, FaultPlan, of_another
from paxline.edge.simulator.versions import Versions
from paxline.exchange import requests
from paxline.exchange.answers import (
    HTTP_STATUS,
    Accepted,
    Answer,
    Code,
    Filled,
    OrderChanged,
    Reduced,
    Refused,
    Settled,
)
from paxline.exchange.engine import Exchange, OrderView
from paxline.exchange.requests import Cancel, CancelAll, Place, Request, Wait
from paxline.run.ports import Clock
from paxline.units import Count, Price, Usd

LATENCY: Final = 0.05
"""Seconds that a request takes where nothing goes wrong."""

PATIENCE: Final = 10.0
"""Seconds after which a client gives up on an answer that does not come."""

_ROOT: Final = "/trade-api/v2/portfolio/"
_ORDERS: Final = "events/orders"
_NOTHING: Final = Usd(0)

Json = dict[str, Any]


class _Seen(NamedTuple):
    """The member's account at one moment; fills and settlements are how many there were."""

    orders: Mapping[str, OrderView]
    fills: int
    settlements: int
    positions: Mapping[str, Count]
    cash: Usd


def nobody_notices(_order: Place) -> None:
    """Nobody is told."""


class Direct(httpx.BaseTransport):
    """One member's line to an exchange that others trade on too, through ``apply``.

    ``noticed`` is told of every order as it arrives, before it takes effect.
    """

    def __init__(
        self,
        exchange: Exchange,
        *,
        member: str,
        clock: Clock,
        plan: FaultPlan,
        noticed: Callable[[Place], None] = nobody_notices,
    ) -> None:
        self._exchange = exchange
        self._member = member
        self._clock = clock
        self.plan = plan
        self._noticed = noticed
        self._late: list[tuple[datetime, int, httpx.Request]] = []
        self._sent = 0
        self._orders: dict[str, OrderView] = {}
        self._versions = Versions[_Seen]()
        self._see(exchange.now or clock.now())

    @property
    def next_late(self) -> datetime | None:
        """When the next late request lands (UTC); ``None`` where none is under way."""
        return self._late[0][0] if self._late else None

    def apply(self, request: Request) -> Answer:
        """Do what anybody asks of the exchange, now."""
        at = self._clock.now()
        if self._exchange.now is not None:
            at = max(at, self._exchange.now)
        answer, events = self._exchange.apply(request, at=at)
        mine = [e for e in events if isinstance(e, OrderChanged | Filled | Settled) and e.member == self._member]
        if mine:
            changed = {e.order_id for e in mine if not isinstance(e, Settled)}
            self._orders = self._orders | {order_id: self._exchange.order(order_id) for order_id in changed}
            self._see(at)
        return answer

    def land(self) -> None:
        """Let what is late and due by now take effect."""
        while self._late and self._late[0][0] <= self._clock.now():
            _, _, request = heapq.heappop(self._late)
            self._effect(request, lag=0.0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, as the plan has it; raises httpx's exceptions where no answer comes."""
        reads = request.method == "GET"
        fault = self.plan.draw(Asked.READ if reads else Asked.WRITE)
        self._clock.sleep(LATENCY)
        self.land()
        lag = self.plan.staleness() if fault is Fault.STALE else 0.0
        refused = self._without_effect(request, fault)
        if refused is not None:
            return refused
        answer = self._effect(request, lag=lag)
        if fault is Fault.TWICE:
            answer = self._effect(request, lag=lag)
        return self._spoiled(request, answer, fault)

    def _without_effect(self, request: httpx.Request, fault: Fault) -> httpx.Response | None:
        """What comes in the place of an effect; ``None`` where there is one."""
        match fault:
            case Fault.DROPPED:
                self._clock.sleep(PATIENCE)
                raise httpx.ConnectTimeout("simulated", request=request)
            case Fault.LATE:
                due = self._clock.now() + timedelta(seconds=self.plan.lateness())
                self._sent += 1
                heapq.heappush(self._late, (due, self._sent, request))
                self._clock.sleep(PATIENCE)
                raise httpx.ReadTimeout("simulated", request=request)
            case Fault.ERROR_BEFORE:
                return _refusal("internal_server_error", 500, request)
            case Fault.TOO_MANY:
                return httpx.Response(429, json={"error": "too many requests"}, request=request)
            case Fault.EMPTY:
                return httpx.Response(200, json={}, request=request)
            case _:
                return None

    def _spoiled(self, request: httpx.Request, answer: httpx.Response, fault: Fault) -> httpx.Response:
        """What is left of an answer after its effect."""
        match fault:
            case Fault.LOST_ANSWER:
                self._clock.sleep(PATIENCE)
                raise httpx.ReadTimeout("simulated", request=request)
            case Fault.CUT:
                raise httpx.RemoteProtocolError("simulated", request=request)
            case Fault.ERROR_AFTER:
                return httpx.Response(502, content=b"<html>Bad Gateway</html>", request=request)
            case Fault.GARBAGE:
                return httpx.Response(answer.status_code, content=b'{"order_id": 7,', request=request)
            case Fault.ANOTHER:
                return httpx.Response(answer.status_code, content=of_another(answer.content), request=request)
            case Fault.SLOW:
                self._clock.sleep(1.0)
                return answer
            case _:
                return answer

    def _effect(self, request: httpx.Request, *, lag: float) -> httpx.Response:
        path = request.url.path.removeprefix(_ROOT)
        match request.method, path:
            case "GET", _:
                self.apply(Wait())
                seen = self._a_while_ago(lag)
                return httpx.Response(200, json=self._read(path, seen, request.url.params), request=request)
            case "POST", _ if path == _ORDERS:
                return self._created(request)
            case "DELETE", _ if path == _ORDERS:
                answer = self.apply(CancelAll(self._member))
                return (
                    _refused(answer, request) if isinstance(answer, Refused) else httpx.Response(204, request=request)
                )
            case "DELETE", _:
                return self._cancelled(request, path.rpartition("/")[2])
            case method, other:
                raise LookupError(f"nothing here answers {method} {other}")

    def _created(self, request: httpx.Request) -> httpx.Response:
        order = _place(self._member, json.loads(request.content))
        self._noticed(order)
        answer = self.apply(order)
        if not isinstance(answer, Accepted):
            return _refused(answer, request)
        body = {
            "order_id": answer.order_id,
            "client_order_id": answer.client_order_id,
            "fill_count": str(answer.filled),
            "remaining_count": str(answer.remaining),
            "ts_ms": self._ms(),
        }
        return httpx.Response(201, json=body, request=request)

    def _cancelled(self, request: httpx.Request, order_id: str) -> httpx.Response:
        answer = self.apply(Cancel(self._member, order_id))
        if not isinstance(answer, Reduced):
            return _refused(answer, request)
        body = {"order_id": order_id, "reduced_by": str(answer.reduced_by), "ts_ms": self._ms()}
        return httpx.Response(200, json=body, request=request)

    def _read(self, listing: str, seen: _Seen, query: httpx.QueryParams) -> Json:
        since = datetime.fromtimestamp(int(query.get("min_ts", "0")), tz=UTC)
        match listing:
            case "orders":
                ticker, status = query.get("ticker"), query.get("status")
                orders = (
                    statements.order(order)
                    for order in seen.orders.values()
                    if order.created_at >= since
                    and (ticker is None or order.ticker == ticker)
                    and (status is None or order.status == status)
                )
                return {"cursor": "", "orders": list(orders)}
            case "fills":
                fills = self._exchange.fills(self._member)[: seen.fills]
                return {"cursor": "", "fills": [statements.fill(fill) for fill in fills if fill.at >= since]}
            case "settlements":
                paid = self._exchange.settlements(self._member)[: seen.settlements]
                told = [statements.settlement(one, fees=_NOTHING) for one in paid if one.at >= since]
                return {"cursor": "", "settlements": told}
            case "positions":
                held = [{"ticker": ticker, "position_fp": str(count)} for ticker, count in seen.positions.items()]
                return {"cursor": "", "market_positions": held, "event_positions": []}
            case "balance":
                cents, cash = seen.cash.millionths // 10_000, str(seen.cash)
                return {
                    "balance": cents,
                    "balance_dollars": cash,
                    "portfolio_value": 0,
                    "updated_ts": self._ms() // 1000,
                }
            case _:
                raise LookupError(f"nothing here lists {listing}")

    def _a_while_ago(self, lag: float) -> _Seen:
        return self._versions.at(self._clock.now() - timedelta(seconds=lag)) or self._versions.oldest

    def _see(self, at: datetime) -> None:
        exchange, member = self._exchange, self._member
        held = {
            ticker: stake.position for ticker, stake in exchange.stakes(member).items() if stake.position != Count(0)
        }
        fills, paid = len(exchange.fills(member)), len(exchange.settlements(member))
        self._versions.add(at, _Seen(self._orders, fills, paid, held, exchange.money(member).cash))

    def _ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _place(member: str, body: Json) -> Place:
    expires = body.get("expiration_time")
    return Place(
        member=member,
        ticker=body["ticker"],
        side=requests.Side(body["side"]),
        count=Count.parse(body["count"]),
        price=Price.parse(body["price"]),
        client_order_id=body["client_order_id"],
        time_in_force=requests.TimeInForce(body["time_in_force"]),
        self_trade=requests.SelfTrade(body["self_trade_prevention_type"]),
        posting=requests.Posting.POST_ONLY if body.get("post_only") else requests.Posting.MAY_TAKE,
        expires_at=None if expires is None else datetime.fromtimestamp(expires, tz=UTC),
    )


def _refused(answer: Answer, request: httpx.Request) -> httpx.Response:
    if not isinstance(answer, Refused):
        raise TypeError(f"the exchange answers an order with {type(answer).__name__}")
    return _refusal(answer.code, HTTP_STATUS[Code(answer.code)], request, answer.details)


def _refusal(code: str, status: int, request: httpx.Request, details: str = "") -> httpx.Response:
    error = {"code": code, "message": code.replace("_", " "), **({"details": details} if details else {})}
    return httpx.Response(status, json={"error": error}, request=request)
