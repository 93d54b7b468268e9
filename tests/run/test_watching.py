from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.run.test_control import Word

from paxline.desk.orders import Heard, Side
from paxline.desk.reconcile import StatedOrder
from paxline.errors import Unreachable
from paxline.run.control import Ask
from paxline.run.live import Pulse
from paxline.run.ports import Killed, Sighting
from paxline.run.watching import GRACE, LATER, SILENT, SOON, UNSEEN, Overseen, Watch
from paxline.testing import ManualClock
from paxline.units import Count, Price

NOON = datetime.fromisoformat("2026-04-23T16:00:00+00:00")
TONIGHT = datetime.fromisoformat("2026-04-24T02:00:00+00:00")
WEDNESDAY = date(2026, 4, 22)
AN_ORDER = StatedOrder("id", "ours", "T", Side.BID, Price.cents(40), Count(100), Count(0), Count(100), Heard.RESTS)


@dataclass
class Book:
    """What rests, and how often everything was cancelled; an exchange that is away cancels and shows nothing."""

    rests: list[StatedOrder] = field(default_factory=lambda: [AN_ORDER])
    killed: int = 0
    looked: int = 0
    away: bool = False
    stubborn: bool = False

    def kill(self) -> Killed:
        self.killed += 1
        if self.away:
            return Killed((), ("no route",), Sighting.UNSEEN)
        if not self.stubborn:
            self.rests.clear()
        return Killed(tuple(self.rests), (), Sighting.SEEN)

    def resting(self) -> Sequence[StatedOrder]:
        self.looked += 1
        if self.away:
            raise Unreachable("no route")
        return tuple(self.rests)


@dataclass
class Scene:
    """A watch at noon on a Thursday, and everything it looks at."""

    word: Word = field(default_factory=Word)
    book: Book = field(default_factory=Book)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    said: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.pulse = Pulse(self.clock, WEDNESDAY)
        self.watch = Watch(self.book, control=self.word, pulse=self.pulse, clock=self.clock, log=self.said.append)

    def after(self, passed: timedelta, *, beats: bool = True) -> "Scene":
        self.clock.instant += passed
        if beats:
            self.pulse.at = self.clock.instant
        self.watch.look()
        return self


def test_where_something_may_rest_nobody_is_asked() -> None:
    scene = Scene().after(timedelta(seconds=1))
    assert (scene.book.killed, scene.book.looked, scene.watch.sight.why) == (0, 0, "")
    assert not scene.watch.sight.confirmed


def test_a_halt_cancels_everything_at_the_first_look_and_is_confirmed() -> None:
    scene = Scene(word=Word("a storm")).after(timedelta(0))
    assert scene.book.rests == []
    assert scene.watch.sight.confirmed
    assert scene.said == ["a storm: the exchange shows that nothing rests"]


def test_an_empty_book_is_looked_at_again_often_at_first_and_then_each_minute() -> None:
    scene = Scene(word=Word("a storm")).after(timedelta(0))
    for _ in range(4):
        scene.after(SOON / 4)
    assert scene.book.looked == 1
    scene.after(LATER)
    looked = scene.book.looked
    scene.after(SOON)
    assert scene.book.looked == looked
    scene.after(LATER)
    assert (scene.book.looked, scene.book.killed) == (looked + 1, 1)


def test_what_lands_late_is_cancelled_too() -> None:
    scene = Scene(word=Word("a storm")).after(timedelta(0))
    scene.book.rests.append(AN_ORDER)
    scene.after(SOON)
    assert not scene.watch.sight.confirmed
    scene.after(timedelta(milliseconds=250))
    assert scene.book.rests == []
    assert scene.watch.sight.confirmed


def test_what_does_not_go_or_cannot_be_seen_is_tried_at_every_look() -> None:
    scene = Scene(word=Word("a storm"), book=Book(away=True)).after(timedelta(0)).after(timedelta(seconds=1))
    assert (scene.book.killed, scene.watch.sight.resting) == (2, None)
    assert len(scene.said) == 1
    assert "does not show what rests: no route" in scene.said[0]
    scene.book.away, scene.book.stubborn = False, True
    scene.after(timedelta(seconds=1))
    assert scene.said[-1] == "a storm: 1 orders still rest"
    assert not scene.watch.sight.confirmed
    scene.book.stubborn = False
    assert scene.after(timedelta(seconds=1)).watch.sight.confirmed


def test_an_exchange_that_falls_silent_afterwards_is_not_confirmed_any_more() -> None:
    scene = Scene(word=Word("a storm")).after(timedelta(0))
    scene.book.away = True
    assert not scene.after(SOON).watch.sight.confirmed


def test_being_asked_for_the_end_or_for_everything_out_cancels() -> None:
    for ask in Ask:
        scene = Scene(word=Word(ask=ask)).after(timedelta(0))
        assert scene.book.killed == 1
        scene.word.ask = None
        assert scene.after(timedelta(seconds=1)).watch.sight.why == ""


def test_a_loop_that_hangs_does_not_hold_up_the_way_out() -> None:
    scene = Scene().after(SILENT, beats=False)
    assert scene.book.killed == 0
    scene.after(timedelta(seconds=1), beats=False)
    assert scene.book.rests == []
    assert scene.said == ["the loop is not heard of any more: the exchange shows that nothing rests"]
    assert scene.after(timedelta(seconds=1)).watch.sight.why == ""


def test_the_book_is_left_by_the_clock_alone_whatever_the_scraper_does() -> None:
    scene = Scene()
    scene.after(TONIGHT + GRACE - NOON - timedelta(seconds=1))
    assert scene.book.killed == 0
    scene.after(timedelta(seconds=1))
    assert (scene.book.killed, scene.watch.sight.why) == (1, "nothing may rest now")


def test_a_count_that_does_not_come_keeps_the_book_empty() -> None:
    scene = Scene()
    scene.pulse.latest_day = WEDNESDAY - timedelta(days=1)
    assert scene.after(timedelta(seconds=1)).watch.sight.why == "nothing may rest now"


def test_shut_eyes_halt_trading() -> None:
    scene = Scene().after(timedelta(seconds=1))
    control = Overseen(scene.word, scene.watch)
    assert control.halted() == ""
    scene.clock.instant += UNSEEN + timedelta(seconds=1)
    assert "has not looked for a minute" in control.halted()
    scene.watch.look()
    assert control.halted() == ""
    scene.word.ask = Ask.STOP
    assert control.asked() is Ask.STOP
    control.answer(Ask.STOP)
