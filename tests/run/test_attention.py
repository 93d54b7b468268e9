from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from paxline.errors import Interrupted
from paxline.run.attention import Attention, AttentiveClock, Noting
from paxline.run.control import Ask
from paxline.run.loop import Done, Report, run
from paxline.run.schedule import Errand, Standing
from paxline.testing import NOW, ManualClock


@dataclass
class Word:
    """A person's word, set by hand."""

    why: str = ""
    ask: Ask | None = None

    def halted(self) -> str:
        return self.why

    def asked(self) -> Ask | None:
        return self.ask

    def answer(self, ask: Ask) -> None:
        self.ask = None if ask is self.ask else self.ask


@dataclass
class Heard:
    """A watcher that remembers."""

    said: list[object] = field(default_factory=list[object])

    def turned(self, now: datetime) -> None:
        self.said.append(now)

    def heeded(self, halted: str) -> None:
        self.said.append(halted)

    def did(self, done: Done) -> None:
        self.said.append(done)


def test_a_word_is_pressing_until_it_was_heeded() -> None:
    word = Word()
    attention = Attention(word)
    assert not attention.pressing()
    word.why = "storm"
    assert attention.pressing()
    attention.heeded = attention.halted()
    assert not attention.pressing()
    word.ask = Ask.CANCEL_ALL
    assert attention.pressing()
    attention.answer(Ask.CANCEL_ALL)
    assert attention.asked() is None


def test_a_wait_ends_within_a_glance_of_a_word() -> None:
    word, clock = Word(), ManualClock(NOW)
    patient = AttentiveClock(clock, Attention(word))
    patient.sleep(3.1)
    assert clock.now() == NOW + timedelta(seconds=3.1)
    word.ask = Ask.STOP
    with pytest.raises(Interrupted):
        patient.sleep(60)
    assert patient.now() == NOW + timedelta(seconds=3.1)


def test_what_is_heeded_is_noted_and_all_is_handed_on() -> None:
    attention, heard = Attention(Word("storm")), Heard()
    noting = Noting(attention, heard)
    done = Done(Errand.PING, NOW, NOW, Report())
    noting.turned(NOW)
    noting.heeded("storm")
    noting.did(done)
    assert heard.said == [NOW, "storm", done]
    assert attention.heeded == "storm"


@dataclass
class Slow:
    """Hands whose decisions wait for an answer that does not come; a diary in memory."""

    clock: AttentiveClock
    withdrawn: list[tuple[datetime, str]] = field(default_factory=list[tuple[datetime, str]])
    decided: list[datetime] = field(default_factory=list[datetime])
    kept: dict[Errand, datetime] = field(default_factory=dict[Errand, datetime])

    def standing(self) -> Standing:
        return Standing(date(2026, 4, 22))

    def do(self, errand: Errand) -> Report:
        if errand is Errand.DECIDE:
            self.clock.sleep(40)
            self.decided.append(self.clock.now())
        return Report()

    def withdraw(self, why: str) -> str:
        self.withdrawn.append((self.clock.now(), why))
        return why

    def done(self) -> dict[Errand, datetime]:
        return self.kept

    def keep(self, done: object) -> None:
        del done


@dataclass
class Timed(Word):
    """Halts and stops at set instants."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))

    def halted(self) -> str:
        return "storm" if self.clock.now() >= NOW + timedelta(seconds=10) else ""

    def asked(self) -> Ask | None:
        return Ask.STOP if self.clock.now() >= NOW + timedelta(minutes=5) else None


def test_a_halt_does_not_wait_for_an_answer_and_recording_goes_on_after_it() -> None:
    clock = ManualClock(NOW)
    attention, heard = Attention(Timed(clock=clock)), Heard()
    hands = Slow(AttentiveClock(clock, attention))
    run(hands, control=attention, clock=clock, diary=hands, log=lambda _: None, watcher=Noting(attention, heard))
    at, why = hands.withdrawn[0]
    assert why == "storm"
    assert at - NOW <= timedelta(seconds=10.5)
    assert hands.decided
    assert "Interrupted" in [one.outcome for one in heard.said if isinstance(one, Done)]
