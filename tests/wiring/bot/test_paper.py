"""The bot on paper in front of a made-up TSA site and a made-up exchange, its clock moved by hand."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.wiring.past import LATE, SETTLES, Exchange, rungs
from tests.wiring.test_live import kalshi, refusing, tsa, wires

from paxline.desk.ledger import fold
from paxline.desk.orders import State
from paxline.edge.controls import FileControl
from paxline.edge.settings import Settings
from paxline.errors import StoreError, Unreachable
from paxline.market.contract import closes_at
from paxline.market.listing import Listing
from paxline.run.control import Ask
from paxline.run.schedule import Errand
from paxline.testing import NOW, WEEK, ManualClock
from paxline.wiring.bot.paper import Paper, keep_running, open_paper
from paxline.wiring.home import Home

SAID: list[str] = []


def at_kalshi(request: httpx.Request) -> httpx.Response:
    if request.url.path.endswith("historical/cutoff"):
        at = "2026-01-01T00:00:00Z"
        return httpx.Response(200, json={"market_settled_ts": at, "trades_created_ts": at, "orders_updated_ts": at})
    if request.url.path.endswith("markets/trades"):
        return httpx.Response(200, json={"trades": [], "cursor": ""})
    return kalshi(request)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def paper(tmp_path: Path, clock: ManualClock) -> Generator[Paper]:
    control = FileControl(tmp_path)
    with open_paper(
        Home(tmp_path), settings=Settings(), control=control, wires=wires(tsa, at_kalshi), clock=clock
    ) as opened:
        opened.model = "ratio"
        yield opened


def test_it_catches_up_decides_on_the_public_books_and_keeps_the_decision(paper: Paper, clock: ManualClock) -> None:
    paper.catch_up(SAID.append)
    clock.instant += timedelta(minutes=10)
    done = paper.cycle()
    assert done.stopped == ()
    decisions = paper.store.decisions(WEEK, clock.now())
    assert [record.digest for record in decisions] == [decision.digest for decision in done.decisions]
    assert done.decisions[-1].missing == ()


def test_where_the_exchange_does_not_answer_the_decision_refuses(tmp_path: Path, clock: ManualClock) -> None:
    with open_paper(
        Home(tmp_path), settings=Settings(), control=FileControl(tmp_path), wires=wires(tsa, refusing), clock=clock
    ) as paper:
        paper.model = "ratio"
        paper.catch_up(SAID.append)
        done = paper.cycle()
    assert done.sent == ()
    assert "whether the exchange takes orders" in done.decisions[-1].missing


def test_the_page_is_asked_for_alone_and_a_new_count_asks_for_a_decision(paper: Paper) -> None:
    found = paper.do(Errand.READ_PAGE)
    assert found.news == (Errand.DECIDE,)
    assert "counts through 2026-04-22" in found.words
    assert paper.do(Errand.READ_PAGE).news == ()
    assert [page.url.rpartition("/")[2] for page in paper.store.pages()] == ["passenger-volumes"]


def test_a_page_that_does_not_come_is_the_outsides_fault(tmp_path: Path, clock: ManualClock) -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with open_paper(
        Home(tmp_path), settings=Settings(), control=FileControl(tmp_path), wires=wires(gone, at_kalshi), clock=clock
    ) as paper:
        with pytest.raises(Unreachable):
            paper.do(Errand.READ_PAGE)
        said: list[str] = []
        paper.catch_up(said.append)
        assert "catching up" in said[-1]


def test_a_halted_bot_goes_on_recording_and_leaves_nothing_in_the_book(paper: Paper, clock: ManualClock) -> None:
    paper.catch_up(SAID.append)
    clock.instant += timedelta(minutes=10)
    FileControl(paper.home.folder).halt("a test")
    before = len(paper.store.decisions(WEEK, clock.now()))
    done = paper.cycle()
    assert done.sent == ()
    assert len(paper.store.decisions(WEEK, clock.now())) > before
    assert fold(paper.journal.events()).working() == ()


def test_it_runs_until_it_is_told_to_stop_and_takes_everything_out(tmp_path: Path, clock: ManualClock) -> None:
    until = NOW + timedelta(minutes=6)
    control = FileControl(tmp_path, lambda: Ask.STOP if clock.now() >= until else None)
    said: list[str] = []
    with open_paper(
        Home(tmp_path), settings=Settings(), control=control, wires=wires(tsa, at_kalshi), clock=clock
    ) as paper:
        paper.model = "ratio"
        paper.catch_up(SAID.append)
        assert keep_running(paper, log=said.append) == "it was told to stop"
        ledger = fold(paper.journal.events())
        decisions = paper.store.decisions(WEEK, clock.now())
    assert len(decisions) >= 6
    assert all(one.state in {State.CANCELED, State.EXECUTED, State.REJECTED} for one in ledger.orders.values())
    assert list((tmp_path / "backups").iterdir())


def test_one_home_runs_one_bot(paper: Paper) -> None:
    with (
        pytest.raises(StoreError, match="end that one first"),
        open_paper(paper.home, settings=Settings(), control=paper.control, wires=paper.wires, clock=paper.clock),
    ):
        pass


@pytest.mark.parametrize(("missed", "candles"), [("", 91), ("; `paxline ingest --market` asks for them again", 0)])
def test_a_week_that_was_watched_is_followed_until_it_has_settled_and_kept_as_evidence(
    tmp_path: Path, clock: ManualClock, missed: str, candles: int
) -> None:
    exchange = Exchange(clock)
    exchange.has_candles = not missed
    (rung, *_) = rungs(WEEK)
    with open_paper(
        Home(tmp_path), settings=Settings(), control=FileControl(tmp_path), wires=wires(tsa, exchange), clock=clock
    ) as paper:
        assert paper.standing().unsettled == ()
        paper.store.add_listings([Listing(rung, WEEK, NOW, "kalshi market")])
        assert paper.standing().unsettled == ()
        clock.instant = closes_at(WEEK)
        assert paper.standing().unsettled == (WEEK,)
        assert paper.do(Errand.FOLLOW_SETTLEMENT).words == ""
        clock.instant = closes_at(WEEK) + SETTLES
        found = paper.do(Errand.FOLLOW_SETTLEMENT)
        assert found.words.startswith("the week to 2026-04-26 has settled")
        assert found.words.endswith(missed)
        assert found.news == (Errand.DECIDE,)
        assert paper.standing().unsettled == ()
        assert len(paper.store.results(clock.now())) == len(rungs(WEEK))
        assert len(paper.store.candles(WEEK, LATE)) == candles
