from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.wiring.on_record import HIGH, LOW, on_record

from paxline.edge.simulator.faults import PROFILES, Profile
from paxline.exchange.lifecycle import MarketStatus
from paxline.exchange.requests import Place, Wait
from paxline.market.contract import closes_at, opens_at
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Clock
from paxline.run.recover import Ready, recover
from paxline.testing import NOW, WEEK
from paxline.units import Price
from paxline.wiring.simulated.stage import CAPITAL, US, Died, Scene, Stage, full_venue, lean_venue

CALM = Scene(Profile())
STORM = Scene(PROFILES["storm"])


def never_dies() -> None:
    """Nothing happens."""


def volume(stage: Stage) -> float:
    return sum(market.volume.contracts for market in stage.exchange.markets)


def test_it_is_a_clock_on_which_the_others_trade_while_somebody_waits() -> None:
    stage: Stage = Stage(1, CALM)
    clock: Clock = stage
    assert volume(stage) == 0
    before = clock.now()
    clock.sleep(3 * 24 * 3600)
    assert clock.now() == before + timedelta(days=3)
    assert volume(stage) > 0


def test_a_week_on_record_stands_in_for_the_one_that_is_drawn(tmp_path: Path) -> None:
    stage = Stage(1, Scene(Profile(), recorded=on_record(tmp_path)))
    assert (stage.week, stage.ladder.strikes, stage.hidden.truth) == (WEEK, (LOW, HIGH), 2_420_000)
    stage.wait_until(NOW)
    assert stage.exchange.book(stage.ladder.rungs[0].ticker).quote.bid == Price.cents(60)


def test_an_instant_that_is_past_is_not_waited_for() -> None:
    stage = Stage(1, CALM)
    before = stage.now()
    stage.wait_until(before - timedelta(hours=1))
    assert stage.now() == before


@pytest.mark.parametrize("seed", range(3))
def test_every_week_opens_and_is_settled_whatever_its_trouble(seed: int) -> None:
    stage = Stage(seed, STORM)
    assert stage.exchange.money(US).cash == CAPITAL
    stage.wait_until(opens_at(stage.week) + timedelta(seconds=30))
    assert MarketStatus.ACTIVE in {market.status for market in stage.exchange.markets}
    stage.wait_until(closes_at(stage.week) + timedelta(days=1))
    stage.line.apply(Wait())
    assert {market.status for market in stage.exchange.markets} == {MarketStatus.FINALIZED}
    yes = [market.result == "yes" for market in stage.exchange.markets]
    assert yes == [rung.pays(stage.hidden.truth) for rung in stage.ladder.rungs]


def test_the_same_seed_makes_the_same_week() -> None:
    one, same = Stage(5, STORM), Stage(5, STORM)
    for stage in (one, same):
        stage.sleep(5 * 24 * 3600)
    assert one.exchange.markets == same.exchange.markets
    assert one.week == same.week


@pytest.mark.parametrize("line", [lean_venue, full_venue])
def test_both_clients_ask_the_same_exchange(line: type) -> None:
    stage = Stage(1, CALM)
    with line(stage, never_dies) as signed:
        found = recover(journal=MemoryJournal(), account=signed.account, clock=stage)
        assert isinstance(found, Ready)
        assert found.ledger.cash == CAPITAL
        assert signed.kill.kill().confirmed


def test_a_process_may_die_before_and_after_each_request() -> None:
    stage, points = Stage(1, CALM), list[str]()

    def die() -> None:
        points.append("point")
        if len(points) == 4:
            raise Died

    with lean_venue(stage, die) as signed, pytest.raises(Died):
        signed.account.statement(stage.now())
    assert len(points) == 4


def test_in_the_calm_nothing_goes_wrong_and_afterwards_it_does_again() -> None:
    stage = Stage(1, Scene(Profile(reads=1.0, writes=1.0)))
    with stage.calm(), lean_venue(stage, never_dies) as signed:
        signed.account.statement(stage.now())
    assert stage.line.plan.profile.reads == 1.0


def test_orders_are_noticed_as_they_arrive() -> None:
    noticed: list[Place] = []
    stage = Stage(1, CALM, noticed=noticed.append)
    stage.wait_until(opens_at(stage.week) + timedelta(minutes=1))
    body = {
        "ticker": stage.ladder.rungs[0].ticker,
        "side": "bid",
        "count": "1",
        "price": "0.01",
        "time_in_force": "good_till_canceled",
        "self_trade_prevention_type": "taker_at_cross",
        "client_order_id": "one",
    }
    url = "https://exchange.test/trade-api/v2/portfolio/events/orders"
    assert stage.line.handle_request(httpx.Request("POST", url, json=body)).status_code == 201
    assert [one.client_order_id for one in noticed] == ["one"]
