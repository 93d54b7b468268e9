from datetime import UTC, datetime

from paxline.edge.simulator import statements
from paxline.exchange.answers import Settled
from paxline.exchange.engine import Stake
from paxline.exchange.requests import Side
from paxline.units import Count, Price, Usd

AT = datetime(2026, 6, 22, 14, tzinfo=UTC)


def stake(position: int, cost: str) -> Stake:
    return Stake(Count.whole(position), Usd.parse(cost), Usd.parse(cost), Usd(0), Usd.parse("0.01"))


def test_an_ask_is_told_as_buying_no() -> None:
    assert statements.sides(Side.ASK) == {"book_side": "ask", "outcome_side": "no", "side": "no", "action": "buy"}
    assert statements.prices(Price.cents(42)) == {"yes_price_dollars": "0.4200", "no_price_dollars": "0.5800"}


def test_a_member_has_one_id_that_looks_like_one() -> None:
    assert statements.user_id("me") == statements.user_id("me") != statements.user_id("you")
    assert len(statements.user_id("me")) == 36


def test_a_settled_no_position_is_told_on_its_leg() -> None:
    paid = Settled(AT, "me", "KXTSAW-26JUN21-A2.40", "no", Count.whole(-3), Usd.parse("1.8"), Usd.parse("3"))
    told = statements.settlement(paid, fees=Usd.parse("0.05"))
    assert (told["yes_count_fp"], told["no_count_fp"]) == ("0.00", "3.00")
    assert (told["yes_total_cost_dollars"], told["no_total_cost_dollars"]) == ("0.000000", "1.800000")
    assert (told["revenue"], told["value"], told["fee_cost"]) == (300, 0, "0.050000")


def test_positions_are_worth_their_last_prices_and_their_cost_before_a_trade() -> None:
    held = {"a": stake(2, "0.9"), "b": stake(-2, "0.9"), "c": stake(5, "2")}
    lasts = {"a": Price.cents(99), "b": Price.cents(99), "c": None}
    assert statements.worth(held, lasts) == Usd.parse("1.98") + Usd.parse("0.02") + Usd.parse("2")


def test_an_event_is_its_markets_together() -> None:
    told = statements.event_position("E", {"a": stake(2, "0.9"), "b": stake(-3, "1.2")})
    assert (told["total_cost_shares_fp"], told["event_exposure_dollars"]) == ("5.00", "2.100000")
    assert told["fees_paid_dollars"] == "0.020000"
