from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.ledger import (
    NOTHING_YET,
    Agreed,
    Answered,
    CashMoved,
    Cause,
    Event,
    Filled,
    Halted,
    Intended,
    Ledger,
    Role,
    Settled,
    fold,
    onward,
)
from paxline.desk.orders import UNRESOLVED, WORKING, Heard, Side, State, Terms, order_of
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
START = datetime(2026, 4, 20, 14, tzinfo=UTC)
OPENING = CashMoved(START, Usd.cents(100_000), Cause.OPENING)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def traded(
    number: int,
    side: Side,
    cents: int,
    contracts: int,
    *,
    fee: int = 0,
    ticker: str = TICKER,
    minutes: int | None = None,
) -> list[Event]:
    """An order that filled whole."""
    when = at(number if minutes is None else minutes)
    order = order_of(f"d{number}", Terms(ticker, side, Price.cents(cents), Count.whole(contracts)), place=0)
    return [
        Intended(when, order, f"d{number}"),
        Answered(when, order.client_id, Heard.EXECUTED, f"order-{number}"),
        Filled(
            at=when,
            fill_id=f"fill-{number}",
            order_id=f"order-{number}",
            ticker=ticker,
            side=side,
            price=Price.cents(cents),
            count=Count.whole(contracts),
            fee=Usd(fee),
            role=Role.TAKER,
        ),
    ]


def conserved(ledger: Ledger) -> bool:
    return ledger.cash == ledger.moved + ledger.realised - ledger.fees - ledger.open_cost


def test_nothing_comes_to_nothing() -> None:
    ledger = fold([])
    assert ledger.cash == Usd(0)
    assert ledger.opened_at is None
    assert not ledger.positions
    assert not ledger.orders


def test_buying_yes_costs_its_price_and_its_fee() -> None:
    ledger = fold([OPENING, *traded(1, Side.BID, 52, 1, fee=17_500)])
    assert ledger.cash == Usd.parse("999.4625")
    assert ledger.fees == Usd(17_500)
    assert ledger.positions[TICKER].count == Count.whole(1)
    assert ledger.open_cost == Usd.parse("0.52")
    assert conserved(ledger)


def test_an_ask_without_a_position_buys_no_at_the_rest_of_the_dollar() -> None:
    ledger = fold([OPENING, *traded(1, Side.ASK, 30, 10)])
    assert ledger.cash == Usd.parse("993.00")
    assert ledger.positions[TICKER].count == Count.whole(-10)


def test_closing_pairs_the_oldest_lots_first_and_earns_the_difference() -> None:
    events = [*traded(1, Side.BID, 40, 5), *traded(2, Side.BID, 50, 5), *traded(3, Side.ASK, 60, 7)]
    ledger = fold([OPENING, *events])
    assert ledger.realised == Usd.parse("1.20")
    assert ledger.positions[TICKER].count == Count.whole(3)
    assert ledger.open_cost == Usd.parse("1.50")
    assert conserved(ledger)


def test_crossing_zero_closes_one_leg_and_opens_the_other() -> None:
    ledger = fold([OPENING, *traded(1, Side.ASK, 70, 5), *traded(2, Side.BID, 60, 8)])
    assert ledger.realised == Usd.parse("0.50")
    assert ledger.positions[TICKER].count == Count.whole(3)
    assert conserved(ledger)


@pytest.mark.parametrize(("side", "value", "revenue"), [(Side.BID, 1, 10), (Side.BID, 0, 0), (Side.ASK, 0, 10)])
def test_a_settlement_pays_a_dollar_for_each_contract_of_the_winning_leg(side: Side, value: int, revenue: int) -> None:
    settled = Settled(at(60), TICKER, Price(10_000 * value), Usd.cents(100 * revenue))
    ledger = fold([OPENING, *traded(1, side, 50, 10), settled])
    assert ledger.cash == Usd.parse("995.00") + Usd.cents(100 * revenue)
    assert not ledger.positions
    assert not ledger.contradictions
    assert conserved(ledger)


def test_a_settlement_that_pays_otherwise_is_a_contradiction() -> None:
    settled = Settled(at(60), TICKER, Price(10_000), Usd.cents(999))
    (said,) = fold([OPENING, *traded(1, Side.BID, 50, 10), settled]).contradictions
    assert "paid 9.990000" in said
    # Less than a cent is the exchange's own rounding.
    part = Settled(at(60), TICKER, Price.cents(33), Usd.cents(330))
    assert not fold([OPENING, *traded(1, Side.BID, 50, 10), part]).contradictions


def test_a_fill_heard_of_late_lands_before_the_settlement() -> None:
    settled = Settled(at(60), TICKER, Price(10_000), Usd.cents(1000))
    ledger = fold([OPENING, settled, *traded(1, Side.BID, 50, 10)])
    assert not ledger.positions
    assert ledger.realised == Usd.parse("5.00")


