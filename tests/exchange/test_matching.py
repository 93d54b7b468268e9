"""The book against a naive one that keeps orders in a list and searches it anew for each trade."""

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.day import ASK, BID, LOW, Day, a_day, order

from paxline.exchange.answers import Accepted, Filled, Refused, Role
from paxline.exchange.matching import Half
from paxline.exchange.requests import Amend, Cancel, Decrease, Place, Posting, ReduceBy, SelfTrade, Side, TimeInForce
from paxline.units import Count, Price


@dataclass
class Naive:
    """One order of the naive book; the list's order is the order of time."""

    name: int
    member: str
    side: Side
    price: int
    left: int
    filled: int
    self_trade: SelfTrade
    posting: Posting


@dataclass
class NaiveBook:
    orders: list[Naive] = field(default_factory=list[Naive])
    trades: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])

    def best(self, taker: Naive, passed: list[Naive]) -> Naive | None:
        rivals = [o for o in self.orders if o.side is not taker.side and o not in passed]
        rivals = [o for o in rivals if (o.price <= taker.price if taker.side is BID else o.price >= taker.price)]
        return min(rivals, key=lambda o: o.price if taker.side is BID else -o.price, default=None)

    def volume(self, taker: Naive) -> int:
        """How much others offer within the limit before the walk would end."""
        passed: list[Naive] = []
        while (rival := self.best(taker, passed)) is not None:
            if rival.member == taker.member and taker.self_trade is SelfTrade.TAKER_AT_CROSS:
                break
            passed.append(rival)
        return sum(o.left for o in passed if o.member != taker.member)

    def enter(self, taker: Naive, tif: TimeInForce) -> bool:
        """Whether the order is taken."""
        if taker.posting is Posting.POST_ONLY and self.best(taker, []) is not None:
            return False
        if tif is TimeInForce.FILL_OR_KILL and self.volume(taker) < taker.left:
            return False
        while taker.left and (rival := self.best(taker, [])) is not None:
            if rival.member == taker.member:
                if taker.self_trade is SelfTrade.TAKER_AT_CROSS:
                    return True
                self.orders.remove(rival)
                continue
            size = min(taker.left, rival.left)
            self.trades.append((taker.name, rival.name, rival.price, size))
            for one in (taker, rival):
                one.left -= size
                one.filled += size
            if not rival.left:
                self.orders.remove(rival)
        if taker.left and tif is TimeInForce.GOOD_TILL_CANCELED:
            self.orders.append(taker)
        return True

    def amend(self, name: int, *, price: int, resting: int) -> None:
        found = next((o for o in self.orders if o.name == name), None)
        if found is None:
            return
        if price == found.price and resting <= found.left:
            found.left = resting
            return
        trial = replace(found, price=price, left=resting)
        if found.posting is Posting.POST_ONLY and self.best(trial, []) is not None:
            return
        self.orders.remove(found)
        found.price, found.left = price, resting
        self.enter(found, TimeInForce.GOOD_TILL_CANCELED)

    def levels(self, side: Side) -> list[tuple[float, float]]:
        prices = sorted({o.price for o in self.orders if o.side is side}, reverse=side is BID)
        return [(p / 100, sum(o.left for o in self.orders if o.side is side and o.price == p) / 100) for p in prices]


cents = st.integers(46, 54)
sizes = st.integers(1, 900)
places = st.builds(
    lambda member, side, size, price, tif, stp, posting: replace(
        order(member, side, size / 100, price),
        time_in_force=tif,
        self_trade=stp,
        posting=posting if tif is TimeInForce.GOOD_TILL_CANCELED else Posting.MAY_TAKE,
    ),
    st.sampled_from(["ann", "bob", "cid"]),
    st.sampled_from([BID, ASK]),
    sizes,
    cents,
    st.sampled_from([TimeInForce.GOOD_TILL_CANCELED] * 3 + [TimeInForce.IMMEDIATE_OR_CANCEL, TimeInForce.FILL_OR_KILL]),
    st.sampled_from(SelfTrade),
    st.sampled_from([Posting.MAY_TAKE] * 3 + [Posting.POST_ONLY]),
)
which = st.integers(0, 40)
actions = st.lists(
    st.one_of(
        places,
        places,
        places,
        st.tuples(st.just("cancel"), which),
        st.tuples(st.just("decrease"), which, sizes),
        st.tuples(st.just("amend"), which, cents, sizes),
    ),
    min_size=10,
    max_size=45,
)


