"""Order events a second through the simulated exchange, and how long it takes beside noting the same requests.

An order event is a request that arrives (place, cancel, amend) or a resting order that trades. The stream is made
beforehand from a seed: half of the orders rest, a quarter are cancelled, a quarter cross.
"""

import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter

import numpy as np

from paxline.counts.calendar import Week
from paxline.exchange.answers import Accepted, Filled, Role
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Cancel, Deposit, ListMarket, Place, Side, TimeInForce
from paxline.market.contract import Ladder, closes_at, opens_at
from paxline.units import Count, Price, Usd

WEEK = Week(datetime(2026, 6, 15, tzinfo=UTC).date())
REQUESTS = 60_000
ROUNDS = 5
MEMBERS = ("ann", "bob", "cid", "dee")


def exchange() -> tuple[Exchange, list[str]]:
    made, ladder = Exchange(), Ladder.of(WEEK, (2_300_000, 2_400_000, 2_500_000))
    start = opens_at(WEEK)
    for rung in ladder.rungs:
        made.apply(ListMarket(rung, start, closes_at(WEEK)), at=start)
    for member in MEMBERS:
        made.apply(Deposit(member, Usd.cents(10**11)), at=start)
    return made, [rung.ticker for rung in ladder.rungs]


def stream(tickers: list[str]) -> list[Place | int]:
    """Orders, and the places in the stream of orders to cancel."""
    rng = np.random.default_rng(20_260_615)
    requests: list[Place | int] = []
    for i in range(REQUESTS):
        kind = rng.integers(4)
        if kind == 3 and i > 100:
            requests.append(int(rng.integers(max(0, i - 400), i)))
            continue
        side = Side.BID if rng.integers(2) else Side.ASK
        away = int(rng.integers(1, 12)) * (-1 if kind == 2 else 1)
        cents = 50 - away if side is Side.BID else 50 + away
        lasting = TimeInForce.IMMEDIATE_OR_CANCEL if kind == 2 else TimeInForce.GOOD_TILL_CANCELED
        requests.append(
            Place(
                MEMBERS[int(rng.integers(len(MEMBERS)))],
                tickers[int(rng.integers(len(tickers)))],
                side,
                Count.whole(int(rng.integers(1, 40))),
                Price.cents(cents),
                client_order_id=f"order-{i}",
                time_in_force=lasting,
            )
        )
    return requests


def run(requests: list[Place | int], made: Exchange) -> tuple[float, int]:
    """Seconds, and order events."""
    at, step = opens_at(WEEK), timedelta(milliseconds=5)
    ids: list[tuple[str, str]] = []
    events = 0
    begun = perf_counter()
    for request in requests:
        at += step
        if isinstance(request, Place):
            answer, happened = made.apply(request, at=at)
            ids.append((request.member, answer.order_id if isinstance(answer, Accepted) else ""))
        else:
            answer, happened = made.apply(Cancel(*ids[request]), at=at)
            ids.append(("", ""))
        events += 1 + sum(1 for one in happened if isinstance(one, Filled) and one.role is Role.MAKER)
    return perf_counter() - begun, events


def simple(requests: list[Place | int]) -> float:
    """Seconds to note the same requests as dicts in a list, which decides nothing."""
    book: list[dict[str, object]] = []
    begun = perf_counter()
    for request in requests:
        if isinstance(request, Place):
            book.append({"member": request.member, "price": request.price.dollars, "count": request.count.contracts})
        else:
            book.append({"cancel": request})
    return perf_counter() - begun


def main() -> None:
    requests: list[Place | int] = []
    best, events, baseline = float("inf"), 0, float("inf")
    for _ in range(ROUNDS):
        made, tickers = exchange()
        requests = requests or stream(tickers)
        seconds, events = run(requests, made)
        best, baseline = min(best, seconds), min(baseline, simple(requests))
    rate = events / best
    print(f"matching: {events} order events ({len(requests)} requests) in {best:.3f} s, {rate:,.0f} events/s")
    print(f"matching: {best / baseline:.1f} times as long as noting the requests as dicts in a list")
    sys.exit(0)


if __name__ == "__main__":
    main()
