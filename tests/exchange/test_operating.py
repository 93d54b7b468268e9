from datetime import timedelta

import pytest
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LADDER, LOW, OPEN, a_day

from paxline.exchange.answers import (
    Code,
    Done,
    ExchangeChanged,
    GroupTriggered,
    MarketChanged,
    OrderChanged,
    Reduced,
    Refused,
    Settled,
)
from paxline.exchange.lifecycle import MarketStatus, MarketStep
from paxline.exchange.orders import OrderStatus, Reason
from paxline.exchange.requests import (
    Amend,
    CancelAll,
    ChangeGroup,
    CreateGroup,
    Decrease,
    Deposit,
    Determine,
    Dispute,
    ExchangeState,
    GroupStep,
    LimitGroup,
    ListMarket,
    MoveClose,
    OnPause,
    PauseMarket,
    ReduceBy,
    ResumeMarket,
    SwitchExchange,
    TimeInForce,
    Wait,
    Withdraw,
)
from paxline.units import Count, Price, Usd

# The clock


def test_a_market_opens_and_closes_by_itself_at_its_own_instants() -> None:
    day = a_day()
    day.now = CLOSE + timedelta(hours=5)
    day.ask(Wait())
    steps = [(e.at, e.step) for e in day.happened if isinstance(e, MarketChanged) and e.ticker == LOW]
    assert steps == [(OPEN, MarketStep.OPEN), (CLOSE, MarketStep.CLOSE)]


def test_before_the_open_nothing_is_taken() -> None:
    day = a_day()
    early = type(day)(now=OPEN - timedelta(minutes=1))
    early.ask(ListMarket(LADDER.rungs[0], OPEN, CLOSE))
    early.ask(Deposit("ann", Usd.cents(100)))
    assert early.refuse("ann", BID, 1, 40) == Refused(Code.MARKET_INACTIVE, "initialized")


def test_time_never_runs_back() -> None:
    day = a_day()
    day.ask(Wait())
    day.now -= timedelta(microseconds=1)
    with pytest.raises(ValueError, match="time runs forward"):
        day.ask(Wait())


def test_the_close_cancels_what_rests() -> None:
    day = a_day()
    placed = day.place("ann", BID, 1, 40)
    day.now = CLOSE
    day.ask(Wait())
    assert day.book() == ([], [])
    changed = [event for event in day.happened if isinstance(event, OrderChanged)][-1]
    assert (changed.order_id, changed.status, changed.reason) == (placed.order_id, OrderStatus.CANCELED, Reason.CLOSE)
    assert day.exchange.money("ann").reserved == Usd(0)


def test_the_close_may_move_both_ways() -> None:
    day = a_day()
    day.done(MoveClose(LOW, CLOSE + timedelta(hours=1)))
    day.done(MoveClose(HIGH, OPEN))
    assert day.exchange.market(HIGH).status is MarketStatus.CLOSED
    assert day.ask(MoveClose(HIGH, CLOSE)) == Refused(Code.MARKET_INACTIVE, "closed")
    day.now = CLOSE
    day.place("ann", BID, 1, 40)
    day.wait(hours=1)
    day.ask(Wait())
    assert day.exchange.market(LOW).status is MarketStatus.CLOSED


# Pauses


def test_a_market_resumes_from_an_empty_book() -> None:
    day = a_day()
    stays = day.place("ann", BID, 1, 40)
    goes = day.place("bob", BID, 1, 40, on_pause=OnPause.CANCEL)
    day.done(PauseMarket(LOW))
    assert [day.exchange.order(o.order_id).status for o in (stays, goes)] == [OrderStatus.RESTING, OrderStatus.CANCELED]
    day.done(ResumeMarket(LOW))
    assert day.exchange.order(stays.order_id).status is OrderStatus.CANCELED
    assert day.book() == ([], [])
    day.place("ann", BID, 1, 40)


def test_while_trading_is_paused_only_cancels_work() -> None:
    day = a_day()
    stays, other = day.place("ann", BID, 1, 40), day.place("ann", BID, 1, 39)
    goes = day.place("ann", BID, 1, 38, on_pause=OnPause.CANCEL)
    day.done(SwitchExchange(ExchangeState.TRADING_PAUSED))
    paused = Refused(Code.TRADING_IS_PAUSED)
    assert day.refuse("ann", BID, 1, 40) == paused
    assert day.ask(Amend("ann", stays.order_id, LOW, BID, Price.cents(41), Count(100))) == paused
    assert day.ask(Decrease("ann", stays.order_id, ReduceBy(Count(1)))) == paused
    assert isinstance(day.cancel("ann", other), Reduced)
    assert day.exchange.order(goes.order_id).status is OrderStatus.CANCELED
    day.done(SwitchExchange(ExchangeState.OPEN))
    assert day.book() == ([(40, 1)], [])


