from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scenes import snapshot
from tests.desk.test_ledger import OPENING, START, journals

from paxline.counts.calendar import eastern_day
from paxline.counts.history import History
from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Intended, Role, Settled, fold
from paxline.desk.orders import Crossing, Heard, Order, Side, Terms, Working
from paxline.desk.snapshot import SeenBook, account_of, drawdown, release_of
from paxline.market.book import Book, Level, Quote, SeenQuote
from paxline.market.contract import Contract, Ladder
from paxline.testing import NOW, WEEK, reading
from paxline.units import Count, Price, Usd

LADDER = Ladder.of(WEEK, (2_400_000, 2_450_000))
LOW = LADDER.rungs[0].ticker


def fill(name: str, side: Side, cents: int, contracts: int, *, ticker: str = LOW, at: datetime = NOW) -> Filled:
    size, fee = Count.whole(contracts), Usd.cents(1)
    return Filled(at, name, f"order-{name}", ticker, side, Price.cents(cents), size, fee, Role.MAKER)


def placed(name: str, side: Side, cents: int, contracts: int, *, at: datetime = NOW) -> list[Event]:
    terms = Terms(LOW, side, Price.cents(cents), Count.whole(contracts), crossing=Crossing.POSTS_ONLY)
    return [Intended(at, Order(name, terms), "d"), Answered(at, name, Heard.RESTS, f"order-{name}")]


def opened(dollars: int, *, days: int = 9) -> CashMoved:
    return CashMoved(NOW - timedelta(days=days), Usd.cents(dollars * 100), Cause.OPENING)


def test_an_account_knows_what_the_event_has_cost_and_what_of_it_is_held() -> None:
    events = [
        opened(100),
        *placed("a", Side.BID, 60, 10),
        fill("a", Side.BID, 60, 10),
        *placed("b", Side.ASK, 70, 4),
        fill("b", Side.ASK, 70, 4),
        *placed("c", Side.BID, 55, 3, at=NOW + timedelta(seconds=30)),
    ]
    found = account_of(events, LADDER, as_of=NOW + timedelta(seconds=80))
    # Ten for $6.00 and four NO for $1.20, of which four pairs returned $4; two fees of a cent.
    assert found.paid == Usd.parse("3.22")
    assert found.held == {LOW: Count.whole(6)}
    assert found.cash == Usd.parse("96.78")
    assert found.equity == Usd.parse("100.38")
    assert found.day_result == Usd.parse("0.38")
    assert [one.client_id for one in found.working] == ["c"]
    assert found.sent == 1


def test_an_earlier_day_is_not_todays_and_the_highest_equity_is_remembered() -> None:
    before = NOW - timedelta(days=3)
    events: list[Event] = [
        opened(100),
        *placed("a", Side.BID, 50, 10, at=before),
        fill("a", Side.BID, 50, 10, at=before),
        Settled(before + timedelta(hours=1), LOW, Price.cents(100), Usd.parse("10")),
        *placed("b", Side.BID, 90, 10),
    ]
    found = account_of(events, Ladder.of(WEEK, (2_500_000,)), as_of=NOW)
    assert found.day_result == Usd(0)
    assert found.highest == found.equity == Usd.parse("104.99")
    assert found.working == ()


def test_what_is_lost_is_a_share_of_the_most_there_was() -> None:
    held: list[Event] = [opened(100), *placed("a", Side.BID, 50, 20), fill("a", Side.BID, 50, 20)]
    lost = Settled(NOW, LOW, Price.cents(0), Usd(0))
    assert drawdown(fold([*held, lost])) == pytest.approx(10.01 / 100)
    assert drawdown(fold(held)) == pytest.approx(0.01 / 100), "what is held stands at cost"
    assert drawdown(fold([])) == 0.0


