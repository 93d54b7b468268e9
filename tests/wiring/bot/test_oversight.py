"""A paper bot that is overseen: alerts arrive at a channel, survive what ends it, and hold no secret."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.edge.test_notify import Listener, listening
from tests.wiring.bot.test_paper import at_kalshi
from tests.wiring.test_live import refusing, tsa, wires

from paxline.edge.aside import aside
from paxline.edge.clock import SystemClock
from paxline.edge.controls import FileControl
from paxline.edge.redaction import HIDDEN, Redaction
from paxline.edge.settings import Alerts, Settings
from paxline.errors import StoreError
from paxline.run.alerts import Kind, Message
from paxline.run.control import Ask
from paxline.run.oversight import Oversight
from paxline.testing import NOW, ManualClock
from paxline.wiring.bot.instruments import Instruments, open_instruments
from paxline.wiring.bot.oversight import Redacted, cry_out, last_words, overseen, run_overseen, vitals_served
from paxline.wiring.bot.paper import Paper, open_paper
from paxline.wiring.home import Home
from paxline.wiring.posted import posted

SECRET = "hush-0123456789"  # noqa: S105 - made up, to see that it is not told


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


@contextmanager
def bot(
    folder: Path, listener: Listener, clock: ManualClock, *, at_tsa: object = tsa, until: timedelta
) -> Generator[tuple[Paper, Oversight, Instruments, Settings]]:
    """A paper bot whose alerts go to a listener, stopped after a while."""
    settings = Settings(alerts=Alerts(channels=(f"json://{SECRET}:x@127.0.0.1:{listener.port}/",)))
    end = clock.now() + until
    control = FileControl(folder, lambda: Ask.STOP if clock.now() >= end else None)
    home, to = Home(folder), wires(at_tsa, at_kalshi)
    with (
        open_instruments(home, settings, variables={}, clock=clock) as watching,
        open_paper(home, settings=settings, control=control, wires=to, clock=clock, observe=watching.call) as paper,
        overseen(home, settings=settings, instruments=watching, journal=home.paper_journal) as oversight,
    ):
        paper.model = "ratio"
        yield paper, oversight, watching, settings


def ran(folder: Path, listener: Listener, clock: ManualClock, *, at_tsa: object = tsa, minutes: int = 8) -> list[str]:
    """The titles that arrived while it ran for so many minutes."""
    until = timedelta(minutes=minutes)
    with bot(folder, listener, clock, at_tsa=at_tsa, until=until) as (paper, over, watching, chosen):
        run_overseen(paper, oversight=over, instruments=watching, settings=chosen, log=lambda _: None)
    return [str(one["title"]) for one in listener.heard]


def test_trouble_that_lasts_and_a_halt_arrive_and_are_logged_and_counted(tmp_path: Path, listener: Listener) -> None:
    FileControl(tmp_path).halt(f"{SECRET} said so")
    titles = ran(tmp_path, listener, ManualClock(NOW), at_tsa=refusing)
    assert f"trading is halted: {HIDDEN} said so" in titles
    assert "look whether the TSA has published: it does not work" in titles
    assert {one.state for one in posted(Home(tmp_path), most=99)} == {"sent"}
    logged = (tmp_path / "logs" / "paxline.jsonl").read_text(encoding="utf-8")
    assert "answers 403" in logged
    assert SECRET not in logged + json.dumps(listener.heard)
    figures = (tmp_path / "metrics.prom").read_text(encoding="utf-8")
    assert 'paxline_errands_total{errand="READ_PAGE",outcome="Blocked"}' in figures
    assert 'paxline_value{what="heartbeat"}' in figures


def test_the_brief_arrives_at_its_time_once_a_day(tmp_path: Path, listener: Listener) -> None:
    clock = ManualClock(NOW)
    titles = ran(tmp_path, listener, clock, minutes=26)
    again = ran(tmp_path, listener, clock, minutes=5)
    briefs = [one for one in posted(Home(tmp_path), most=99) if one.alert.kind is Kind.BRIEF]
    assert len(briefs) == 1
    assert again.count(briefs[0].alert.title) == titles.count(briefs[0].alert.title) == 1


def test_what_no_channel_took_waits_for_the_next_start(tmp_path: Path, listener: Listener) -> None:
    listener.status, clock = 500, ManualClock(NOW)
    FileControl(tmp_path).halt("storm")
    ran(tmp_path, listener, clock, minutes=2)
    assert [one.state for one in posted(Home(tmp_path), most=99)] == ["failed"]
    listener.status = 200
    listener.heard.clear()
    clock.instant += timedelta(hours=1)
    assert ran(tmp_path, listener, clock, minutes=2).count("trading is halted: storm") == 1


def test_where_nothing_can_be_written_the_owner_is_told_past_the_outbox(tmp_path: Path, listener: Listener) -> None:
    with bot(tmp_path, listener, ManualClock(NOW), until=timedelta(minutes=3)) as (paper, over, watching, chosen):

        def full(_errand: object) -> None:
            raise StoreError("the disk is full")

        paper.do = full  # pyright: ignore[reportAttributeAccessIssue] - a disk that is full
        with pytest.raises(StoreError, match="full"):
            run_overseen(paper, oversight=over, instruments=watching, settings=chosen, log=lambda _: None)
    assert [one["title"] for one in listener.heard] == ["paxline ended: nothing can be written down"]
    assert "the disk is full" in str(listener.heard[0]["message"])


def test_without_a_channel_alerts_wait_and_nobody_is_asked(tmp_path: Path) -> None:
    home, clock = Home(tmp_path), ManualClock(NOW)
    with open_instruments(home, Settings(), variables={}, clock=clock) as watching:
        home.store().close()
        with overseen(home, settings=Settings(), instruments=watching, journal=home.paper_journal) as oversight:
            oversight.turned(NOW)
            oversight.turned(NOW + timedelta(hours=1))
            last_words(oversight, clock=clock)
        assert oversight.delivery is None
        assert [one.state for one in posted(home, most=9)] == ["waiting"]
        assert cry_out(Settings(), watching.redaction, "x") == "no channel is set"


def test_what_is_being_sent_at_the_end_is_waited_for_a_little(tmp_path: Path, listener: Listener) -> None:
    clock, wall = ManualClock(NOW), SystemClock()
    with bot(tmp_path, listener, clock, until=timedelta(0)) as (paper, over, _watching, _chosen):
        assert over.delivery is not None
        over.delivery.aside = aside
        over.turned(NOW)
        over.turned(NOW + timedelta(hours=1))
        assert over.delivery.busy
        last_words(over, clock=wall)
        assert not over.delivery.busy
        assert paper.store.results(NOW) == ()
    assert len(listener.heard) == 1


def test_figures_and_readiness_are_served_while_it_runs(tmp_path: Path, listener: Listener) -> None:
    # The server is waited for by the wall's clock, readiness told by the loop's.
    wall = SystemClock()
    with (
        bot(tmp_path, listener, ManualClock(NOW), until=timedelta(0)) as (_paper, over, watching, _chosen),
        vitals_served(0, instruments=watching, oversight=over, clock=wall) as port,
    ):
        here = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{here}/readyz").json()["why"] == "the loop has not begun"
        over.turned(wall.now())
        assert httpx.get(f"{here}/readyz").json() == {"ready": True, "why": ""}
        assert "paxline_heartbeat_age_seconds" in httpx.get(f"{here}/metrics").text
        over.turned(NOW - timedelta(days=3650))
        assert "has not come round" in httpx.get(f"{here}/readyz").json()["why"]


class Deaf:
    """A notifier that takes nothing and says a secret."""

    def send(self, message: Message) -> str:
        return f"{message.title} {SECRET}"


def test_neither_a_message_nor_why_it_failed_holds_a_secret() -> None:
    clean = Redacted(Deaf(), Redaction.of([SECRET]))
    assert clean.send(Message((), Kind.FILL, f"a {SECRET}", SECRET, SECRET)) == f"a {HIDDEN} {HIDDEN}"