def test_while_the_exchange_is_paused_nothing_works() -> None:
    day = a_day()
    group = day.done(CreateGroup("ann", Count(100)))
    placed = day.place("ann", BID, 1, 40)
    day.done(SwitchExchange(ExchangeState.EXCHANGE_PAUSED))
    day.done(SwitchExchange(ExchangeState.EXCHANGE_PAUSED))
    paused = Refused(Code.EXCHANGE_IS_PAUSED)
    assert day.refuse("ann", BID, 1, 40) == paused
    assert day.cancel("ann", placed) == paused
    assert day.ask(CancelAll("ann")) == paused
    assert day.ask(CreateGroup("ann", Count(100))) == paused
    assert day.ask(ChangeGroup("ann", group, GroupStep.RESET)) == paused
    assert sum(isinstance(event, ExchangeChanged) for event in day.happened) == 1


# Settlement


@pytest.mark.parametrize(("average", "ann"), [(2_400_000.5, "996"), (2_400_000, "1006")])
def test_a_market_pays_strictly_above_its_strike(average: float, ann: str) -> None:
    day = a_day()
    day.place("ann", ASK, 10, 60)
    day.place("bob", BID, 10, 60)
    day.now = CLOSE
    day.done(Determine(LOW, average))
    assert day.cash("ann") == Usd.parse("996")
    day.wait(minutes=59)
    day.ask(Wait())
    assert day.exchange.treasury.escrow == Usd.parse("10")
    day.wait(minutes=1)
    day.ask(Wait())
    assert day.exchange.market(LOW).status is MarketStatus.FINALIZED
    assert day.exchange.treasury.escrow == Usd(0)
    assert day.cash("ann") == Usd.parse(ann)
    assert day.balanced()
    settled = [event for event in day.happened if isinstance(event, Settled)]
    assert [(event.member, event.position, event.cost) for event in settled] == [
        ("ann", Count.whole(-10), Usd.parse("4")),
        ("bob", Count.whole(10), Usd.parse("6")),
    ]


def test_a_disputed_market_waits_for_another_determination() -> None:
    day = a_day()
    day.now = CLOSE
    day.done(Determine(LOW, 2_500_000))
    day.wait(minutes=30)
    day.done(Dispute(LOW))
    day.wait(hours=3)
    day.ask(Wait())
    assert day.exchange.market(LOW).status is MarketStatus.DISPUTED
    day.done(Determine(LOW, 2_300_000))
    day.wait(hours=1)
    day.ask(Wait())
    view = day.exchange.market(LOW)
    assert (view.status, view.result) == (MarketStatus.FINALIZED, "no")


def test_steps_out_of_turn_are_refused() -> None:
    day = a_day()
    assert day.ask(Determine(LOW, 1.0)) == Refused(Code.MARKET_INACTIVE, "determine of a market that is active")
    assert day.ask(ResumeMarket(LOW)) == Refused(Code.MARKET_INACTIVE, "resume of a market that is active")
    for request in (Determine("x", 1.0), PauseMarket("x"), MoveClose("x", CLOSE)):
        assert day.ask(request) == Refused(Code.MARKET_NOT_FOUND)
    assert day.ask(ListMarket(LADDER.rungs[0], OPEN, CLOSE)) == Refused(Code.BAD_REQUEST, "market already listed")
    backwards = ListMarket(type(LADDER.rungs[0]).parse("KXTSAW-26APR26-A2.60"), CLOSE, OPEN)
    assert day.ask(backwards) == Refused(Code.BAD_REQUEST, "a market opens before it closes")


# Money in and out