def test_cash_that_moves_without_a_trade_has_its_cause() -> None:
    moves = [
        CashMoved(at(1), Usd.cents(500), Cause.TRANSFER),
        CashMoved(at(2), Usd(-25), Cause.FEE),
        CashMoved(at(3), Usd(10), Cause.INTEREST),
    ]
    ledger = fold([OPENING, *moves])
    assert (ledger.moved, ledger.fees) == (Usd.parse("1005.00001"), Usd(25))
    assert ledger.opened_at == START
    assert conserved(ledger)


def test_a_fill_counts_once() -> None:
    events = [OPENING, *traded(1, Side.BID, 40, 5)]
    assert fold([*events, events[-1]]) == fold(events)
    changed = traded(1, Side.BID, 41, 5)[-1]
    assert fold([*events, changed]).contradictions == ("fill fill-1 was told in two ways",)


def test_what_an_order_may_not_do_is_named() -> None:
    intended, executed, fill = traded(1, Side.BID, 40, 5)
    assert isinstance(intended, Intended)
    name = intended.order.client_id
    other = Intended(START, order_of("x", Terms(TICKER, Side.ASK, Price.cents(1), Count.whole(1)), place=0), "x")
    assert "was never intended" in fold([executed]).contradictions[0]
    assert "stood as EXECUTED" in fold([intended, executed, Answered(at(2), name, Heard.RESTS)]).contradictions[0]
    again = Answered(at(2), name, Heard.EXECUTED, "another")
    assert "goes by order-1 and by another" in fold([intended, executed, again]).contradictions[0]
    assert "nobody here intended" in fold([intended, fill]).contradictions[0]
    twin = Intended(START, type(intended.order)(name, other.order.terms), "x")
    assert "under two terms" in fold([intended, twin]).contradictions[0]
    assert fold([intended, intended]).contradictions == ()


def test_a_fill_that_is_not_what_was_asked_for_is_named() -> None:
    intended, executed, _ = traded(1, Side.BID, 40, 5)
    wrong = traded(1, Side.ASK, 40, 6)[-1]
    said = fold([intended, executed, wrong]).contradictions
    assert len(said) == 2
    assert "not what" in said[0]
    assert "beyond its size" in said[1]


def test_orders_stand_as_the_last_word_says() -> None:
    order = order_of("d", Terms(TICKER, Side.BID, Price.cents(40), Count.whole(5)), place=0)
    events: list[Event] = [Intended(at(0), order, "d")]
    assert fold(events).unresolved(TICKER)[0].order == order
    assert not fold(events).unresolved("another")
    assert not fold(events).working()
    events.append(Answered(at(1), order.client_id, Heard.RESTS, "order-1"))
    assert not fold(events).unresolved()
    assert fold(events).working(TICKER)[0].remaining == Count.whole(5)
    events.append(Answered(at(2), order.client_id, Heard.CANCEL_ASKED))
    assert fold(events).unresolved()
    events.append(Answered(at(3), order.client_id, Heard.CANCELED))
    assert fold(events).orders[order.client_id].state is State.CANCELED
    assert not fold(events).working()


def test_a_halt_lasts_until_both_agree() -> None:
    assert fold([Halted(at(1), "a"), Halted(at(2), "b")]).halted == ("a", "b")
    assert fold([Halted(at(1), "a"), Agreed(at(2)), Halted(at(3), "c")]).halted == ("c",)


trades = st.lists(
    st.tuples(st.sampled_from(Side), st.integers(1, 99), st.integers(1, 50), st.integers(0, 20_000), st.booleans()),
    max_size=30,
)


