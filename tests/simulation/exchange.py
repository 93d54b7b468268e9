"""A scripted exchange behind httpx's mock transport: takes orders, fills them by a seed, and fails as it is told to.

It keeps its own books in plain integers, apart from paxline's ledger, and answers reads from a moment ago.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import parse_qs

import httpx
import numpy as np

from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd


class Fault(Enum):
    """What goes wrong with one request."""

    NONE = "nothing"
    DROPPED = "it never arrives"
    LOST_ANSWER = "it takes effect, and the answer is lost"
    ERROR_BEFORE = "a 500 without an effect"
    ERROR_AFTER = "a 500 after the effect"
    GARBAGE = "it takes effect, and the answer cannot be read"
    EMPTY = "a success without an order, and without an effect"
    TWICE = "it arrives twice"
    LATE = "the answer is lost, and it takes effect later"
    TOO_MANY = "refused for its rate"
    PAUSED = "trading is paused"


@dataclass
class Books:
    """What the exchange knows, in hundredths of contracts, ten-thousandths and millionths of a dollar."""

    cash: int
    orders: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    fills: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    settlements: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    positions: dict[str, int] = field(default_factory=dict[str, int])
    updated: int = 0


def no_fault(_request: httpx.Request) -> Fault:
    return Fault.NONE


@dataclass
class ScriptedExchange:
    """Hand its ``transport`` to a client; a request takes ``latency`` seconds of the clock."""

    clock: ManualClock
    rng: np.random.Generator
    cash: int = 1_000_000_000
    latency: float = 0.05
    lag: float = 0.0
    fault: Callable[[httpx.Request], Fault] = no_fault
    on_order: Callable[[dict[str, Any]], None] = lambda _body: None
    asked: list[httpx.Request] = field(default_factory=list[httpx.Request])
    late: list[tuple[datetime, httpx.Request]] = field(default_factory=list[tuple[datetime, httpx.Request]])
    fill_chance: float = 0.3

    def __post_init__(self) -> None:
        self.books = Books(self.cash)
        self.versions: list[tuple[datetime, Books]] = [(self.clock.now(), copy.deepcopy(self.books))]

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.clock.instant += timedelta(seconds=self.latency)
        self.land()
        fault = self.fault(request)
        refused = self._refused(request, fault)
        if refused is not None:
            return refused
        answer = self.effect(request)
        if fault is Fault.TWICE:
            answer = self.effect(request)
        return _spoiled(request, answer, fault)

    def _refused(self, request: httpx.Request, fault: Fault) -> httpx.Response | None:
        """What a fault answers in the place of an effect, or raises."""
        match fault:
            case Fault.DROPPED:
                raise httpx.ConnectTimeout("scripted", request=request)
            case Fault.LATE:
                if request.method != "GET":
                    delay = timedelta(seconds=float(self.rng.uniform(1, 60)))
                    self.late.append((self.clock.now() + delay, request))
                raise httpx.ReadTimeout("scripted", request=request)
            case Fault.ERROR_BEFORE:
                return httpx.Response(500, json={"error": {"code": "internal", "message": "scripted"}})
            case Fault.EMPTY:
                return httpx.Response(200, json={})
            case Fault.TOO_MANY:
                return httpx.Response(429, json={"error": "too many requests"})
            case Fault.PAUSED if request.method == "POST":
                return _refusal(409, "trading_is_paused")
            case _:
                return None

    def land(self) -> None:
        """What was late and is due takes effect."""
        due = [request for at, request in self.late if at <= self.clock.now()]
        self.late = [(at, request) for at, request in self.late if at > self.clock.now()]
        for request in due:
            self.effect(request)

    def effect(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/trade-api/v2/portfolio/")
        query = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
        match request.method, path:
            case "POST", "events/orders":
                answer = self._create(json.loads(request.content))
            case "DELETE", "events/orders":
                for order in self.books.orders.values():
                    self._end(order)
                answer = httpx.Response(204)
            case "DELETE", one:
                answer = self._cancel(one.rpartition("/")[2], query)
            case _, listing:
                return httpx.Response(200, json=self._read(listing, query))
        self._keep()
        return answer

    def trade(self) -> None:
        """Time goes on: some resting orders fill, in part or whole."""
        for order in self.books.orders.values():
            if order["status"] == "resting" and self.rng.random() < self.fill_chance:
                self._fill(order, int(self.rng.integers(1, order["remaining"] + 1)), taker=0)
        self._keep()

    def settle(self, ticker: str, value: int) -> None:
        """Pay out a market: 1 for YES, 0 for NO; what rests there is cancelled."""
        for order in self.books.orders.values():
            if order["ticker"] == ticker:
                self._end(order)
        held = self.books.positions.pop(ticker, 0)
        paid = (held if value else 0) if held > 0 else (0 if value else -held)
        self.books.cash += paid * 10_000
        self.books.settlements.append(
            {
                "ticker": ticker,
                "event_ticker": ticker.rpartition("-")[0],
                "exchange_index": 0,
                "market_result": "yes" if value else "no",
                "yes_count_fp": str(Count(max(held, 0))),
                "no_count_fp": str(Count(max(-held, 0))),
                "yes_total_cost_dollars": "0.000000",
                "no_total_cost_dollars": "0.000000",
                "revenue": paid,
                "value": 100 * value,
                "settled_time": self._now(),
                "fee_cost": "0.000000",
            }
        )
        self._keep()

    def _create(self, body: dict[str, Any]) -> httpx.Response:
        self.on_order(body)
        if any(order["client_order_id"] == body["client_order_id"] for order in self.books.orders.values()):
            return _refusal(409, "order_already_exists")
        count = Count.parse(body["count"]).hundredths
        order_id = f"order-{len(self.books.orders) + 1}"
        order: dict[str, Any] = {
            "order_id": order_id,
            "client_order_id": body["client_order_id"],
            "ticker": body["ticker"],
            "book_side": body["side"],
            "price": Price.parse(body["price"]).ten_thousandths,
            "initial": count,
            "filled": 0,
            "remaining": count,
            "status": "resting",
            "created_time": self._now(),
        }
        takes = (
            0 if body.get("post_only") or self.rng.random() > self.fill_chance else int(self.rng.integers(1, count + 1))
        )
        if body["time_in_force"] == "fill_or_kill" and takes < count:
            return _refusal(409, "fill_or_kill_insufficient_resting_volume")
        self.books.orders[order_id] = order
        if takes:
            self._fill(order, takes, taker=1)
        if body["time_in_force"] == "immediate_or_cancel":
            self._end(order)
        return httpx.Response(
            201,
            json={
                "order_id": order_id,
                "client_order_id": body["client_order_id"],
                "fill_count": str(Count(order["filled"])),
                "remaining_count": str(Count(order["remaining"])),
                "ts_ms": int(self.clock.now().timestamp() * 1000),
            },
        )

    def _cancel(self, order_id: str, query: dict[str, str]) -> httpx.Response:
        order = self.books.orders.get(order_id)
        # Without the market a cancel is looked for on another shard.
        if order is None or order["status"] != "resting" or query.get("market_ticker") != order["ticker"]:
            return _refusal(404, "not_found")
        reduced = order["remaining"]
        self._end(order)
        return httpx.Response(200, json={"order_id": order_id, "reduced_by": str(Count(reduced)), "ts_ms": 1})

    def _end(self, order: dict[str, Any]) -> None:
        if order["status"] == "resting":
            order |= {"status": "canceled", "remaining": 0}

    def _fill(self, order: dict[str, Any], count: int, *, taker: int) -> None:
        buys = order["book_side"] == "bid"
        price = order["price"]
        fee = -(-7 * count * price * (10_000 - price) // 10_000_000_000) * 100 * taker
        held = self.books.positions.get(order["ticker"], 0)
        signed = count if buys else -count
        # A dollar comes back for each pair of opposite contracts.
        pairs = min(count, abs(held)) if held * signed < 0 else 0
        self.books.cash += pairs * 10_000 - count * (price if buys else 10_000 - price) - fee
        self.books.positions[order["ticker"]] = held + signed
        order["filled"] += count
        order["remaining"] -= count
        if not order["remaining"]:
            order["status"] = "executed"
        self.books.fills.append(
            {
                "fill_id": f"fill-{len(self.books.fills) + 1}",
                "trade_id": f"fill-{len(self.books.fills) + 1}",
                "order_id": order["order_id"],
                "ticker": order["ticker"],
                "market_ticker": order["ticker"],
                "exchange_index": 0,
                "book_side": order["book_side"],
                "outcome_side": "yes" if buys else "no",
                "count_fp": str(Count(count)),
                "yes_price_dollars": str(Price(price)),
                "no_price_dollars": str(Price(price).complement),
                "is_taker": bool(taker),
                "fee_cost": str(Usd(fee)),
                "created_time": self._now(),
            }
        )

    def _read(self, listing: str, query: dict[str, str]) -> dict[str, Any]:
        books = self._a_moment_ago()
        match listing:
            case "orders":
                return {
                    "cursor": "",
                    "orders": [
                        _shown(order)
                        for order in books.orders.values()
                        if query.get("ticker", order["ticker"]) == order["ticker"]
                        and query.get("status", order["status"]) == order["status"]
                    ],
                }
            case "fills":
                return {"cursor": "", "fills": books.fills}
            case "settlements":
                return {"cursor": "", "settlements": books.settlements}
            case "positions":
                held = [{"ticker": t, "position_fp": str(Count(n))} for t, n in books.positions.items() if n]
                return {"cursor": "", "market_positions": held, "event_positions": []}
            case "balance":
                cash = str(Usd(books.cash))
                return {"balance": books.cash // 10_000, "balance_dollars": cash, "portfolio_value": 0, "updated_ts": 1}
            case other:
                raise AssertionError(f"nobody scripted {other}")

    def _a_moment_ago(self) -> Books:
        then = self.clock.now() - timedelta(seconds=float(self.rng.uniform(0, self.lag)) if self.lag else 0)
        return next((books for at, books in reversed(self.versions) if at <= then), self.versions[0][1])

    def _keep(self) -> None:
        self.versions.append((self.clock.now(), copy.deepcopy(self.books)))
        del self.versions[:-50]

    def _now(self) -> str:
        return self.clock.now().isoformat()


def _shown(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "order_id": order["order_id"],
        "user_id": "user",
        "client_order_id": order["client_order_id"],
        "ticker": order["ticker"],
        "book_side": order["book_side"],
        "outcome_side": "yes" if order["book_side"] == "bid" else "no",
        "type": "limit",
        "status": order["status"],
        "yes_price_dollars": str(Price(order["price"])),
        "no_price_dollars": str(Price(order["price"]).complement),
        "initial_count_fp": str(Count(order["initial"])),
        "fill_count_fp": str(Count(order["filled"])),
        "remaining_count_fp": str(Count(order["remaining"])),
        "taker_fees_dollars": "0.000000",
        "maker_fees_dollars": "0.000000",
        "taker_fill_cost_dollars": "0.000000",
        "maker_fill_cost_dollars": "0.000000",
        "created_time": order["created_time"],
    }


def _spoiled(request: httpx.Request, answer: httpx.Response, fault: Fault) -> httpx.Response:
    """What is left of an answer after its effect."""
    match fault:
        case Fault.LOST_ANSWER:
            raise httpx.ReadTimeout("scripted", request=request)
        case Fault.ERROR_AFTER:
            return httpx.Response(502, content=b"<html>scripted</html>")
        case Fault.GARBAGE:
            return httpx.Response(answer.status_code, content=b'{"order_id": 7,')
        case _:
            return answer


def _refusal(status: int, code: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": code.replace("_", " ")}})
