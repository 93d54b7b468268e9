from datetime import date
from typing import Any

import pytest

from paxline.counts.calendar import Week
from paxline.desk.policy import Policy
from paxline.exchange.beliefs import Skill
from paxline.exchange.outsiders import Outsider
from paxline.exchange.requests import Place, Side
from paxline.run.ports import Clock
from paxline.run.simulated import SimulatedVenue
from paxline.run.step import Stepped, step
from paxline.units import Count, Price, Usd
from paxline.wiring.simulated.worlds import CAPITAL, US, _Desk, live, lives, world_of

INFORMED, IDLE = Outsider(Skill(0.6)), Outsider(None)


def test_capital_and_evidence_are_carried_on_and_no_limit_is_passed() -> None:
    (life,) = live(30, 3, [INFORMED], Policy())
    assert life.weeks[0].began == CAPITAL.dollars
    assert [week.began for week in life.weeks[1:]] == [week.ended for week in life.weeks[:-1]]
    assert sum(week.contracts for week in life.weeks) > 0
    assert life.weeks[0].odds == 1.0 != life.weeks[1].odds
    assert [week.breaches for week in life.weeks] == [(), (), ()]


def test_every_model_lives_in_the_same_worlds_and_the_same_seeds_make_the_same_lives() -> None:
    both = live(11, 1, [INFORMED, IDLE], Policy())
    assert [life.model for life in both] == ["0.6", "none"]
    assert both == (*live(11, 1, [INFORMED], Policy()), *live(11, 1, [IDLE], Policy()))
    assert [*lives(11, 1, [INFORMED], policy=Policy())] == [both[:1]]


def test_a_limit_that_is_passed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def reckless(policy: Policy, *, venue: SimulatedVenue, clock: Clock, **ports: Any) -> Stepped:
        """Steps, and then bids for more than the event may lose."""
        stepped = step(policy, venue=venue, clock=clock, **ports)
        rung = venue.exchange.markets[4].ticker
        bid = Place(US, rung, Side.BID, Count.whole(150), Price.cents(20))
        venue.exchange.apply(bid, at=clock.now())
        return stepped

    monkeypatch.setattr("paxline.wiring.simulated.worlds.step", reckless)
    said = " / ".join(_Desk(INFORMED, Policy()).live(world_of(2, Week(date(2026, 1, 12)))).breaches)
    assert "would be lost" in said
    assert "and the limit is 100" in said
    assert "not in the journal" in said or "do not agree" in said


def test_who_lost_a_tenth_of_the_most_there_was_adds_nothing() -> None:
    desk = _Desk(INFORMED, Policy(), capital=Usd.parse("890"), highest=Usd.parse("1000"))
    lived = desk.live(world_of(2, Week(date(2026, 1, 12))))
    assert lived.drawn_down
    assert lived.contracts == 0


def test_the_weights_are_learned_anew_every_tenth_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paxline.wiring.simulated.worlds.RELEARN", 2)
    (life,) = live(0, 3, [INFORMED], Policy())
    first, second, third = (week.weight for week in life.weeks)
    assert first == second != third