def both(day: Day, naive: NaiveBook, placed: list[tuple[Place, str]], action: object) -> None:
    """Do the same to both books."""
    match action:
        case Place():
            name = len(placed)
            answer = day.ask(action)
            assert isinstance(answer, Accepted | Refused)
            placed.append((action, answer.order_id if isinstance(answer, Accepted) else ""))
            price, left = action.price.ten_thousandths, action.count.hundredths
            rival = Naive(name, action.member, action.side, price, left, 0, action.self_trade, action.posting)
            assert naive.enter(rival, action.time_in_force) is isinstance(answer, Accepted)
        case (str(kind), int(name), *rest) if name < len(placed):
            request, order_id = placed[name]
            found = next((o for o in naive.orders if o.name == name), None)
            if kind == "cancel":
                day.ask(Cancel(request.member, order_id))
                naive.orders = [o for o in naive.orders if o is not found]
            elif kind == "decrease":
                day.ask(Decrease(request.member, order_id, ReduceBy(Count(rest[0]))))
                if found:
                    found.left = max(0, found.left - rest[0])
                    naive.orders = [o for o in naive.orders if o.left]
            else:
                price, total = Price.cents(rest[0]), Count(rest[1] + (found.filled if found else 0))
                day.ask(Amend(request.member, order_id, LOW, request.side, price, total))
                naive.amend(name, price=price.ten_thousandths, resting=rest[1])
        case _:
            pass


@settings(max_examples=250)
@given(actions)
def test_every_trade_and_every_book_is_that_of_the_naive_one(done: list[object]) -> None:
    day, naive = a_day(ann="100000", bob="100000", cid="100000"), NaiveBook()
    placed: list[tuple[Place, str]] = []
    for action in done:
        both(day, naive, placed, action)
        assert day.book() == (naive.levels(BID), naive.levels(ASK))
    names = {order_id: name for name, (_, order_id) in enumerate(placed) if order_id}
    fills = [event for event in day.happened if isinstance(event, Filled)]
    pairs = zip(fills[::2], fills[1::2], strict=True)
    assert naive.trades == [
        (names[taker.order_id], names[maker.order_id], maker.price.ten_thousandths, maker.size.hundredths)
        for taker, maker in pairs
    ]
    assert all((fill.role is Role.TAKER) is (i % 2 == 0) for i, fill in enumerate(fills))
    for mine, theirs in zip(fills[::2], fills[1::2], strict=True):
        assert mine.member != theirs.member


@settings(max_examples=100)
@given(actions)
def test_nothing_fills_beyond_its_limit_and_no_book_is_crossed(done: list[object]) -> None:
    day, naive = a_day(ann="100000", bob="100000", cid="100000"), NaiveBook()
    placed: list[tuple[Place, str]] = []
    for action in done:
        before = len(day.happened)
        both(day, naive, placed, action)
        limits = {one.order_id: one.price for member in ("ann", "bob", "cid") for one in day.exchange.orders(member)}
        for fill in (event for event in day.happened[before:] if isinstance(event, Filled)):
            limit = limits[fill.order_id]
            assert fill.price <= limit if fill.side is BID else fill.price >= limit
        quote = day.exchange.book(LOW).quote
        assert quote.bid is None or quote.ask is None or quote.bid < quote.ask


def test_an_empty_side_keeps_nothing() -> None:
    day = a_day()
    placed = day.place("ann", BID, 1, 40)
    half = day.exchange._floor.markets[LOW].book.bids
    day.cancel("ann", placed)
    assert isinstance(half, Half)
    assert (half.keys, half.queues, half.levels(), half.resting()) == ([], {}, (), [])


def test_the_queue_ahead_counts_better_prices_and_earlier_orders() -> None:
    day = a_day()
    day.place("ann", BID, 3, 41)
    day.place("bob", BID, 2, 40)
    last = day.place("cid", BID, 1, 40)
    day.place("ann", BID, 7, 39)
    assert day.exchange.queue_position(last.order_id) == Count.whole(5)
    day.cancel("cid", last)
    assert day.exchange.queue_position(last.order_id) == Count(0)