def test_money_comes_and_goes_as_far_as_it_is_free() -> None:
    day = a_day(ann="10")
    day.place("ann", BID, 10, 60)
    assert day.ask(Withdraw("ann", Usd.parse("4.01"))) == Refused(Code.INSUFFICIENT_BALANCE)
    assert day.ask(Withdraw("ann", Usd.parse("4"))) == Done("ann")
    assert day.ask(Withdraw("eve", Usd(1))) == Refused(Code.USER_NOT_FOUND)
    for request in (Withdraw("ann", Usd(-1)), Deposit("ann", Usd(-1))):
        answer = day.ask(request)
        assert isinstance(answer, Refused)
        assert answer.code is Code.BAD_REQUEST
    assert day.balanced()


# Order groups


def test_a_group_never_matches_more_than_its_limit_and_then_ends() -> None:
    day = a_day()
    group = day.done(CreateGroup("ann", Count.whole(5)))
    day.place("ann", ASK, 4, 50, group_id=group)
    day.place("ann", ASK, 4, 51, group_id=group)
    day.place("bob", ASK, 4, 52)
    day.place("cid", BID, 10, 60)
    assert day.position("ann") == -5
    assert day.position("bob") == -4
    assert day.exchange.resting("ann") == ()
    assert [event.group_id for event in day.happened if isinstance(event, GroupTriggered)] == [group]
    assert day.refuse("ann", ASK, 1, 50, group_id=group) == Refused(Code.INVALID_ORDER, "order group triggered")
    day.done(ChangeGroup("ann", group, GroupStep.RESET))
    day.place("ann", ASK, 1, 70, group_id=group)


def test_a_taker_stops_at_its_groups_limit() -> None:
    day = a_day()
    group = day.done(CreateGroup("bob", Count.whole(3)))
    day.place("ann", ASK, 10, 50)
    killed = day.refuse("bob", BID, 4, 50, group_id=group, time_in_force=TimeInForce.FILL_OR_KILL)
    assert killed.code is Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME
    taken = day.place("bob", BID, 4, 50, group_id=group)
    assert (taken.filled, taken.remaining) == (Count.whole(3), Count(0))
    changed = [event for event in day.happened if isinstance(event, OrderChanged)][-1]
    assert (changed.status, changed.reason) == (OrderStatus.CANCELED, Reason.GROUP)


def test_the_limit_holds_in_any_fifteen_seconds() -> None:
    day = a_day()
    group = day.done(CreateGroup("ann", Count.whole(5)))
    day.place("ann", ASK, 12, 50, group_id=group)
    day.place("bob", BID, 4, 50)
    day.wait(seconds=15)
    day.place("bob", BID, 4, 50)
    assert day.position("ann") == -8
    day.wait(seconds=14)
    day.place("bob", BID, 4, 50)
    assert day.position("ann") == -9


def test_a_group_is_triggered_deleted_and_limited_by_its_owner_only() -> None:
    day = a_day()
    group = day.done(CreateGroup("ann", Count.whole(5)))
    day.place("ann", ASK, 4, 50, group_id=group)
    for request in (ChangeGroup("bob", group, GroupStep.TRIGGER), LimitGroup("bob", group, Count(100))):
        assert day.ask(request) == Refused(Code.NOT_FOUND)
    assert day.refuse("bob", ASK, 1, 50, group_id=group) == Refused(Code.NOT_FOUND, "order group")
    day.done(ChangeGroup("ann", group, GroupStep.TRIGGER))
    assert day.book() == ([], [])
    day.done(ChangeGroup("ann", group, GroupStep.DELETE))
    assert day.ask(ChangeGroup("ann", group, GroupStep.RESET)) == Refused(Code.NOT_FOUND)


def test_a_limit_already_reached_triggers_at_once() -> None:
    day = a_day()
    group = day.done(CreateGroup("ann", Count.whole(5)))
    day.place("ann", ASK, 5, 50, group_id=group)
    day.place("bob", BID, 3, 50)
    day.done(LimitGroup("ann", group, Count.whole(4)))
    assert day.book() == ([], [(50, 2)])
    day.done(LimitGroup("ann", group, Count.whole(3)))
    assert day.book() == ([], [])


def test_groups_need_a_member_and_a_limit() -> None:
    day = a_day()
    group = day.done(CreateGroup("ann", Count.whole(5)))
    assert day.ask(CreateGroup("eve", Count(100))) == Refused(Code.USER_NOT_FOUND)
    for request in (CreateGroup("ann", Count(0)), LimitGroup("ann", group, Count(0))):
        assert day.ask(request) == Refused(Code.BAD_REQUEST, "a contracts limit is above 0")
