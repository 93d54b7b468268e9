from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.ledger import Event, Filled, Role, Settled, fold
from paxline.desk.lots import How, lots_of
from paxline.desk.orders import Leg, Side
from paxline.units import Count, Price, Usd

START = datetime(2026, 4, 20, 14, tzinfo=UTC)


def fill(place: int, side: Side, *, cents: int, hundredths: int, fee: int = 0, ticker: str = "A") -> Filled:
    at = START + timedelta(minutes=place)
    return Filled(at, f"f{place}", "o", ticker, side, Price.cents(cents), Count(hundredths), Usd(fee), Role.TAKER)


def settled(place: int, *, cents: int, ticker: str = "A") -> Settled:
    return Settled(START + timedelta(minutes=place), ticker, Price.cents(cents), Usd(0))


FILLS = st.lists(
    st.tuples(
        st.sampled_from(Side),
        st.integers(1, 99),
        st.integers(1, 700),
        st.integers(0, 90_000),
        st.sampled_from(["A", "B"]),
    ),
    max_size=12,
)


@given(FILLS, st.sampled_from([None, 0, 100]))
def test_gains_and_open_lots_add_up_to_the_ledger_to_the_millionth(
    drawn: list[tuple[Side, int, int, int, str]], pays: int | None
) -> None:
    events: list[Event] = [
        fill(i, side, cents=cents, hundredths=count, fee=fee, ticker=ticker)
        for i, (side, cents, count, fee, ticker) in enumerate(drawn)
    ]
    if pays is not None:
        events.append(settled(len(events), cents=pays))
    ledger, lots = fold(events), lots_of(events)
    gains = sum(lot.gain.millionths for lot in lots.closed)
    open_fees = sum(lot.fee.millionths for lot in lots.held)
    assert gains == ledger.realised.millionths - ledger.fees.millionths + open_fees
    assert sum(lot.price.times(lot.count).millionths for lot in lots.held) == ledger.open_cost.millionths
    assert all(lot.count > Count(0) for lot in (*lots.closed, *lots.held))
    assert all(lot.fee >= Usd(0) for lot in lots.held)


def test_the_oldest_lot_is_closed_first_and_carries_its_share_of_the_fee() -> None:
    events = [
        fill(0, Side.BID, cents=40, hundredths=1000, fee=100),
        fill(1, Side.BID, cents=50, hundredths=1000, fee=7),
        fill(2, Side.ASK, cents=60, hundredths=1500, fee=30),
    ]
    lots = lots_of(events)
    first, second = lots.closed
    assert (first.count, first.basis, first.proceeds) == (Count(1000), Usd(4_000_100), Usd(6_000_000 - 20))
    assert (second.count, second.basis, second.proceeds) == (Count(500), Usd(2_500_003), Usd(3_000_000 - 10))
    assert first.gain == Usd(1_999_880)
    assert (lots.held[0].count, lots.held[0].fee) == (Count(500), Usd(4))


def test_a_settlement_closes_what_is_held_on_either_leg() -> None:
    lots = lots_of([fill(0, Side.ASK, cents=30, hundredths=200), settled(1, cents=0)])
    (one,) = lots.closed
    assert (one.leg, one.how, one.gain) == (Leg.NO, How.SETTLED, Usd.cents(60))
    assert lots.held == ()


def test_a_fill_told_twice_counts_once() -> None:
    one = fill(0, Side.BID, cents=40, hundredths=100)
    assert len(lots_of([one, one]).held) == 1
