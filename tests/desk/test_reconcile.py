from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Intended, Role, Settled, fold
from paxline.desk.orders import Heard, Side, Terms, order_of
from paxline.desk.reconcile import Mismatch, StatedOrder, Statement, check_balance, differences, ours_to_explain
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
START = datetime(2026, 4, 20, 14, tzinfo=UTC)
ORDER = order_of("d", Terms(TICKER, Side.BID, Price.cents(40), Count.whole(10)), place=0)
FILL = Filled(
    at=START + timedelta(minutes=1),
    fill_id="fill-1",
    order_id="order-1",
    ticker=TICKER,
    side=Side.BID,
    price=Price.cents(40),
    count=Count.whole(4),
    fee=Usd(100),
    role=Role.MAKER,
)
EVENTS: tuple[Event, ...] = (
    CashMoved(START, Usd.cents(10_000), Cause.OPENING),
    Intended(START, ORDER, "d"),
    Answered(START, ORDER.client_id, Heard.RESTS, "order-1"),
    FILL,
)
LEDGER = fold(EVENTS)
STATED = StatedOrder(
    order_id="order-1",
    client_id=ORDER.client_id,
    ticker=TICKER,
    side=Side.BID,
    price=Price.cents(40),
    initial=Count.whole(10),
    filled=Count.whole(4),
    remaining=Count.whole(6),
    heard=Heard.RESTS,
    created_at=START,
)
STATEMENT = Statement(
    START + timedelta(hours=1), (STATED,), (FILL,), (), MappingProxyType({TICKER: Count.whole(4)}), Usd.parse("98.3999")
)


def test_what_agrees_has_no_differences() -> None:
    assert differences(LEDGER, STATEMENT) == ()
    assert check_balance(LEDGER, Usd.parse("98.3999")) is None


def test_money_held_back_for_resting_orders_is_not_a_mismatch_and_no_other_amount_is_forgiven() -> None:
    assert check_balance(LEDGER, Usd.parse("98.3999") - Usd.parse("2.40")) is None
    for off in (-1, 1, -2_399_999, 2_400_000):
        found = check_balance(LEDGER, Usd.parse("98.3999") + Usd(off))
        assert isinstance(found, Mismatch)
        assert found.difference == Usd(off)
        assert str(Usd(off)) in str(found)
        assert "2.400000 may be held back" in str(found)


def test_a_resting_ask_holds_back_the_rest_of_the_dollar() -> None:
    ask = order_of("a", Terms(TICKER, Side.ASK, Price.cents(90), Count.whole(10)), place=0)
    resting = [Intended(START, ask, "a"), Answered(START, ask.client_id, Heard.RESTS, "order-2")]
    assert check_balance(fold([EVENTS[0], *resting]), Usd.cents(9_900)) is None


def test_an_order_that_closes_may_hold_back_less_and_then_exactly_so_much_less() -> None:
    # Four YES held give four dollars back; ten asks at 0.40 cost six.
    ask = order_of("a", Terms(TICKER, Side.ASK, Price.cents(40), Count.whole(10)), place=0)
    ledger = fold([*EVENTS, Intended(START, ask, "a"), Answered(START, ask.client_id, Heard.RESTS, "order-2")])
    cash, bid = ledger.cash, Usd.parse("2.40")
    for held_back in (Usd(0), bid + Usd.parse("6"), bid + Usd.parse("2")):
        assert check_balance(ledger, cash - held_back) is None
    for wrong in (bid, bid + Usd.parse("4"), bid + Usd.parse("2") + Usd(1)):
        assert check_balance(ledger, cash - wrong) is not None


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (replace(STATEMENT, orders=()), "the exchange does not know it"),
        (replace(STATEMENT, orders=(STATED, STATED)), "stands 2 times"),
        (replace(STATEMENT, orders=(STATED, replace(STATED, client_id="x", order_id="o"))), "nobody here intended"),
        (replace(STATEMENT, orders=(replace(STATED, price=Price.cents(41)),)), "stands otherwise"),
        (replace(STATEMENT, orders=(replace(STATED, initial=Count.whole(11)),)), "stands otherwise"),
        (replace(STATEMENT, orders=(replace(STATED, order_id="o"),)), "goes by order-1 here and by o"),
        (replace(STATEMENT, orders=(replace(STATED, filled=Count.whole(5)),)), "4.00 filled in the journal and 5.00"),
        (replace(STATEMENT, orders=(replace(STATED, heard=Heard.CANCELED),)), "RESTING here and 'canceled'"),
        (replace(STATEMENT, fills=(FILL, replace(FILL, fill_id="f"))), "fill f in"),
        (replace(STATEMENT, fills=(replace(FILL, fee=Usd(0)),)), "told otherwise than before"),
        (replace(STATEMENT, settlements=(Settled(START, TICKER, Price(0), Usd(0)),)), "settled at 0.0000"),
        (replace(STATEMENT, positions={}), "held with 4.00 here and 0.00"),
        (
            replace(STATEMENT, positions={TICKER: Count(1), "other": Count(-1)}),
            "other is held with 0.00 here and -0.01",
        ),
        (replace(STATEMENT, cash=Usd(1)), "the balance is 0.000001 and should be 98.399900"),
    ],
)
def test_every_difference_is_named(statement: Statement, named: str) -> None:
    assert any(named in difference for difference in differences(LEDGER, statement))


def test_a_journal_that_contradicts_itself_is_a_difference() -> None:
    ledger = fold([*EVENTS, Answered(START, "nobody", Heard.RESTS)])
    assert "never intended" in differences(ledger, STATEMENT)[0]


def test_what_ended_before_the_opening_is_not_ours_to_explain() -> None:
    before = START - timedelta(seconds=30)
    old = replace(STATED, client_id="x", order_id="o", heard=Heard.CANCELED, created_at=before)
    old_fill, old_settlement = (
        replace(FILL, fill_id="f", order_id="o", at=before),
        Settled(before, "t", Price(0), Usd(0)),
    )
    statement = replace(STATEMENT, orders=(STATED, old), fills=(FILL, old_fill), settlements=(old_settlement,))
    assert ours_to_explain(LEDGER, statement) == STATEMENT
    # What rests is, whoever placed it; and so is ours, if the exchange's clock is behind.
    resting = replace(STATEMENT, orders=(STATED, replace(old, heard=Heard.RESTS)))
    assert ours_to_explain(LEDGER, resting) == resting
    ours = replace(STATEMENT, orders=(replace(STATED, created_at=before),), fills=(replace(FILL, at=before),))
    assert ours_to_explain(LEDGER, ours) == ours
    assert ours_to_explain(fold([]), statement) == statement
