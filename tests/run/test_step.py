from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.desk.scenes import MORNING, snapshot

from paxline.desk.again import decided_again
from paxline.desk.ledger import Ledger, fold
from paxline.desk.orders import Order, State
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.desk.snapshot import SeenBook, Snapshot, account_in
from paxline.errors import StoreError
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Deposit, ListMarket, Place, Side, Wait
from paxline.market.contract import closes_at, opens_at
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Accepted, Outcome, Unknown
from paxline.run.simulated import SimulatedVenue
from paxline.run.step import Stepped, step
from paxline.testing import WEEK, ManualClock
from paxline.units import Count, Usd

NOW = MORNING.astimezone(UTC)


@dataclass
class Scripted:
    """A source that shows the exchange's own books and otherwise a scene."""

    exchange: Exchange
    lacking: tuple[str, ...] = ()
    asked: list[datetime] = field(default_factory=list[datetime])

    def snapshot(self, ledger: Ledger, *, as_of: datetime) -> Snapshot:
        self.asked.append(as_of)
        scene = snapshot(as_of=as_of)
        assert scene.ladder
        books = tuple(SeenBook(r, self.exchange.book(r.ticker), as_of, "its book") for r in scene.ladder.rungs)
        account = account_in(ledger, scene.ladder, as_of=as_of)
        return replace(scene, books=books, account=account, **dict.fromkeys(self.lacking))  # pyright: ignore[reportArgumentType] - one of many fields


@dataclass
class Kept:
    """Records in a list."""

    records: list[Record] = field(default_factory=list[Record])

    def add_decision(self, record: Record) -> int:
        self.records.append(record)
        return 1


@dataclass
class Desk:
    """One desk on one exchange."""

    exchange: Exchange
    clock: ManualClock
    source: Scripted
    venue: SimulatedVenue
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    records: Kept = field(default_factory=Kept)

    def step(self) -> Stepped:
        return step(
            Policy(),
            clock=self.clock,
            source=self.source,
            journal=self.journal,
            venue=self.venue,
            records=self.records,
        )


@pytest.fixture
def desk() -> Desk:
    """An exchange on which somebody else quotes the scene's ladder, and a desk with a thousand dollars."""
    exchange, opens = Exchange(), opens_at(WEEK)
    scene = snapshot()
    assert scene.ladder
    for rung in scene.ladder.rungs:
        exchange.apply(ListMarket(rung, opens, closes_at(WEEK)), at=opens)
    exchange.apply(Deposit("other", Usd.parse("100000")), at=opens)
    exchange.apply(Deposit("us", Usd.parse("1000")), at=opens)
    exchange.apply(Wait(), at=NOW)
    for seen in scene.books:
        for side, levels in ((Side.BID, seen.book.bids), (Side.ASK, seen.book.asks)):
            for level in levels:
                exchange.apply(Place("other", seen.contract.ticker, side, level.count, level.price), at=NOW)
    clock = ManualClock(NOW)
    return Desk(exchange, clock, Scripted(exchange), SimulatedVenue(exchange, "us", clock))


def test_a_cycle_decides_keeps_the_record_and_sends_what_was_decided(desk: Desk) -> None:
    done = desk.step()
    assert done.stopped == ()
    (decision,) = done.decisions
    assert [order for order, _ in done.sent] == list(decision.orders)
    assert decision.orders
    assert all(isinstance(came, Accepted) for _, came in done.sent)
    assert {order.client_order_id for order in desk.exchange.resting("us")} == {o.client_id for o in decision.orders}
    assert [decided_again(record, Policy()) for record in desk.records.records] == [decision]


def test_a_second_cycle_leaves_alone_what_is_as_it_should_be(desk: Desk) -> None:
    desk.step()
    desk.clock.instant += timedelta(minutes=1)
    again = desk.step()
    assert again.sent == again.cancelled == ()
    assert again.decisions[0].keep


def test_what_has_to_go_goes_before_it_looks_again(desk: Desk) -> None:
    first = desk.step()
    desk.clock.instant += timedelta(hours=12)
    night = desk.step()
    assert len(night.decisions) == 2
    assert len(night.cancelled) == len(first.sent)
    assert night.sent == ()
    assert desk.exchange.resting("us") == ()
    states = {tracked.state for tracked in fold(desk.journal.events()).orders.values()}
    assert states == {State.CANCELED}


def test_what_is_missing_takes_everything_out_and_sends_nothing(desk: Desk) -> None:
    desk.step()
    desk.source.lacking = ("forecast",)
    done = desk.step()
    assert done.decisions[-1].missing == ("the forecast",)
    assert done.sent == ()
    assert desk.exchange.resting("us") == ()


def test_where_journal_and_exchange_contradict_each_other_nothing_is_even_looked_at(desk: Desk) -> None:
    desk.step()
    stranger = desk.exchange.resting("us")[0]
    ticker, side = stranger.ticker, Side(stranger.side.value)
    desk.exchange.apply(Place("us", ticker, side, Count.whole(1), stranger.price), at=desk.clock.now())
    looked = len(desk.source.asked)
    done = desk.step()
    assert done.decisions == ()
    assert "an order nobody here intended" in done.stopped[0]
    assert len(desk.source.asked) == looked


def test_where_the_record_cannot_be_kept_nothing_is_sent(desk: Desk) -> None:
    class Full:
        def add_decision(self, record: Record) -> int:
            raise StoreError(f"no room for {record.digest}")

    with pytest.raises(StoreError, match="no room"):
        step(Policy(), clock=desk.clock, source=desk.source, journal=desk.journal, venue=desk.venue, records=Full())
    assert desk.exchange.orders("us") == ()


def test_an_order_that_cannot_be_taken_out_keeps_everything_else_from_being_sent(desk: Desk) -> None:
    desk.step()

    class Deaf:
        """A venue that never answers a cancel."""

        def __getattr__(self, name: str) -> object:
            return getattr(desk.venue, name)

        def cancel(self, tracked: object) -> Unknown:
            return Unknown("no answer")

        def submit(self, order: Order) -> Outcome:
            raise AssertionError(f"{order} was sent")

    desk.clock.instant += timedelta(hours=12)
    done = step(
        Policy(),
        clock=desk.clock,
        source=desk.source,
        journal=desk.journal,
        venue=Deaf(),  # pyright: ignore[reportArgumentType] - it passes everything else on
        records=desk.records,
    )
    assert done.sent == ()
    assert "still have to go first" in done.stopped[0]