@given(trades=trades, result=st.integers(0, 10_000))
def test_money_is_conserved_over_any_sequence(trades: list[tuple[Side, int, int, int, bool]], result: int) -> None:
    events: list[Event] = [OPENING]
    signed = cash = 0
    for number, (side, cents, contracts, fee, other) in enumerate(trades):
        events += traded(number, side, cents, contracts, fee=fee, ticker="other" if other else TICKER)
        if not other:
            signed += contracts if side is Side.BID else -contracts
            cash += -cents * contracts if side is Side.BID else cents * contracts
    ledger = fold(events)
    assert conserved(ledger)
    assert not ledger.contradictions
    held = ledger.positions.get(TICKER)
    assert (held.count if held else Count(0)) == Count.whole(signed)
    # The same money, counted without lots: premiums, fees, and a dollar held back for each contract of NO.
    alone = fold([event for event in events if not (isinstance(event, Filled) and event.ticker == "other")])
    assert alone.cash == OPENING.amount + Usd.cents(cash + 100 * min(signed, 0)) - alone.fees
    payout = Price(result).times(Count.whole(max(signed, 0))) + Price(result).complement.times(
        Count.whole(max(-signed, 0))
    )
    revenue = Usd.cents(payout.millionths // 10_000)
    after = fold([*events, Settled(at(10_000), TICKER, Price(result), revenue)])
    assert conserved(after)
    assert not after.contradictions
    assert after.cash == ledger.cash + payout


MARKETS = ("A", "B")


def told(steps: list[tuple[int, int, int, int, int]]) -> list[Event]:
    """A journal of many things, some of which cannot be true; instants go forth and back."""
    events: list[Event] = [OPENING]
    for number, (kind, which, minutes, cents, contracts) in enumerate(steps):
        ticker, side = MARKETS[which % 2], Side.BID if cents % 2 else Side.ASK
        order = traded(which, side, 1 + cents, contracts, ticker=ticker, fee=cents * 100, minutes=minutes)
        if kind < 4:
            events += order
        elif kind == 4:
            events += order[:1]
        elif kind == 5:
            events += order[1:]
        elif kind == 6:
            events.append(order[2])
        elif kind == 7:
            events.append(CashMoved(at(minutes), Usd(cents * 10), Cause.FEE if cents % 2 else Cause.TRANSFER))
        elif kind == 8:
            events.append(Settled(at(3_000 + minutes), ticker, Price(10_000 * (cents % 2)), Usd.cents(number)))
        else:
            events.append(Halted(at(minutes), "a") if cents % 2 else Agreed(at(minutes)))
    return events


journals = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 12), st.integers(0, 3_000), st.integers(0, 98), st.integers(1, 9)),
    max_size=25,
).map(told)


@given(journal=journals, cuts=st.lists(st.integers(0, 80), max_size=5))
def test_a_ledger_carried_forward_is_the_fold_of_everything(journal: list[Event], cuts: list[int]) -> None:
    whole = fold(journal)
    carried, start = NOTHING_YET, 0
    for cut in (*sorted(cuts), len(journal)):
        before, kept = carried, fold(journal[:start])
        carried = onward(carried, journal[start:cut])
        start = max(start, min(cut, len(journal)))
        assert before == kept
    assert carried == whole
    assert carried.contradictions == whole.contradictions


@given(journal=journals)
def test_money_counts_by_its_instants_in_whatever_order_it_was_heard_of(journal: list[Event]) -> None:
    ledger = fold(journal)
    assert conserved(ledger)
    fills = {event.fill_id: event for event in reversed(journal) if isinstance(event, Filled)}
    settled = {event.ticker: event for event in reversed(journal) if isinstance(event, Settled)}
    moves = [event for event in journal if isinstance(event, CashMoved)]
    by_instant = sorted((*moves, *fills.values(), *settled.values()), key=lambda event: event.at)
    # Fills of one instant in one market count in the order in which they were told.
    if len({(event.at, event.ticker) for event in fills.values()}) == len(fills):
        again = fold(by_instant)
        assert (again.cash, again.fees, again.realised) == (ledger.cash, ledger.fees, ledger.realised)
        assert again.positions == ledger.positions
        assert again.days == ledger.days


@given(journal=journals)
def test_what_stands_and_the_days_are_those_of_the_whole(journal: list[Event]) -> None:
    ledger = fold(journal)
    may_change = {c for c, t in ledger.orders.items() if t.state in WORKING | UNRESOLVED}
    assert ledger.standing.keys() == may_change
    days = ledger.days.values()
    assert sum(day.moved.millionths for day in days) == ledger.moved.millionths
    assert sum(day.result.millionths for day in days) == (ledger.realised - ledger.fees).millionths
    assert sum(day.settlements for day in days) == len(ledger.settled)
    assert ledger.opening == OPENING.amount


def test_a_fill_is_counted_once_its_order_has_its_name() -> None:
    intended, executed, fill = traded(1, Side.BID, 40, 5)
    early = fold([OPENING, intended, fill])
    assert "nobody here intended" in early.contradictions[0]
    later = onward(early, [executed])
    assert later.contradictions == ()
    assert next(iter(later.orders.values())).filled == Count.whole(5)


def test_a_settlement_told_again_counts_once_and_told_otherwise_contradicts() -> None:
    settled = Settled(at(60), TICKER, Price(10_000), Usd.cents(500))
    events = [OPENING, *traded(1, Side.BID, 50, 5), settled]
    assert fold([*events, settled]) == fold(events)
    other = Settled(at(61), TICKER, Price(0), Usd(0))
    assert fold([*events, other]).contradictions == (f"{TICKER} settled in two ways",)
