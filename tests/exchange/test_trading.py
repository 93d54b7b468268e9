from dataclasses import replace
from datetime import timedelta

import pytest
from tests.exchange.day import ASK, BID, HIGH, LOW, OPEN, WEEK, a_day, order

from paxline.exchange.answers import Accepted, Batched, Code, Done, Filled, OrderChanged, Reduced, Refused
from paxline.exchange.orders import OrderStatus, Reason
from paxline.exchange.requests import (
    Amend,
    Batch,
    Cancel,
    CancelAll,
    Decrease,
    Expiry,
    OnPause,
    PauseMarket,
    Posting,
    ReduceBy,
    ReduceTo,
    Reducing,
    SelfTrade,
    Side,
    TimeInForce,
    Wait,
)
from paxline.market.contract import closes_at
from paxline.units import Count, Price, Usd

IOC, FOK = TimeInForce.IMMEDIATE_OR_CANCEL, TimeInForce.FILL_OR_KILL
POST = Posting.POST_ONLY
REDUCE = Reducing.REDUCE_ONLY


def amendment(placed: Accepted, leg: Side, size: float, cents: int, **more: object) -> Amend:
    plain = Amend("ann", placed.order_id, LOW, leg, Price.cents(cents), Count(round(size * 100)))
    return replace(plain, **more)  # pyright: ignore[reportArgumentType] - any part of it


# Price, then time


def test_a_better_price_trades_before_an_earlier_order() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 52)
    day.place("bob", ASK, 5, 51)
    assert day.place("cid", BID, 5, 60).value == Usd.parse("2.55")


def test_at_one_price_the_earlier_order_trades_first() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 52)
    day.place("bob", ASK, 5, 52)
    day.place("cid", BID, 6, 52)
    assert (day.position("ann"), day.position("bob")) == (-5, -1)


def test_a_taker_pays_the_price_of_who_rested() -> None:
    day = a_day()
    day.place("ann", BID, 5, 70)
    taken = day.place("bob", ASK, 5, 60)
    assert taken.value == Usd.parse("3.5")
    assert taken.cost == Usd.parse("1.5")


def test_what_is_left_rests_at_its_limit() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 52)
    taken = day.place("bob", BID, 8, 53)
    assert (taken.filled, taken.remaining) == (Count.whole(5), Count.whole(3))
    assert day.book() == ([(53, 3)], [])


def test_buying_no_at_a_price_is_an_ask_at_its_complement() -> None:
    day = a_day()
    day.place("ann", BID, 10, 40)
    bought_no = day.place("bob", ASK, 10, 40)
    assert bought_no.cost == Usd.parse("6.0")
    assert day.position("bob") == -10


# Time in force


def test_an_immediate_order_leaves_nothing_behind() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 52)
    taken = day.place("bob", BID, 8, 52, time_in_force=IOC)
    assert (taken.filled, taken.remaining) == (Count.whole(5), Count(0))
    assert day.exchange.order(taken.order_id).status is OrderStatus.CANCELED
    assert day.book() == ([], [])


def test_fill_or_kill_fills_whole_or_not_at_all() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 52)
    day.place("ann", ASK, 5, 54)
    killed = day.refuse("bob", BID, 6, 53, time_in_force=FOK)
    assert killed.code is Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME
    assert day.book() == ([], [(52, 5), (54, 5)])
    assert day.place("bob", BID, 6, 54, time_in_force=FOK).filled == Count.whole(6)


def test_an_order_expires_at_its_instant_even_if_nobody_asks_then() -> None:
    day = a_day()
    day.place("ann", BID, 5, 40, expires_at=OPEN + timedelta(minutes=5))
    day.wait(minutes=10)
    day.ask(Wait())
    assert day.book() == ([], [])
    last = [event for event in day.happened if isinstance(event, OrderChanged)][-1]
    assert (last.at, last.reason) == (OPEN + timedelta(minutes=5), Reason.EXPIRY)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"expires_at": OPEN}, "expiration is not in the future"),
        ({"expires_at": closes_at(WEEK), "time_in_force": IOC}, "expiration needs"),
        ({"reducing": REDUCE}, "reduce only needs"),
        ({"reducing": REDUCE, "time_in_force": FOK}, "reduce only needs"),
        ({"posting": POST, "time_in_force": IOC}, "post only needs"),
        ({"count": Count(0)}, "count must be above 0"),
        ({"count": Count(-100)}, "count must be above 0"),
    ],
)
def test_what_cannot_be_meant_together_is_refused(more: dict[str, object], why: str) -> None:
    refused = a_day().refuse("ann", BID, 1, 50, **more)
    assert refused.code is Code.INVALID_ORDER
    assert refused.details.startswith(why)


# Post only and reduce only


