"""A mirror against the exchange: through the server's channels and the wire, with frames lost on the way."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.day import ASK, BID, HIGH, LOW, Day, a_day, order

from paxline.edge.kalshi.mirror import Broken, Mirror, NoBook, Taken
from paxline.edge.kalshi.wire.stream import read
from paxline.edge.simulator.channels import Line
from paxline.edge.simulator.feed import Feed
from paxline.exchange.requests import Amend, Cancel, Decrease, PauseMarket, ReduceBy, Request, ResumeMarket
from paxline.market.book import Book, Level
from paxline.units import Count, Price


def snapshot(seq: int, *, yes: list[list[str]], no: list[list[str]], ticker: str = LOW) -> str:
    told: dict[str, Any] = {"market_ticker": ticker, "market_id": "x", "clock": 1}
    told |= {"yes_dollars_fp": yes} if yes else {}
    told |= {"no_dollars_fp": no} if no else {}
    return json.dumps({"type": "orderbook_snapshot", "sid": 1, "seq": seq, "msg": told})


def delta(seq: int, side: str, price: str, change: str, *, ticker: str = LOW) -> str:
    told = {"market_ticker": ticker, "price_dollars": price, "delta_fp": change, "side": side, "clock": 2}
    return json.dumps({"type": "orderbook_delta", "sid": 1, "seq": seq, "msg": told})


def level(price: str, count: str) -> Level:
    return Level(Price.parse(price), Count.parse(count))


def test_a_book_is_its_snapshot_and_every_change_since() -> None:
    mirror = Mirror(1, [LOW])
    assert isinstance(mirror.book(LOW), NoBook)
    for text in (
        snapshot(1, yes=[["0.4600", "5.00"], ["0.4700", "3.00"]], no=[["0.5200", "1.00"]]),
        delta(2, "no", "0.5200", "-1.00"),
        delta(3, "no", "0.5300", "2.50"),
        delta(4, "yes", "0.4700", "1.00"),
    ):
        assert mirror.take(read(text)) is Taken.USED
    assert mirror.book(LOW) == Book(bids=(level("0.47", "4.00"), level("0.46", "5.00")), asks=(level("0.53", "2.50"),))


def test_a_gap_puts_every_book_away_until_its_own_snapshot_comes() -> None:
    mirror = Mirror(1, [LOW, HIGH])
    mirror.take(read(snapshot(1, yes=[["0.4000", "1.00"]], no=[])))
    mirror.take(read(snapshot(2, yes=[["0.3000", "1.00"]], no=[], ticker=HIGH)))
    broken = mirror.take(read(delta(4, "yes", "0.4000", "1.00")))
    assert isinstance(broken, Broken)
    assert mirror.missing == {LOW, HIGH}
    assert isinstance(mirror.book(LOW), NoBook)
    assert mirror.take(read(snapshot(5, yes=[["0.4000", "9.00"]], no=[]))) is Taken.USED
    assert mirror.book(LOW) == Book(bids=(level("0.40", "9.00"),))
    assert mirror.missing == {HIGH}


@pytest.mark.parametrize("late", [1, 2])
def test_a_repeat_or_a_latecomer_changes_nothing(late: int) -> None:
    mirror = Mirror(1, [LOW])
    mirror.take(read(snapshot(1, yes=[["0.4000", "1.00"]], no=[])))
    mirror.take(read(delta(2, "yes", "0.4000", "1.00")))
    shown = mirror.book(LOW)
    assert mirror.take(read(delta(late, "yes", "0.4000", "1.00"))) is Taken.OLD
    assert mirror.book(LOW) == shown


def test_fewer_than_no_contracts_break_the_book() -> None:
    mirror = Mirror(1, [LOW])
    mirror.take(read(snapshot(1, yes=[["0.4000", "1.00"]], no=[])))
    assert isinstance(mirror.take(read(delta(2, "yes", "0.4000", "-2.00"))), Broken)
    assert isinstance(mirror.book(LOW), NoBook)


@pytest.mark.parametrize(
    "levels", [[["0.4000", "1.00"], ["0.4000", "2.00"]], [["0.4000", "0.00"]], [["0.4000", "-1.00"]]]
)
def test_a_snapshot_that_makes_no_sense_is_no_book(levels: list[list[str]]) -> None:
    mirror = Mirror(1, [LOW])
    assert isinstance(mirror.take(read(snapshot(1, yes=levels, no=[]))), Broken)
    assert isinstance(mirror.book(LOW), NoBook)


def test_a_crossed_book_is_not_shown_until_it_crosses_no_more() -> None:
    mirror = Mirror(1, [LOW])
    mirror.take(read(snapshot(1, yes=[["0.4000", "1.00"]], no=[["0.4000", "1.00"]])))
    assert isinstance(mirror.book(LOW), NoBook)
    mirror.take(read(delta(2, "yes", "0.4000", "-1.00")))
    assert mirror.book(LOW) == Book(asks=(level("0.40", "1.00"),))


def test_what_cannot_be_read_puts_every_book_away() -> None:
    mirror = Mirror(1, [LOW])
    mirror.take(read(snapshot(1, yes=[["0.4000", "1.00"]], no=[])))
    assert mirror.distrust("garbage").tickers == {LOW}
    assert mirror.book(LOW) == NoBook("garbage")
    assert mirror.book(HIGH) == NoBook("it is not subscribed to")


@dataclass
class Wire:
    """An exchange, its feed, and the frames of one connection with the books as they were when each was sent."""

    day: Day = field(default_factory=a_day)
    line: Line = field(default_factory=lambda: Line("ann"))
    frames: list[tuple[str, dict[str, Book]]] = field(default_factory=list[tuple[str, dict[str, Book]]])

    def __post_init__(self) -> None:
        self.feed = Feed(self.day.exchange)
        self.say({"id": 1, "cmd": "subscribe", "params": {**BOOKS, "use_yes_price": True}})

    def say(self, command: dict[str, Any]) -> None:
        self.send(self.line.hear(json.dumps(command), self.feed))

    def send(self, told: list[Any]) -> None:
        self.frames += [(json.dumps(one), {t: self.day.exchange.book(t) for t in (LOW, HIGH)}) for one in told]

    def do(self, request: Request) -> None:
        _, events = self.day.exchange.apply(request, at=self.day.now)
        if events:
            self.send(self.line.tell(self.feed.batch(self.day.now, events)))

    def ask_for_snapshots(self, mirror: Mirror) -> None:
        params = {"sid": 1, "action": "get_snapshot", "market_tickers": sorted(mirror.missing)}
        self.say({"id": 2, "cmd": "update_subscription", "params": params})


BOOKS = {"channels": ["orderbook_delta"], "market_tickers": [LOW, HIGH]}

orders = st.builds(
    lambda who, side, size, cents, ticker: order(who, side, size, cents, ticker=ticker),
    st.sampled_from(["ann", "bob", "cid"]),
    st.sampled_from([BID, ASK]),
    st.integers(1, 9),
    st.integers(40, 60),
    st.sampled_from([LOW, HIGH]),
)
turns = st.lists(
    st.one_of(orders, orders, st.tuples(st.sampled_from(["cancel", "amend", "less", "pause"]), st.integers(0, 50))),
    min_size=1,
    max_size=40,
)


def request_of(turn: Any, day: Day) -> list[Request]:
    if not isinstance(turn, tuple):
        return [turn]
    word, which = turn
    if word == "pause":
        return [PauseMarket(LOW), ResumeMarket(LOW)]
    resting = [one for member in ("ann", "bob", "cid") for one in day.exchange.resting(member)]
    if not resting:
        return []
    one = resting[which % len(resting)]
    match word:
        case "cancel":
            return [Cancel(one.member, one.order_id)]
        case "less":
            return [Decrease(one.member, one.order_id, ReduceBy(Count.whole(1)))]
        case _:
            price = Price.cents(40 + which % 20)
            return [Amend(one.member, one.order_id, one.ticker, one.side, price, one.filled + Count.whole(3))]


@given(turns)
def test_a_mirror_equals_the_exchange_after_every_frame(said: list[Any]) -> None:
    wire, mirror = Wire(), Mirror(1, [LOW, HIGH])
    for turn in said:
        for request in request_of(turn, wire.day):
            wire.do(request)
    for text, _ in wire.frames:
        mirror.take(read(text))
    assert {t: mirror.book(t) for t in (LOW, HIGH)} == {t: wire.day.exchange.book(t) for t in (LOW, HIGH)}


@dataclass
class Faulty:
    """A line on which frames get lost, come twice, or are overtaken, and a mirror at its end.

    Attributes:
        fates: What becomes of one frame after the other, again and again.
        asks: Whether the mirror's owner asks for snapshots at once.
    """

    fates: list[str]
    asks: str
    wire: Wire = field(default_factory=Wire)
    mirror: Mirror = field(default_factory=lambda: Mirror(1, [LOW, HIGH]))
    held: list[str] = field(default_factory=list[str])
    sent: int = 0
    then: dict[int, dict[str, Book]] = field(default_factory=dict[int, dict[str, Book]])

    def carry(self, fates: list[str] | None = None) -> None:
        """Let everything that was sent arrive, or not."""
        while self.sent < len(self.wire.frames):
            text, books = self.wire.frames[self.sent]
            said = json.loads(text)
            if "seq" in said:
                self.then[said["seq"]] = books
            fate = (fates or self.fates)[self.sent % len(fates or self.fates)]
            self.sent += 1
            arrive = {"as it is": [text], "lost": [], "twice": [text, text], "late": []}[fate]
            before, self.held = self.held, [text] if fate == "late" else []
            for one in (*arrive, *before):
                if isinstance(self.mirror.take(read(one)), Broken) and self.asks == "at once":
                    self.wire.ask_for_snapshots(self.mirror)
            self.look()

    def look(self) -> None:
        """What is shown is what stood when the newest message that arrived was sent."""
        newest = self.mirror._next - 1
        if newest in batch_ends(self.wire):
            for ticker in (LOW, HIGH):
                shown = self.mirror.book(ticker)
                assert isinstance(shown, NoBook) or shown == self.then[newest][ticker]


@given(
    turns,
    st.lists(st.sampled_from(["as it is", "as it is", "lost", "twice", "late"]), min_size=1),
    st.sampled_from(["at once", "in the end"]),
)
def test_with_frames_lost_doubled_or_overtaken_a_mirror_is_never_wrong_and_comes_back(
    said: list[Any], fates: list[str], asks: str
) -> None:
    line = Faulty(fates, asks)
    for turn in said:
        for request in request_of(turn, line.wire.day):
            line.wire.do(request)
        line.carry()
    # More frames tell of any loss; then whoever misses a book asks.
    for ticker in (LOW, HIGH):
        line.wire.do(order("ann", BID, 1, 30, ticker=ticker))
        line.carry(["as it is"])
    if line.mirror.missing:
        line.wire.ask_for_snapshots(line.mirror)
        line.carry(["as it is"])
    exchange = line.wire.day.exchange
    assert {t: line.mirror.book(t) for t in (LOW, HIGH)} == {t: exchange.book(t) for t in (LOW, HIGH)}


def batch_ends(wire: Wire) -> set[int]:
    """Numbers of messages after which the exchange stood as it did when they were sent."""
    numbered = [said for said in (json.loads(text) for text, _ in wire.frames[-60:]) if "seq" in said]
    following: list[dict[str, Any]] = [*numbered[1:], {"msg": {"clock": -1}}]
    return {
        one["seq"]
        for one, after in zip(numbered, following, strict=True)
        if one["msg"].get("clock") != after["msg"].get("clock") or one["type"] == "orderbook_snapshot"
    }
