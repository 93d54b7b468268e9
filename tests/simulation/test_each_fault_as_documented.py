"""Each row of the table of faults in ``docs/running.md``: what the bot does, what its owner hears, and nothing is lost.

A paper bot in front of a made-up world for an hour or two, its clock moving by minutes; alerts go over the loopback.
"""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import pytest
from tests.simulation.month import Answer, Striding, World, serving, wires_through

from paxline.counts.calendar import Week, eastern_day
from paxline.counts.history import Vintage
from paxline.desk.decide import Decision
from paxline.desk.ledger import Intended, fold
from paxline.edge.controls import FileControl
from paxline.edge.settings import Alerts, Settings
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import StoreError
from paxline.run.control import Ask
from paxline.wiring.bot.instruments import open_instruments
from paxline.wiring.bot.oversight import overseen, run_overseen
from paxline.wiring.bot.paper import Paper, open_paper
from paxline.wiring.home import Home
from paxline.wiring.kept import remade
from paxline.wiring.posted import posted

MONDAY: Final = date(2026, 2, 9)
AWAITED: Final = date(2026, 2, 10)
BEFORE: Final = datetime(2026, 2, 11, 13, 30, tzinfo=UTC)
"""Half an hour before the count of the 10th is due, on a Wednesday; the book is left five minutes later."""

TRADING: Final = datetime(2026, 2, 10, 16, tzinfo=UTC)
"""An hour at which orders rest."""

PAGE: Final = "look whether the TSA has published: it does not work"
BOOKS: Final = "read the books and decide: it does not work"
BOOKS_AGAIN: Final = "read the books and decide: it works again"
ENDED: Final = "paxline ended: nothing can be written down"

Fault = Callable[[str, str, datetime], Answer | None]


class Minutes(Striding):
    """A clock that moves by minutes."""

    def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=max(seconds, 60.0))


@dataclass
class Rig:
    """A world, a home and a clock; processes come and go."""

    folder: Path
    world: World
    clock: Minutes
    port: int

    @property
    def titles(self) -> list[str]:
        """What the owner heard, grouped messages by what is in them."""
        return [line for one in self.world.heard for line in (str(one["title"]), *str(one["message"]).splitlines())]

    @property
    def kept(self) -> list[str]:
        """What he heard or will: a second message of a kind waits for its time."""
        return [one.alert.title for one in posted(Home(self.folder), most=99)]

    @contextmanager
    def process(self, minutes: int) -> Generator[tuple[Paper, Callable[[], str]]]:
        """A process that will be told to stop after so many minutes, and how to run it."""
        end = self.clock.now() + timedelta(minutes=minutes)
        control = FileControl(self.folder, lambda: Ask.STOP if self.clock.now() >= end else None)
        settings = Settings(alerts=Alerts(channels=(f"json://127.0.0.1:{self.port}/alerts",)))
        home, to = Home(self.folder), wires_through(self.transport())
        with (
            open_instruments(home, settings, variables={}, clock=self.clock) as watching,
            open_paper(home, settings=settings, control=control, wires=to, clock=self.clock) as paper,
            overseen(home, settings=settings, instruments=watching, journal=home.paper_journal) as oversight,
        ):
            paper.model = "ratio"

            def run() -> str:
                return run_overseen(
                    paper, oversight=oversight, instruments=watching, settings=settings, log=lambda _: None
                )

            yield paper, run

    def transport(self) -> httpx.MockTransport:
        def handle(request: httpx.Request) -> httpx.Response:
            path, host = request.url.raw_path.decode(), request.url.host
            status, headers, body = self.world.answer(host, path, request.headers, self.clock.now())
            if not status:
                raise httpx.ConnectError("no route", request=request)
            return httpx.Response(status, headers=headers, content=body)

        return httpx.MockTransport(handle)

    def live(self, minutes: int) -> None:
        with self.process(minutes) as (_, run):
            assert run() == "it was told to stop"

    def resting(self) -> int:
        with SqliteJournal.open_to_read(Home(self.folder).paper_journal) as journal:
            ledger = fold(journal.events())
        assert ledger.contradictions == ()
        assert ledger.halted == ()
        return len(ledger.working())

    def known(self, day: date) -> int | None:
        with Home(self.folder).store() as store:
            found = store.history(self.clock.now()).published.get(day)
        assert found is None or found.vintage is Vintage.PUBLISHED
        return found.passengers if found else None