def test_post_only_never_takes() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 52)
    assert day.refuse("bob", BID, 1, 52, posting=POST) == Refused(Code.INVALID_ORDER, "post only cross")
    assert day.place("bob", BID, 1, 51, posting=POST).remaining == Count.whole(1)


def test_reduce_only_takes_no_more_than_is_held() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 50)
    day.place("bob", BID, 5, 50)
    day.place("cid", BID, 20, 45)
    sold = day.place("bob", ASK, 8, 45, time_in_force=IOC, reducing=REDUCE)
    assert (sold.filled, sold.remaining) == (Count.whole(5), Count(0))
    assert day.position("bob") == 0
    nothing = day.place("bob", ASK, 8, 45, time_in_force=IOC, reducing=REDUCE)
    assert (nothing.filled, nothing.remaining) == (Count(0), Count(0))
    changed = [event for event in day.happened if isinstance(event, OrderChanged)][-1]
    assert (changed.status, changed.reason) == (OrderStatus.CANCELED, Reason.REDUCE_ONLY)


# Self trade


def test_taker_at_cross_cancels_what_comes_and_keeps_what_rests() -> None:
    day = a_day()
    day.place("bob", ASK, 2, 50)
    day.place("ann", ASK, 5, 51)
    crossed = day.place("ann", BID, 5, 60)
    assert (crossed.filled, crossed.remaining) == (Count.whole(2), Count(0))
    assert day.book() == ([], [(51, 5)])
    assert day.exchange.order(crossed.order_id).status is OrderStatus.CANCELED


def test_maker_cancels_what_rests_and_goes_on() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 51)
    day.place("bob", ASK, 2, 52)
    crossed = day.place("ann", BID, 5, 60, self_trade=SelfTrade.MAKER)
    assert (crossed.filled, crossed.remaining) == (Count.whole(2), Count.whole(3))
    assert day.book() == ([(60, 3)], [])


def test_own_volume_does_not_fill_a_fill_or_kill() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 51)
    day.place("bob", ASK, 2, 52)
    killed = day.refuse("ann", BID, 5, 60, self_trade=SelfTrade.MAKER, time_in_force=FOK)
    assert killed.code is Code.FILL_OR_KILL_INSUFFICIENT_RESTING_VOLUME
    assert day.book() == ([], [(51, 5), (52, 2)])


# Names, members, markets, prices


def test_a_client_order_id_is_used_once_even_after_a_cancel() -> None:
    day = a_day()
    placed = day.place("ann", BID, 1, 40, client_order_id="one")
    assert day.refuse("ann", BID, 1, 40, client_order_id="one").code is Code.ORDER_ALREADY_EXISTS
    day.cancel("ann", placed)
    assert day.refuse("ann", BID, 1, 40, client_order_id="one").code is Code.ORDER_ALREADY_EXISTS
    day.place("bob", BID, 1, 40, client_order_id="one")


def test_a_killed_order_spends_its_id_and_a_misshapen_one_does_not() -> None:
    day = a_day()
    day.refuse("ann", BID, 1, 40, client_order_id="killed", time_in_force=FOK)
    assert day.refuse("ann", BID, 1, 40, client_order_id="killed").code is Code.ORDER_ALREADY_EXISTS
    assert day.refuse("ann", BID, 1, 40.5, client_order_id="off").code is Code.INVALID_PRICE
    assert day.refuse("ann", BID, 9999, 99, client_order_id="off").code is Code.INSUFFICIENT_BALANCE
    day.place("ann", BID, 1, 40, client_order_id="off")


def test_prices_stand_on_the_grid_and_sizes_on_hundredths() -> None:
    day = a_day()
    for cents in (51.5, 0, 100):
        assert day.refuse("ann", BID, 1, cents).code is Code.INVALID_PRICE
    day.place("ann", ASK, 0.01, 51)
    assert day.place("bob", BID, 0.01, 51).filled == Count(1)


def test_strangers_and_unknown_markets_are_refused() -> None:
    day = a_day()
    assert day.refuse("eve", BID, 1, 50).code is Code.USER_NOT_FOUND
    assert day.refuse("ann", BID, 1, 50, ticker="KXTSAW-26APR26-A9.99").code is Code.MARKET_NOT_FOUND


# Cancel


def test_cancelling_what_does_not_rest_finds_nothing() -> None:
    day = a_day()
    placed = day.place("ann", BID, 1, 40)
    assert day.cancel("bob", placed) == Refused(Code.NOT_FOUND)
    assert day.cancel("ann", placed) == Reduced(placed.order_id, "", Count.whole(1), Count(0))
    assert day.cancel("ann", placed) == Refused(Code.NOT_FOUND)
    assert day.ask(Cancel("ann", "no such order")) == Refused(Code.NOT_FOUND)
    day.place("bob", ASK, 1, 50)
    taken = day.place("ann", BID, 1, 50)
    assert day.cancel("ann", taken) == Refused(Code.NOT_FOUND)


