"""The served exchange as a whole: our own client trades on it over the loopback, as it would on the real one."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.wiring.on_record import HIGH, LOW, on_record

from paxline.counts.calendar import ONE_DAY, eastern_day
from paxline.desk.ledger import Tracked
from paxline.desk.orders import Crossing, Heard, Order, Side, State, Terms, order_of
from paxline.desk.reconcile import StatedOrder
from paxline.edge.clock import PacedClock
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import Environment, KalshiHttp, open_client
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.sign import Credential, read_key_file
from paxline.errors import UsageError
from paxline.exchange.lifecycle import MarketStatus
from paxline.market.contract import event_ticker, opens_at
from paxline.run.ports import Accepted, Clock, Gone, Reason, Rejected, Sighting
from paxline.testing import NOW, WEEK, ManualClock
from paxline.units import Count, Price
from paxline.wiring.account.venue import SignedVenue, open_venue
from paxline.wiring.simulated.served import FUNDS, MEMBER, Offer, ServedExchange, build, run, served


@pytest.fixture(scope="module")
def wall() -> Clock:
    return PacedClock(NOW, pace=1)


@pytest.fixture(scope="module")
def exchange(wall: Clock, tmp_path_factory: pytest.TempPathFactory) -> ServedExchange:
    return build(Offer(seed=5), wall=wall, folder=tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="module")
def environment(exchange: ServedExchange, wall: Clock) -> Iterator[Environment]:
    with served(exchange, port=0, wall=wall) as announced:
        assert announced["event_ticker"] == event_ticker(WEEK)
        yield Environment("simulated", announced["rest"], announced["ws"], "made for a test")


@pytest.fixture
def signed(environment: Environment, exchange: ServedExchange, wall: Clock) -> Iterator[SignedVenue]:
    known_by = Credential(environment, exchange.key_id, read_key_file(exchange.private_key_path))
    with open_venue(known_by, clock=wall) as venue:
        yield venue


def an_order(exchange: ServedExchange, *, cents: int, crossing: Crossing = Crossing.TAKES) -> Order:
    """Two YES of the middle rung; the same cents are the same order."""
    with exchange.hub.held() as held:
        ticker = held.markets[len(held.markets) // 2].ticker
    terms = Terms(ticker, Side.BID, Price.cents(cents), Count.whole(2), crossing=crossing)
    return order_of("made for a test", terms, place=cents)


def test_the_reader_finds_the_ladder_its_quotes_and_its_trades(environment: Environment, wall: Clock) -> None:
    with open_client(environment) as client:
        reader = KalshiReader(KalshiHttp(client, wall, np.random.default_rng(7), Bucket(BASIC_READS, wall)))
        assert [week.week for week in reader.open_weeks()] == [WEEK]
        rungs = tuple(one.listing.contract for one in reader.listed(WEEK))
        assert len(rungs) == 21
        assert any(seen.quote.bid and seen.quote.ask for seen in reader.quotes(rungs))
        middle = rungs[len(rungs) // 2]
        assert reader.trades(middle, since=opens_at(WEEK), until=NOW)
        candles = reader.daily_candles(reader.listed(WEEK))
        assert middle in {one.contract for one in candles} <= set(rungs)
        assert {eastern_day(one.ends_at) for one in candles} == {day + ONE_DAY for day in WEEK.days[:3]}
        assert reader.series_terms().fee_multiplier == 1
        assert reader.gate().trading_open


def test_an_order_rests_is_found_and_is_cancelled(signed: SignedVenue, exchange: ServedExchange, wall: Clock) -> None:
    order, sent_at = an_order(exchange, cents=1), wall.now()
    placed = signed.venue.submit(order)
    assert isinstance(placed, Accepted)
    assert (placed.filled, placed.remaining) == (Count(0), Count.whole(2))
    found = signed.account.look_up(order, sent_at=sent_at)
    assert isinstance(found, StatedOrder)
    assert (found.order_id, found.heard) == (placed.order_id, Heard.RESTS)
    tracked = Tracked(order, sent_at, State.RESTING, placed.order_id)
    assert signed.venue.cancel(tracked) == Gone(Heard.CANCELED)
    wall.sleep(0.3)
    assert signed.venue.submit(order) == Accepted(placed.order_id, Count(0), Count(0))


def test_an_order_that_takes_is_filled_and_the_statement_tells_so(
    signed: SignedVenue, exchange: ServedExchange, wall: Clock
) -> None:
    order, since = an_order(exchange, cents=99), wall.now()
    placed = signed.venue.submit(order)
    assert isinstance(placed, Accepted)
    assert placed.filled == Count.whole(2)
    wall.sleep(0.3)
    stated = signed.account.statement(since)
    assert [fill.order_id for fill in stated.fills if fill.order_id == placed.order_id]
    assert stated.positions[order.terms.ticker] == Count.whole(2)
    with exchange.hub.held() as held:
        assert stated.cash == held.money(MEMBER).available


def test_the_kill_switch_leaves_nothing_resting(signed: SignedVenue, exchange: ServedExchange) -> None:
    assert isinstance(signed.venue.submit(an_order(exchange, cents=2)), Accepted)
    killed = signed.kill.kill()
    assert (killed.confirmed, killed.seen, killed.unanswered) == (True, Sighting.SEEN, ())
    with exchange.hub.held() as held:
        assert held.resting(MEMBER) == ()


def test_an_order_that_would_cross_and_must_not_is_refused_as_the_client_knows_it(
    signed: SignedVenue, exchange: ServedExchange
) -> None:
    refused = signed.venue.submit(an_order(exchange, cents=98, crossing=Crossing.POSTS_ONLY))
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.WOULD_CROSS


def test_the_key_is_for_its_owner_alone_and_the_member_has_its_money(tmp_path: Path) -> None:
    made = build(Offer(week=WEEK, seed=1), wall=ManualClock(NOW), folder=tmp_path)
    assert stat.S_IMODE(made.private_key_path.stat().st_mode) == 0o600
    with made.hub.held() as held:
        assert held.money(MEMBER).available == FUNDS
        assert {market.status for market in held.markets} == {MarketStatus.ACTIVE}


def test_the_same_seed_makes_the_same_week_and_another_key(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first = build(Offer(week=WEEK, seed=3, faults="storm"), wall=ManualClock(NOW), folder=tmp_path)
    second = build(Offer(week=WEEK, seed=3), wall=ManualClock(NOW), folder=tmp_path / "other")
    with first.hub.held() as one, second.hub.held() as other:
        assert [market.ticker for market in one.markets] == [market.ticker for market in other.markets]
    assert first.key_id != second.key_id


def test_a_week_on_record_is_served_from_its_opening_with_its_own_rungs(tmp_path: Path) -> None:
    made = build(Offer(seed=3, recorded=on_record(tmp_path)), wall=ManualClock(NOW), folder=tmp_path)
    assert made.event_ticker == event_ticker(WEEK)
    assert made.clock.now() - opens_at(WEEK) < timedelta(minutes=1)
    with made.hub.held() as held:
        assert [market.contract.strike for market in held.markets] == [LOW, HIGH]
        assert held.money(MEMBER).available == FUNDS


def test_an_exchange_runs_for_as_long_as_it_is_told(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    made = build(Offer(week=WEEK), wall=clock, folder=tmp_path)
    run(made, until=lambda: False, seconds=1, wall=clock)
    assert clock.instant >= NOW + timedelta(seconds=1)
    run(made, until=lambda: True, seconds=None, wall=clock)


def test_a_profile_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="calm"):
        build(Offer(faults="bad luck"), wall=ManualClock(NOW), folder=tmp_path)