@pytest.fixture
def rig(tmp_path: Path) -> Generator[Rig]:
    world = World(5, MONDAY, 2)
    # On time, so that a test tells when it is late.
    world.released = {day: at.replace(minute=2) for day, at in world.released.items()}
    world.fill(tmp_path)
    with serving(world, lambda _path: lambda: None) as port:
        yield Rig(tmp_path, world, Minutes(BEFORE), port)


def during(host: str, answer: Answer, until: datetime) -> Fault:
    """One host answers otherwise until an instant."""
    return lambda asked, _path, now: answer if asked == host and now < until else None


KALSHI: Final = "external-api.kalshi.com"
SILENT: Final[Answer] = (0, {}, b"")
RESTORED: Final = BEFORE + timedelta(minutes=50)


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(SILENT, id="down"),
        pytest.param((503, {}, b"try later"), id="failing"),
        pytest.param((403, {}, b"Access denied"), id="blocked"),
        pytest.param((200, {}, b"<html><title>Just a moment...</title>cf-challenge</html>"), id="challenge"),
        pytest.param((200, {}, b"<html><body><table><thead><tr><th>Date</th>"), id="truncated"),
    ],
)
def test_a_page_that_cannot_be_had_leaves_the_book_empty_is_told_and_is_read_once_it_can(
    rig: Rig, answer: Answer
) -> None:
    rig.world.fault = during("www.tsa.gov", answer, RESTORED)
    rig.live(40)
    assert rig.known(AWAITED) is None
    assert rig.resting() == 0
    assert PAGE in rig.titles
    rig.clock.instant = RESTORED
    rig.live(30)
    assert rig.known(AWAITED) == rig.world.figures[AWAITED]


@pytest.mark.slow
def test_a_count_that_is_late_leaves_the_book_empty_is_told_once_and_taken_in_when_it_comes(rig: Rig) -> None:
    rig.world.released[AWAITED] = BEFORE + timedelta(minutes=100)
    with rig.process(95) as (paper, run):
        run()
        assert all(not decision.orders for decision in _decisions(paper)[3:])
    late = "the count of Tuesday, 10 February is late"
    assert rig.titles.count(late) == 1
    rig.live(30)
    assert rig.known(AWAITED) == rig.world.figures[AWAITED]
    assert rig.titles.count(late) == 1


@pytest.mark.slow
def test_a_figure_that_is_wrong_is_left_out_and_told_and_the_right_one_taken_in_after_it(rig: Rig) -> None:
    right = rig.world.figures[AWAITED]
    rig.world.figures[AWAITED] = right * 10
    rig.live(50)
    assert rig.known(AWAITED) is None
    assert f"Tuesday, 10 February: {right * 10:,} was not taken in" in rig.titles
    rig.world.figures[AWAITED] = right
    rig.live(30)
    assert rig.known(AWAITED) == right


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"),
    [("trading_active", "the exchange has paused trading"), ("exchange_active", "the exchange is closed")],
    ids=["paused", "maintenance"],
)
def test_an_exchange_that_takes_nothing_is_sent_nothing_and_its_state_and_end_are_told(
    rig: Rig, name: str, words: str
) -> None:
    rig.clock.instant = TRADING
    rig.live(5)
    rig.world.gate[name] = False
    sent = _intents(rig)
    rig.live(15)
    assert _intents(rig) == sent
    assert BOOKS in rig.titles
    assert words in rig.titles
    rig.world.gate[name] = True
    with rig.process(10) as (paper, run):
        run()
        assert any(decision.orders for decision in _decisions(paper))


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(SILENT, id="unreachable"),
        pytest.param((429, {}, b'{"error": "too many requests"}'), id="rate-limiting"),
        pytest.param((502, {}, b"<html>bad gateway</html>"), id="broken"),
        pytest.param((200, {}, b"<html>not JSON</html>"), id="unreadable"),
    ],
)
def test_an_exchange_that_does_not_answer_is_sent_nothing_and_nothing_of_the_account_is_lost(
    rig: Rig, answer: Answer
) -> None:
    rig.clock.instant = TRADING
    until = TRADING + timedelta(minutes=30)
    rig.world.fault = lambda host, _path, now: (
        answer if host == KALSHI and TRADING + timedelta(minutes=6) <= now < until else None
    )
    with rig.process(60) as (paper, run):
        run()
        decisions = _decisions(paper)
        silent = [one for one in decisions if TRADING + timedelta(minutes=10) <= one.as_of < until]
        assert all(not one.orders for one in silent)
        assert any(one.orders for one in decisions if one.as_of >= until)
    assert BOOKS in rig.titles
    assert BOOKS_AGAIN in rig.kept
    assert rig.resting() == 0