def test_others_quotes_are_the_books_without_ours() -> None:
    rung = LADDER.rungs[0]
    levels = (Level(Price.cents(60), Count.whole(5)), Level(Price.cents(58), Count.whole(9)))
    seen = SeenBook(rung, Book(bids=levels, asks=(Level(Price.cents(64), Count.whole(8)),)), NOW, "a test")
    own = [
        Working("a", Terms(LOW, Side.BID, Price.cents(60), Count.whole(5)), Count.whole(5)),
        Working("b", Terms(LOW, Side.ASK, Price.cents(64), Count.whole(3)), Count.whole(3)),
    ]
    quote = seen.without(own).quote
    assert (quote.bid, quote.bid_size) == (Price.cents(58), Count.whole(9))
    assert (quote.ask, quote.ask_size) == (Price.cents(64), Count.whole(5))


def test_a_quote_without_sizes_is_a_book_of_which_nothing_can_be_taken() -> None:
    seen = SeenBook.of(SeenQuote(LADDER.rungs[0], Quote(Price.cents(60), None), NOW, "a candle"))
    assert seen.book == Book(bids=(Level(Price.cents(60), Count(0)),))
    assert seen.without(()).quote.bid == Price.cents(60)


def test_a_release_names_what_is_suspect_and_when_the_newest_figure_came() -> None:
    monday = replace(reading(WEEK.monday, 1_200_000), doubt="far below other Mondays")
    found = release_of(History.of([monday], known_by=NOW), WEEK)
    assert found
    assert found.latest_day == WEEK.monday
    assert found.seen_at == monday.known_at
    assert found.doubts == ("2026-04-20 shows 1,200,000: far below other Mondays",)
    assert release_of(History.of([], known_by=NOW), WEEK) is None


def test_a_snapshot_holds_nothing_known_later() -> None:
    scene = snapshot()
    later = datetime(2026, 4, 27, tzinfo=UTC)
    assert scene.gate
    assert scene.release
    for wrong in (
        {"books": (replace(scene.books[0], known_at=later),)},
        {"gate": replace(scene.gate, seen_at=later)},
        {"release": replace(scene.release, seen_at=later)},
    ):
        with pytest.raises(ValueError, match="holds nothing known at"):
            replace(scene, **wrong)  # pyright: ignore[reportArgumentType] - one of many fields


@given(journal=journals, minutes=st.integers(0, 6_000))
def test_an_account_read_off_the_ledger_is_the_one_counted_event_by_event(journal: list[Event], minutes: int) -> None:
    as_of = START + timedelta(minutes=minutes)
    ladder = Ladder(WEEK, (Contract(2_400_000, "A"), Contract(2_450_000, "B")))
    found = account_of(journal, ladder, as_of=as_of)
    fills = list({event.fill_id: event for event in reversed(journal) if isinstance(event, Filled)}.values())
    settled = list({event.ticker: event for event in reversed(journal) if isinstance(event, Settled)}.values())
    money = [*(event for event in journal if isinstance(event, CashMoved)), *reversed(fills), *settled]
    today = eastern_day(as_of)

    def came_to(events: list[Event]) -> tuple[Usd, Usd]:
        ledger = fold(events)
        return ledger.realised - ledger.fees, ledger.cash + ledger.open_cost

    before = [event for event in money if eastern_day(event.at) < today]
    assert found.day_result == came_to(list(money))[0] - came_to(list(before))[0]
    ends = {eastern_day(event.at) for event in settled}
    most = [came_to([event for event in money if eastern_day(event.at) <= day])[1] for day in ends]
    assert found.highest == max([found.equity, OPENING.amount, *most])
    cost = sum(
        (fill.price if fill.side is Side.BID else fill.price.complement).times(fill.count).millionths
        + fill.fee.millionths
        for fill in fills
    )
    for ticker in ("A", "B"):
        sides = [
            sum(fill.count.hundredths for fill in fills if fill.ticker == ticker and fill.side is side) for side in Side
        ]
        cost -= min(sides) * 10_000
    if not settled:
        assert found.paid == Usd(cost)
