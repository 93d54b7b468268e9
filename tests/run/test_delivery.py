from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from paxline.run.alerts import Alert, Attempt, Kind, Message
from paxline.run.delivery import PAUSE, Delivery, Look
from paxline.testing import NOW

STEP = timedelta(seconds=3)


Try = tuple[Message, datetime, str | None]


@dataclass
class Box:
    """An outbox in memory."""

    alerts: list[Alert] = field(default_factory=list[Alert])
    tried: list[Try] = field(default_factory=list[Try])

    def put(self, kind: Kind, title: str) -> None:
        self.alerts.append(Alert(len(self.alerts) + 1, NOW, kind, title, ""))

    def waiting(self) -> Sequence[Alert]:
        gone = {number for message, _, failed in self.tried if failed == "" for number in message.alerts}
        return [one for one in self.alerts if one.number not in gone]

    def attempts(self) -> Sequence[Attempt]:
        return [Attempt(at, m.kind, "unknown" if failed is None else failed) for m, at, failed in self.tried]

    def begin(self, message: Message, *, at: datetime) -> int:
        self.tried.append((message, at, None))
        return len(self.tried) - 1

    def end(self, number: int, failed: str, *, at: datetime) -> None:
        del at
        message, began, _ = self.tried[number]
        self.tried[number] = (message, began, failed)


@dataclass
class Channel:
    """A notifier that answers what it is told to."""

    answer: str = ""
    sent: list[str] = field(default_factory=list[str])

    def send(self, message: Message) -> str:
        self.sent.append(message.title)
        return self.answer


def turns(delivery: Delivery, count: int, *, start: datetime = NOW) -> None:
    for number in range(count):
        delivery.turn(start + number * STEP)


def test_everything_that_waits_is_sent_one_message_a_turn_the_urgent_first() -> None:
    facts, journal, channel = Box(), Box(), Channel()
    facts.put(Kind.LATE, "late")
    facts.put(Kind.HALTED, "halted")
    journal.put(Kind.FILL, "filled")
    delivery = Delivery((facts, journal), channel)
    turns(delivery, 10)
    assert channel.sent == ["halted", "late", "filled"]
    assert not facts.waiting()
    assert not journal.waiting()


def test_what_nobody_takes_is_tried_again_ever_more_slowly_and_never_dropped() -> None:
    box, channel = Box(), Channel("nobody took it")
    box.put(Kind.HALTED, "halted")
    delivery = Delivery((box,), channel)
    turns(delivery, 400)
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(at for _, at, _ in box.tried)]
    assert gaps == [30.0, 120.0, 600.0]
    assert delivery.failed == "nobody took it"
    channel.answer = ""
    delivery.turn(NOW + timedelta(hours=2))
    delivery.turn(NOW + timedelta(hours=2, seconds=3))
    assert not box.waiting()
    assert delivery.failed == ""


def test_a_slow_channel_is_not_waited_for_and_only_one_message_is_under_way() -> None:
    box, channel, started = Box(), Channel(), list[Callable[[], str]]()
    done: list[str] = []

    def aside(work: Callable[[], str]) -> Look:
        started.append(work)
        return lambda: done[0] if done else None

    box.put(Kind.HALTED, "halted")
    box.put(Kind.LATE, "late")
    delivery = Delivery((box,), channel, aside)
    turns(delivery, 5)
    assert len(started) == 1
    assert box.tried[0][2] is None
    done.append(started[0]())
    turns(delivery, 2, start=NOW + timedelta(minutes=1))
    assert len(started) == 2
    assert channel.sent == ["halted"]


def test_the_outboxes_are_looked_into_every_two_seconds_and_again_after_a_clock_was_set_back() -> None:
    box, channel = Box(), Channel()
    delivery = Delivery((box,), channel)
    delivery.turn(NOW)
    box.put(Kind.HALTED, "halted")
    delivery.turn(NOW + PAUSE / 2)
    assert not channel.sent
    delivery.turn(NOW - timedelta(hours=1))
    assert channel.sent == ["halted"]