def test_after_the_close_even_a_cancel_is_refused() -> None:
    day = a_day()
    placed = day.place("ann", BID, 1, 40)
    day.now = closes_at(WEEK)
    assert day.cancel("ann", placed) == Refused(Code.MARKET_INACTIVE)
    assert day.ask(Decrease("ann", placed.order_id, ReduceBy(Count(1)))) == Refused(Code.MARKET_INACTIVE)
    assert day.ask(amendment(placed, BID, 1, 41)) == Refused(Code.MARKET_INACTIVE)
    assert day.refuse("ann", BID, 1, 40).code is Code.MARKET_INACTIVE
    assert day.exchange.order(placed.order_id).status is OrderStatus.CANCELED


def test_cancel_all_withdraws_the_orders_of_one_member_in_all_markets() -> None:
    day = a_day()
    day.place("ann", BID, 1, 40)
    day.place("ann", BID, 1, 40, ticker=HIGH)
    day.place("bob", BID, 1, 40)
    assert day.ask(CancelAll("ann")) == Done("ann")
    assert day.exchange.resting("ann") == ()
    assert len(day.exchange.resting("bob")) == 1


def test_a_batch_answers_each_for_itself() -> None:
    day = a_day()
    answer = day.ask(
        Batch((order("ann", BID, 1, 40), order("ann", BID, 1, 40.5), Cancel("ann", "no"), order("ann", BID, 1, 39)))
    )
    assert isinstance(answer, Batched)
    kinds = [one.code if isinstance(one, Refused) else type(one) for one in answer.answers]
    assert kinds == [Accepted, Code.INVALID_PRICE, Code.NOT_FOUND, Accepted]
    assert day.book() == ([(40, 1), (39, 1)], [])


# Decrease


def test_a_decrease_keeps_its_place_and_down_to_nothing_cancels() -> None:
    day = a_day()
    first = day.place("ann", ASK, 5, 50)
    day.place("bob", ASK, 5, 50)
    left = day.ask(Decrease("ann", first.order_id, ReduceBy(Count.whole(2))))
    assert left == Reduced(first.order_id, "", Count.whole(2), Count.whole(3))
    assert day.exchange.queue_position(first.order_id) == Count(0)
    assert day.ask(Decrease("ann", first.order_id, ReduceTo(Count.whole(1)))) == Reduced(
        first.order_id, "", Count.whole(2), Count.whole(1)
    )
    day.place("cid", BID, 1, 50)
    assert day.position("ann") == -1
    second = day.place("ann", ASK, 5, 60)
    day.ask(Decrease("ann", second.order_id, ReduceTo(Count(0))))
    third = day.place("ann", ASK, 5, 60)
    day.ask(Decrease("ann", third.order_id, ReduceBy(Count.whole(99))))
    statuses = {day.exchange.order(one.order_id).status for one in (second, third)}
    assert statuses == {OrderStatus.CANCELED}


@pytest.mark.parametrize("change", [ReduceBy(Count(0)), ReduceBy(Count(-1)), ReduceTo(Count(501)), ReduceTo(Count(-1))])
def test_what_is_no_decrease_is_refused(change: ReduceBy | ReduceTo) -> None:
    day = a_day()
    placed = day.place("ann", ASK, 5, 50)
    assert day.ask(Decrease("ann", placed.order_id, change)) == Refused(Code.INVALID_ORDER, "not a decrease")
    assert day.book() == ([], [(50, 5)])


# Amend


def test_an_amended_count_is_what_was_filled_and_what_shall_rest() -> None:
    day = a_day()
    placed = day.place("ann", ASK, 5, 50)
    day.place("bob", BID, 2, 50)
    answer = day.ask(amendment(placed, ASK, 8, 50))
    assert isinstance(answer, Accepted)
    assert answer.remaining == Count.whole(6)
    assert day.ask(amendment(placed, ASK, 2, 50)) == Refused(Code.INVALID_ORDER, "count must be above what is filled")


@pytest.mark.parametrize(
    ("size", "cents", "kept"),
    [(3, 50, True), (5, 50, True), (6, 50, False), (5, 51, False), (3, 49, False)],
)
def test_only_a_smaller_size_or_another_expiry_keeps_the_place(size: float, cents: int, *, kept: bool) -> None:
    day = a_day()
    first = day.place("ann", ASK, 5, 50)
    day.place("bob", ASK, 1, cents)
    day.ask(amendment(first, ASK, size, cents, expires_at=OPEN + timedelta(hours=1)))
    ahead = day.exchange.queue_position(first.order_id)
    assert ahead == (Count(0) if kept else Count.whole(1))