@pytest.mark.slow
def test_a_full_disk_takes_everything_out_tells_past_the_outbox_and_the_next_start_goes_on(rig: Rig) -> None:
    rig.clock.instant = TRADING
    rig.live(5)
    with rig.process(60) as (paper, run):
        connection: sqlite3.Connection = paper.store._connection  # pyright: ignore[reportPrivateUsage] - its disk is made small
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="full"):
            run()
    assert ENDED in rig.titles
    assert rig.resting() == 0
    before = _intents(rig)
    rig.live(10)
    assert _intents(rig) > before


@pytest.mark.slow
def test_a_locked_database_is_waited_for_then_everything_is_taken_out_and_the_owner_told(rig: Rig) -> None:
    rig.clock.instant = TRADING
    rig.live(5)
    with rig.process(60) as (paper, run):
        paper.store._connection.execute("PRAGMA busy_timeout = 50")  # pyright: ignore[reportPrivateUsage] - half a minute is long
        with closing(sqlite3.connect(Home(rig.folder).database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked"):
                run()
    assert ENDED in rig.titles
    assert rig.resting() == 0
    rig.live(5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "words"),
    [(timedelta(hours=7), "the clock jumped, or the machine slept"), (-timedelta(hours=2), "the clock was set back")],
    ids=["ahead", "back"],
)
def test_a_clock_that_jumps_is_told_and_what_was_due_is_done_in_order(rig: Rig, by: timedelta, words: str) -> None:
    rig.clock.instant = TRADING
    with rig.process(600) as (paper, run):
        at, jumped = TRADING + timedelta(minutes=10), list[datetime]()
        asleep = rig.clock.sleep

        def sleep(seconds: float) -> None:
            asleep(seconds)
            if not jumped and rig.clock.now() >= at:
                jumped.append(rig.clock.now())
                rig.clock.instant += by
            if jumped and abs(rig.clock.now() - jumped[0] - by) >= timedelta(minutes=12):
                rig.clock.instant = TRADING + timedelta(minutes=600)

        rig.clock.sleep = sleep  # pyright: ignore[reportAttributeAccessIssue] - a clock that somebody sets
        run()
        after = [one.as_of for one in _decisions(paper) if jumped[0] + by <= one.as_of]
        assert after
        assert after[0] - (jumped[0] + by) <= timedelta(minutes=2)
    assert any(title.startswith(words) for title in rig.titles)
    assert rig.resting() == 0


@pytest.mark.slow
def test_a_machine_that_slept_into_the_hours_before_a_count_leaves_the_book_before_anything_else(rig: Rig) -> None:
    clock = rig.clock
    clock.instant = TRADING
    rig.live(5)
    clock.instant = BEFORE + timedelta(minutes=10)
    rig.live(3)
    assert rig.resting() == 0


def _decisions(paper: Paper) -> list[Decision]:
    """Every decision of the week, made again for its orders."""
    now = paper.clock.now()
    records = paper.store.decisions(Week.holding(eastern_day(TRADING)), now + timedelta(days=1))
    found = [remade(one, (paper.policy,)) for one in records]
    return [one for one in found if one is not None]


def _intents(rig: Rig) -> int:
    with SqliteJournal.open_to_read(Home(rig.folder).paper_journal) as journal:
        return sum(isinstance(one, Intended) for one in journal.events())
