"""What holds whatever happens: money is conserved, positions are folded fills, the same past makes the same bytes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.day import ASK, BID, CLOSE, HIGH, LOW, OPEN, Day, a_day, order

from paxline.errors import MissingData
from paxline.exchange.accounts import worst_case
from paxline.exchange.answers import BookChanged, Done, Filled, MarketChanged, OrderChanged, Settled
from paxline.exchange.engine import Exchange, GroupView
from paxline.exchange.groups import WINDOW
from paxline.exchange.lifecycle import ENDED, TRANSITIONS, MarketStatus
from paxline.exchange.orders import OrderStatus
from paxline.exchange.requests import (
    Amend,
    Batch,
    Cancel,
    CancelAll,
    ChangeGroup,
    CreateGroup,
    Decrease,
    Deposit,
    Determine,
    ExchangeState,
    GroupStep,
    LimitGroup,
    OnPause,
    PauseMarket,
    Posting,
    ReduceTo,
    Reducing,
    Request,
    ResumeMarket,
    SelfTrade,
    SwitchExchange,
    TimeInForce,
    Wait,
    Withdraw,
)
from paxline.market.book import Book
from paxline.market.fees import FeeTerms, FeeType
from paxline.market.grid import CENTS, PriceGrid, Ticks
from paxline.units import Count, Price, Usd

MEMBERS = ("ann", "bob", "cid")
DECICENTS = PriceGrid((Ticks(Price(0), Price(10_000), Price(10)),))
MAKERS_PAY = FeeTerms(FeeType.QUADRATIC_WITH_MAKER_FEES, Decimal(1))

members = st.sampled_from(MEMBERS)
tickers = st.sampled_from([LOW, HIGH])
counts = st.integers(1, 900).map(Count)
prices = st.integers(30, 70).map(Price.cents)
fine_prices = st.integers(300, 700).map(lambda n: Price(n * 10))
order_ids = st.integers(1, 60).map(lambda n: f"00000000-0000-4000-8000-{n:012x}")
groups = st.integers(1, 60).map(lambda n: f"00000000-0000-4000-a000-{n:012x}")


def places(at: st.SearchStrategy[Price]) -> st.SearchStrategy[Request]:
    plain = st.builds(
        lambda member, side, count, price, ticker, tif, stp: replace(
            order(member, side, 1, 50, ticker=ticker), count=count, price=price, time_in_force=tif, self_trade=stp
        ),
        members,
        st.sampled_from([BID, ASK]),
        counts,
        at,
        tickers,
        st.sampled_from([TimeInForce.GOOD_TILL_CANCELED, TimeInForce.GOOD_TILL_CANCELED, *TimeInForce]),
        st.sampled_from(SelfTrade),
    )
    special = st.sampled_from(
        [
            {"posting": Posting.POST_ONLY, "time_in_force": TimeInForce.GOOD_TILL_CANCELED},
            {"reducing": Reducing.REDUCE_ONLY, "time_in_force": TimeInForce.IMMEDIATE_OR_CANCEL},
            {"on_pause": OnPause.CANCEL},
            {"client_order_id": "again"},
            {"expires_at": OPEN + timedelta(minutes=3), "time_in_force": TimeInForce.GOOD_TILL_CANCELED},
        ]
    )
    grouped = st.builds(lambda one, group: replace(one, group_id=group), plain, groups)
    return st.one_of(plain, plain, plain, grouped, st.builds(lambda one, more: replace(one, **more), plain, special))


def requests(at: st.SearchStrategy[Price]) -> st.SearchStrategy[Request]:
    return st.one_of(
        places(at),
        places(at),
        places(at),
        st.builds(Cancel, members, order_ids),
        st.builds(Amend, members, order_ids, tickers, st.sampled_from([BID, ASK]), at, counts),
        st.builds(Decrease, members, order_ids, st.builds(ReduceTo, counts)),
        st.builds(CreateGroup, members, counts),
        st.builds(ChangeGroup, members, groups, st.sampled_from([*GroupStep])),
        st.builds(LimitGroup, members, groups, counts),
        st.builds(CancelAll, members),
        st.builds(lambda *many: Batch(many), places(at), st.builds(Cancel, members, order_ids)),
        st.builds(Withdraw, members, st.integers(0, 3_000_000).map(Usd)),
        st.builds(PauseMarket, tickers),
        st.builds(ResumeMarket, tickers),
        st.builds(SwitchExchange, st.sampled_from([ExchangeState.OPEN, *ExchangeState])),
        st.builds(Deposit, members, st.integers(0, 3_000_000).map(Usd)),
    )


def steps(at: st.SearchStrategy[Price]) -> st.SearchStrategy[list[tuple[int, Request]]]:
    return st.lists(st.tuples(st.sampled_from([0, 1, 5, 20]), requests(at)), min_size=15, max_size=60)


def play(day: Day, past: Sequence[tuple[int, Request]]) -> Day:
    """Groups first, so that early ids name some; then the past, the close and the settlement of both markets."""
    for member in MEMBERS:
        day.ask(CreateGroup(member, Count(500)))
    for seconds, request in past:
        day.wait(seconds=seconds)
        day.ask(request)
        assert day.balanced()
        check(day)
    day.now = CLOSE
    day.ask(SwitchExchange(ExchangeState.OPEN))
    for ticker, average in ((LOW, 2_420_000.0), (HIGH, 2_420_000.0)):
        day.ask(Determine(ticker, average))
    day.wait(hours=2)
    day.ask(Wait())
    return day


def check(day: Day) -> None:
    """What holds at every instant."""
    for ticker in (LOW, HIGH):
        assert sum(day.exchange.stakes(m).get(ticker, NOTHING).position.hundredths for m in MEMBERS) == 0
        quote = day.exchange.book(ticker).quote
        assert quote.bid is None or quote.ask is None or quote.bid < quote.ask
    for member, account in day.exchange._floor.accounts.items():
        reserved = 0
        for ticker, holding in account.holdings.items():
            own = [o for o in day.exchange._floor.resting[member].values() if o.ticker == ticker]
            bids, asks = (sum(o.hold for o in own if o.sign == sign) for sign in (1, -1))
            assert (bids, asks) == (holding.bids, holding.asks)
            reserved += worst_case(holding.position, bids=bids, asks=asks)
        assert account.reserved == reserved


class _Nothing:
    position = Count(0)


NOTHING = _Nothing()


@settings(max_examples=60)
@given(steps(prices))
def test_no_member_ever_owes_and_money_is_conserved(past: list[tuple[int, Request]]) -> None:
    day = a_day(ann="20", bob="20", cid="20")
    day = play(day, past)
    for member in MEMBERS:
        money = day.exchange.money(member)
        assert money.available >= Usd(0)
        assert money.reserved == Usd(0)
    assert day.exchange.treasury.escrow == Usd(0)
    assert day.balanced()


@settings(max_examples=60)
@given(steps(fine_prices))
def test_money_is_conserved_to_the_millionth_where_prices_are_fine_and_makers_pay(
    past: list[tuple[int, Request]],
) -> None:
    day = play(a_day(ann="20", bob="20", cid="20", grid=DECICENTS, terms=MAKERS_PAY), past)
    assert day.balanced()
    fills = [event for event in day.happened if isinstance(event, Filled)]
    assert day.exchange.treasury.fees == sum((fill.fee for fill in fills), Usd(0))
    assert all(fill.fee >= Usd(0) and fill.cash.millionths % 100 == 0 for fill in fills)


@settings(max_examples=40)
@given(steps(prices))
def test_the_events_alone_tell_positions_cash_and_books(past: list[tuple[int, Request]]) -> None:
    day = a_day(ann="20", bob="20", cid="20")
    brought = {member: day.cash(member) for member in MEMBERS}
    positions: defaultdict[tuple[str, str], int] = defaultdict(int)
    rests: defaultdict[tuple[str, object, int], int] = defaultdict(int)
    steady = [(s, r) for s, r in past if not isinstance(r, Deposit | Withdraw)]
    play(day, steady)
    for event in day.happened:
        if isinstance(event, Filled):
            positions[event.member, event.ticker] += event.size.hundredths * (1 if event.side is BID else -1)
            assert positions[event.member, event.ticker] == event.position.hundredths
            brought[event.member] += event.cash
        elif isinstance(event, Settled):
            assert positions.pop((event.member, event.ticker)) == event.position.hundredths
            brought[event.member] += event.revenue
        elif isinstance(event, BookChanged):
            key = (event.ticker, event.side, event.price.ten_thousandths)
            rests[key] += event.change.hundredths
            assert rests[key] >= 0
    assert {member: day.cash(member) for member in MEMBERS} == brought
    assert not any(positions.values())
    assert not any(rests.values())


@settings(max_examples=40)
@given(steps(prices))
def test_no_group_passes_its_limit_and_no_ended_order_moves(past: list[tuple[int, Request]]) -> None:
    unlimited = [(s, r) for s, r in past if not isinstance(r, LimitGroup | ChangeGroup)]
    day = play(a_day(ann="20", bob="20", cid="20"), unlimited)
    limits = {group.group_id: group.limit for group in day.exchange._floor.groups.values()}
    group_of = {one.order_id: one.group_id for member in MEMBERS for one in day.exchange.orders(member)}
    matched: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
    ended: set[str] = set()
    for event in day.happened:
        if isinstance(event, Filled):
            assert event.order_id not in ended
            matched[group_of[event.order_id]].append((event.at, event.size.hundredths))
        elif isinstance(event, OrderChanged):
            assert event.order_id not in ended
            if event.status is not OrderStatus.RESTING:
                ended.add(event.order_id)
    for group_id, limit in limits.items():
        for at, _ in matched[group_id]:
            assert sum(size for when, size in matched[group_id] if at - WINDOW < when <= at) <= limit


@settings(max_examples=20)
@given(steps(prices))
def test_the_same_past_makes_the_same_bytes(past: list[tuple[int, Request]]) -> None:
    first, second = (play(a_day(ann="20", bob="20", cid="20"), past) for _ in range(2))
    assert repr(first.happened).encode() == repr(second.happened).encode()
    assert first.exchange.orders("ann") == second.exchange.orders("ann")


@settings(max_examples=20)
@given(steps(prices))
def test_markets_and_orders_move_by_their_tables_only(past: list[tuple[int, Request]]) -> None:
    day = play(a_day(ann="20", bob="20", cid="20"), past)
    status = dict.fromkeys((LOW, HIGH), MarketStatus.INITIALIZED)
    for event in day.happened:
        if isinstance(event, MarketChanged) and event.step is not None:
            assert TRANSITIONS[status[event.ticker], event.step] is event.status
            status[event.ticker] = event.status
        elif isinstance(event, OrderChanged) and event.status is OrderStatus.RESTING:
            assert status[event.ticker] not in ENDED


def test_an_exchange_is_a_fold_over_its_past() -> None:
    day = a_day()
    past: list[tuple[datetime, Request]] = [
        (OPEN - timedelta(hours=1), Deposit("dee", Usd.cents(500))),
        (OPEN, Deposit("dee", Usd.cents(500))),
    ]
    assert Exchange.replay(past).money("dee").cash == Usd.cents(1000)
    assert day.exchange.money("ann").cash == Usd.cents(100_000)


def test_waiting_more_often_changes_nothing() -> None:
    def last_events(seconds: list[int]) -> str:
        day = a_day()
        day.place("ann", BID, 5, 40, expires_at=OPEN + timedelta(seconds=40))
        for second in seconds:
            day.wait(seconds=second)
            day.ask(Wait())
        return repr(day.happened)

    assert last_events([60]) == last_events([1] * 60)


def test_what_the_exchange_does_not_know_is_missing() -> None:
    day = a_day()
    for question in (day.exchange.book, day.exchange.market, day.exchange.order, day.exchange.money):
        with pytest.raises(MissingData):
            question("nothing")
    assert day.exchange.stakes("eve") == {}
    assert day.exchange.resting("eve") == ()
    assert day.exchange.orders("eve") == ()
    assert day.exchange.book(LOW) == Book()


def test_a_market_shows_what_was_traded() -> None:
    day = a_day()
    day.place("ann", ASK, 5, 50)
    day.place("bob", BID, 3, 50)
    day.place("ann", BID, 1, 45)
    day.place("bob", ASK, 1, 45)
    view = day.exchange.market(LOW)
    assert (view.volume, view.last) == (Count.whole(4), Price.cents(45))
    assert view.open_interest == Count.whole(2)
    assert [market.ticker for market in day.exchange.markets] == [LOW, HIGH]


def test_an_order_shows_what_it_cost_as_taker_and_as_maker() -> None:
    day = a_day(terms=MAKERS_PAY)
    day.place("ann", ASK, 1, 50)
    placed = day.place("bob", BID, 3, 52, client_order_id="mine")
    day.place("cid", ASK, 1, 51)
    view = day.exchange.order(placed.order_id)
    assert (view.filled, view.remaining, view.status) == (Count.whole(2), Count.whole(1), OrderStatus.RESTING)
    assert (view.taker_cost, view.maker_cost) == (Usd.parse("0.50"), Usd.parse("0.52"))
    assert (view.taker_fees, view.maker_fees) == (Usd.parse("0.0175"), Usd.parse("0.0044"))
    assert view in day.exchange.resting("bob")
    assert (view.client_order_id, view.group_id) == ("mine", "")
    assert (view.self_trade, view.on_pause) == (SelfTrade.TAKER_AT_CROSS, OnPause.STAY)


def test_a_members_groups_are_shown_with_their_limits() -> None:
    day = a_day()
    first, second = day.ask(CreateGroup("ann", Count.whole(5))), day.ask(CreateGroup("ann", Count.whole(7)))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    day.ask(ChangeGroup("ann", second.subject, GroupStep.TRIGGER))
    assert day.exchange.groups("ann") == (
        GroupView(first.subject, Count.whole(5), triggered=False),
        GroupView(second.subject, Count.whole(7), triggered=True),
    )
    assert day.exchange.groups("bob") == ()


def test_a_determined_market_shows_its_average_and_when_it_pays() -> None:
    day = a_day()
    assert day.exchange.state is ExchangeState.OPEN
    day.now = CLOSE
    day.ask(Determine(LOW, 2_400_001.5))
    view = day.exchange.market(LOW)
    assert (view.average, view.finalizes_at) == (2_400_001.5, CLOSE + view.settles_after)
    assert (view.contract.strike, view.grid) == (2_400_000, CENTS)


def test_a_stake_tells_cost_and_gain() -> None:
    day = a_day()
    day.place("ann", ASK, 10, 40)
    day.place("bob", BID, 10, 40)
    day.place("cid", BID, 4, 60)
    day.place("bob", ASK, 4, 60)
    stake = day.exchange.stakes("bob")[LOW]
    assert (stake.position, stake.cost, stake.realized) == (Count.whole(6), Usd.parse("2.4"), Usd.parse("0.8"))
    assert stake.traded == Usd.parse("5.6")
    assert stake.fees == Usd.parse("0.168") + Usd.parse("0.0672")
