from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from paxline.desk.ledger import Event
from paxline.edge.simulator.faults import PROFILES, Profile
from paxline.exchange.requests import Place, Side
from paxline.market.contract import opens_at
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Journal, Killed, Sighting
from paxline.units import Count, Price
from paxline.wiring.simulated.play import OURS, Hands, Play, Props
from paxline.wiring.simulated.simulation import Shelf
from paxline.wiring.simulated.stage import US, Scene, lean_venue

CALM = Scene(Profile())


def props(scene: Scene, *, shelf: Shelf | None = None, hands: Hands = OURS) -> Props:
    kept = MemoryJournal()
    return Props(scene, shelf or (lambda: nullcontext(kept)), lean_venue, hands)


def test_a_calm_week_is_traded_and_everything_holds() -> None:
    play = Play(2, props(CALM))
    play.run()
    assert play.breaches == []
    assert play.tally["sent: Accepted"] > 0
    assert play.tally["deaths"] == play.tally["stops"] == 0
    assert play.tally["recoveries"] >= 5


def test_who_dies_at_every_point_recovers_in_peace_all_the_same() -> None:
    play = Play(3, props(Scene(Profile(), deaths=0.2, full_disk=0.1)))
    play.run()
    assert play.breaches == []
    assert play.tally["deaths"] > 0


class Forgetful(MemoryJournal):
    """A journal that has lost its last writing when the next process opens it."""

    lost = 0

    def events(self) -> tuple[Event, ...]:
        kept = super().events()
        return kept[: len(kept) - self.lost]


def test_a_journal_that_loses_what_was_written_is_found_out() -> None:
    kept = Forgetful()

    @contextmanager
    def shelf() -> Generator[Journal]:
        kept.lost = 1 if kept.events() else 0
        try:
            yield kept
        finally:
            kept.lost = 0

    play = Play(2, props(CALM, shelf=shelf))
    play._live()
    assert play.breaches == []
    play._live()
    assert "the journal is not what was written" in play.breaches


def test_a_kill_switch_that_sees_nothing_where_orders_rest_is_found_out() -> None:
    play = Play(2, props(CALM))
    stage = play.stage
    stage.wait_until(opens_at(stage.week) + timedelta(minutes=1))
    killed = Killed((), (), Sighting.SEEN)
    play._kill(killed)
    assert play.breaches == []
    bid = Place(US, stage.ladder.rungs[0].ticker, Side.BID, Count.whole(1), Price.cents(1))
    stage.line.apply(bid)
    play._kill(killed)
    assert play.breaches == ["the kill switch saw nothing resting, and 1 orders rest"]


def test_an_order_that_nobody_wrote_down_is_found_out_as_it_arrives() -> None:
    play = Play(2, props(CALM))
    play._noticed(Place(US, "KXTSAW-26APR26-A2.45", Side.BID, Count.whole(1), Price.cents(1), "nobody's"))
    assert play.breaches == ["nobody's arrived and was never written down"]


def test_the_limit_is_one_that_is_met_and_not_passed() -> None:
    play = Play(0, props(Scene(PROFILES["flaky"])))
    play.run()
    assert play.breaches == []
    assert play.tally["limited"] > 0
