from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from paxline.desk.events import Filled, Role, Settled
from paxline.desk.orders import Leg, Side
from paxline.desk.purse import EMPTY, purse_of
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
START = datetime(2026, 4, 20, 14, tzinfo=UTC)


def fill(number: int, side: Side, cents: int, contracts: int, *, fee: int = 0) -> Filled:
    at, name = START + timedelta(days=number), f"fill-{number}"
    return Filled(at, name, "order", TICKER, side, Price.cents(cents), Count.whole(contracts), Usd(fee), Role.MAKER)


BOUGHT, CLOSED = fill(1, Side.BID, 40, 5, fee=1_000), fill(2, Side.ASK, 60, 3, fee=2_000)
PAID = Settled(START + timedelta(days=3), TICKER, Price(10_000), Usd.cents(200))


def test_a_pair_returns_its_dollar_and_earns_the_difference() -> None:
    purse = purse_of([BOUGHT, CLOSED])
    assert purse.realised == Usd.parse("0.60")
    assert purse.fees == Usd(3_000)
    assert purse.cash == Usd.parse("-0.203")
    assert purse.spent == Usd.parse("0.203")
    assert (purse.position.leg, purse.position.count) == (Leg.YES, Count.whole(2))


def test_a_settlement_is_earned_and_is_not_spent() -> None:
    before, after = purse_of([BOUGHT, CLOSED]), purse_of([BOUGHT, CLOSED, PAID])
    assert after.spent == before.spent
    assert after.cash == before.cash + Usd.parse("2")
    assert after.position.lots == ()
    assert after.unpaid == ""


def test_each_day_has_what_it_earned_less_its_fees() -> None:
    assert purse_of([BOUGHT, CLOSED, PAID]).results == {
        date(2026, 4, 21): Usd(-1_000),
        date(2026, 4, 22): Usd.parse("0.598"),
        date(2026, 4, 23): Usd.parse("1.20"),
    }


def test_events_heard_of_in_any_order_come_to_the_same() -> None:
    told = purse_of([BOUGHT, CLOSED, PAID])
    for events in permutations([BOUGHT, CLOSED, PAID]):
        purse = EMPTY
        for event in events:
            purse = purse.after(event)
        assert purse == told


def test_a_settlement_of_the_same_instant_comes_after_the_fill() -> None:
    late = Settled(CLOSED.at, TICKER, Price(10_000), Usd.cents(200))
    assert EMPTY.after(late).after(BOUGHT).after(CLOSED) == purse_of([BOUGHT, CLOSED, late])