def test_an_amended_expiry_replaces_the_old_one() -> None:
    day = a_day()
    kept, moved = (day.place("ann", BID, 1, 40, expires_at=OPEN + timedelta(minutes=1)) for _ in range(2))
    day.ask(amendment(kept, BID, 1, 40, expires_at=Expiry.NEVER))
    day.ask(amendment(moved, BID, 1, 40, expires_at=OPEN + timedelta(minutes=3)))
    day.wait(minutes=2)
    day.ask(Wait())
    assert len(day.exchange.resting("ann")) == 2
    day.wait(minutes=2)
    day.ask(Wait())
    assert [one.order_id for one in day.exchange.resting("ann")] == [kept.order_id]


def test_an_amendment_that_crosses_takes() -> None:
    day = a_day()
    placed = day.place("ann", BID, 5, 40)
    day.place("bob", ASK, 2, 45)
    answer = day.ask(amendment(placed, BID, 5, 45))
    assert isinstance(answer, Accepted)
    assert (answer.filled, answer.remaining, answer.value) == (Count.whole(2), Count.whole(3), Usd.parse("0.9"))
    assert day.book() == ([(45, 3)], [])


def test_a_post_only_order_is_not_amended_into_a_cross() -> None:
    day = a_day()
    placed = day.place("ann", BID, 5, 40, posting=POST)
    day.place("bob", ASK, 2, 45)
    assert day.ask(amendment(placed, BID, 5, 45)) == Refused(Code.INVALID_ORDER, "post only cross")
    assert day.book() == ([(40, 5)], [(45, 2)])


def test_an_amendment_may_rename_with_a_name_never_used() -> None:
    day = a_day()
    placed = day.place("ann", BID, 5, 40, client_order_id="a")
    day.place("ann", BID, 5, 39, client_order_id="b")
    taken = amendment(placed, BID, 5, 40, client_order_id="a", updated_client_order_id="b")
    assert day.ask(taken) == Refused(Code.ORDER_ALREADY_EXISTS)
    renamed = day.ask(replace(taken, updated_client_order_id="c"))
    assert isinstance(renamed, Accepted)
    assert renamed.client_order_id == "c"
    assert day.refuse("ann", BID, 1, 40, client_order_id="c").code is Code.ORDER_ALREADY_EXISTS


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"ticker": HIGH}, Refused(Code.INVALID_ORDER, "another market or side")),
        ({"side": ASK}, Refused(Code.INVALID_ORDER, "another market or side")),
        ({"client_order_id": "x"}, Refused(Code.INVALID_ORDER, "another client_order_id")),
        ({"expires_at": OPEN}, Refused(Code.INVALID_ORDER, "expiration is not in the future")),
        ({"price": Price(4050)}, Refused(Code.INVALID_PRICE)),
        ({"member": "bob"}, Refused(Code.NOT_FOUND)),
        ({"count": Count.whole(9000)}, Refused(Code.INSUFFICIENT_BALANCE)),
    ],
)
def test_an_amendment_that_does_not_fit_changes_nothing(more: dict[str, object], refused: Refused) -> None:
    day = a_day()
    placed = day.place("ann", BID, 5, 40)
    before = day.exchange.money("ann")
    assert day.ask(amendment(placed, BID, 5, 40, **more)) == refused
    assert day.book() == ([(40, 5)], [])
    assert day.exchange.money("ann") == before


def test_a_paused_market_takes_cancels_only() -> None:
    day = a_day()
    placed = day.place("ann", BID, 5, 40, on_pause=OnPause.STAY)
    day.ask(PauseMarket(LOW))
    inactive = Refused(Code.MARKET_INACTIVE, "inactive")
    assert day.refuse("ann", BID, 1, 40) == inactive
    assert day.ask(amendment(placed, BID, 4, 40)) == inactive
    assert day.ask(Decrease("ann", placed.order_id, ReduceBy(Count(1)))) == Refused(Code.MARKET_INACTIVE)
    assert isinstance(day.cancel("ann", placed), Reduced)


# Money at entry


def test_a_cancel_gives_back_what_was_reserved() -> None:
    day = a_day(ann="4.00")
    placed = day.place("ann", BID, 10, 40)
    day.cancel("ann", placed)
    assert day.exchange.money("ann").reserved == Usd(0)
    day.place("ann", ASK, 10, 60)


def test_a_fill_says_how_the_cash_changed() -> None:
    day = a_day()
    day.place("ann", ASK, 10, 50)
    day.place("bob", BID, 10, 50)
    fills = [event for event in day.happened if isinstance(event, Filled)]
    assert [(fill.member, fill.cash, fill.position) for fill in fills] == [
        ("bob", Usd.parse("-5.175"), Count.whole(10)),
        ("ann", Usd.parse("-5"), Count.whole(-10)),
    ]
