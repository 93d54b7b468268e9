from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from paxline.errors import StoreError, Unreachable
from paxline.run.control import Ask
from paxline.run.loop import Report, run
from paxline.run.schedule import Errand, Standing
from paxline.testing import NOW, ManualClock


@dataclass
class Scripted:
    """Hands that note what they did; a control that stops at an instant; a diary in memory."""

    clock: ManualClock
    until: datetime
    news: tuple[Errand, ...] = ()
    fails: dict[Errand, Exception] = field(default_factory=dict[Errand, Exception])
    halts: tuple[datetime, datetime] | None = None
    empties_at: datetime | None = None
    did: list[tuple[datetime, Errand]] = field(default_factory=list[tuple[datetime, Errand]])
    withdrawn: list[tuple[datetime, str]] = field(default_factory=list[tuple[datetime, str]])
    kept: Mapping[Errand, datetime] = field(default_factory=dict[Errand, datetime])
    said: list[str] = field(default_factory=list[str])

    def standing(self) -> Standing:
        return Standing(date(2026, 4, 22))

    def do(self, errand: Errand) -> Report:
        self.did.append((self.clock.now(), errand))
        if errand in self.fails:
            raise self.fails[errand]
        return Report(news=self.news if errand is Errand.READ_PAGE else ())

    def withdraw(self, why: str) -> str:
        self.withdrawn.append((self.clock.now(), why))
        return why

    def halted(self) -> str:
        return "a test" if self.halts and self.halts[0] <= self.clock.now() < self.halts[1] else ""

    def asked(self) -> Ask | None:
        if self.clock.now() >= self.until:
            return Ask.STOP
        return Ask.CANCEL_ALL if self.empties_at and self.clock.now() >= self.empties_at else None

    def answer(self, ask: Ask) -> None:
        if ask is Ask.CANCEL_ALL:
            self.empties_at = None

    def done(self) -> Mapping[Errand, datetime]:
        return self.kept

    def keep(self, done: Mapping[Errand, datetime]) -> None:
        self.kept = dict(done)

    def run(self) -> str:
        return run(self, control=self, clock=self.clock, diary=self, log=self.said.append)


@pytest.fixture
def scripted() -> Scripted:
    return Scripted(ManualClock(NOW), NOW + timedelta(minutes=10))


def test_errands_are_done_as_the_schedule_says_until_it_is_told_to_stop(scripted: Scripted) -> None:
    assert scripted.run() == "it was told to stop"
    decided = [at for at, errand in scripted.did if errand is Errand.DECIDE]
    assert len(decided) == 10
    assert all(later - earlier == timedelta(minutes=1) for earlier, later in pairwise(decided))
    assert [why for _, why in scripted.withdrawn] == [Ask.STOP.value]


def test_what_is_stirred_up_is_done_before_the_schedule_asks_for_it(scripted: Scripted) -> None:
    at = NOW + timedelta(seconds=30)
    pending = [Errand.DECIDE]

    def stirred(now: datetime) -> tuple[Errand, ...]:
        return (pending.pop(),) if pending and now >= at else ()

    run(scripted, control=scripted, clock=scripted.clock, diary=scripted, log=scripted.said.append, stirred=stirred)
    decided = [when for when, errand in scripted.did if errand is Errand.DECIDE]
    assert decided[1] == at
    # The next one is due a minute after that.
    assert decided[2] == at + timedelta(minutes=1)


def test_a_new_fact_is_acted_on_at_once(scripted: Scripted) -> None:
    scripted.news = (Errand.DECIDE,)
    scripted.run()
    for at, errand in scripted.did:
        if errand is Errand.READ_PAGE:
            assert (at, Errand.DECIDE) in scripted.did


def test_an_errand_that_fails_is_told_and_comes_again(scripted: Scripted) -> None:
    scripted.fails = {Errand.DECIDE: Unreachable("no answer")}
    scripted.run()
    assert scripted.said.count("read the books and decide: no answer") == 10


def test_a_halt_takes_everything_out_once_within_a_glance_and_goes_on_recording(scripted: Scripted) -> None:
    start = NOW + timedelta(minutes=2, seconds=30)
    scripted.halts = (start, start + timedelta(minutes=5))
    scripted.run()
    halted = [at for at, why in scripted.withdrawn if why == "a test"]
    assert len(halted) == 1
    assert halted[0] - start <= timedelta(seconds=0.5)
    assert "trading goes on" in scripted.said
    assert any(start < at < start + timedelta(minutes=5) for at, errand in scripted.did if errand is Errand.DECIDE)


def test_everything_is_taken_out_once_where_that_is_asked(scripted: Scripted) -> None:
    scripted.empties_at = NOW + timedelta(minutes=1, seconds=10)
    scripted.run()
    assert [why for _, why in scripted.withdrawn] == [Ask.CANCEL_ALL.value, Ask.STOP.value]


def test_where_nothing_can_be_kept_the_book_is_left_before_it_ends(scripted: Scripted) -> None:
    scripted.fails = {Errand.DECIDE: StoreError("the disk is full")}
    with pytest.raises(StoreError, match="full"):
        scripted.run()
    assert [why for _, why in scripted.withdrawn] == ["paxline ends"]


def test_a_restart_does_not_repeat_what_was_done(scripted: Scripted) -> None:
    scripted.run()
    first = [errand for _, errand in scripted.did]
    assert first.count(Errand.BACK_UP) == 1
    scripted.did.clear()
    scripted.until += timedelta(minutes=2)
    scripted.run()
    assert Errand.BACK_UP not in [errand for _, errand in scripted.did]


def test_a_machine_that_slept_does_what_it_missed_once(scripted: Scripted) -> None:
    scripted.run()
    scripted.did.clear()
    scripted.clock.instant += timedelta(hours=6)
    scripted.until = scripted.clock.instant + timedelta(seconds=5)
    scripted.run()
    assert [errand for _, errand in scripted.did].count(Errand.DECIDE) == 1
