from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.wiring.terms import TERMS

from paxline.counts.calendar import eastern_day
from paxline.counts.history import Vintage
from paxline.edge.kalshi.http import PRODUCTION
from paxline.edge.store import Store
from paxline.edge.tsa import PLAIN_URL
from paxline.errors import Blocked, MissingData, UnreadablePage
from paxline.exchange.world import make_world
from paxline.market.contract import event_ticker
from paxline.market.fees import TSA_TERMS
from paxline.testing import NOW, WEEK, ManualClock
from paxline.wiring.home import Home
from paxline.wiring.live import QUICK, Wires, ingest_file, ingest_tsa, live_scene, open_wires, rebuild

WORLD = make_world(WEEK, as_of=NOW, seed=7)


def tsa_page(year: int) -> bytes:
    """The year's page as the TSA would show it at ``NOW``: the current one newest first, others oldest first."""
    readings = [r for r in WORLD.history.readings if r.day.year == year and r.vintage is Vintage.PUBLISHED]
    current = year == NOW.year
    rows = "".join(
        f"<tr><td>{r.day.month}/{r.day.day}/{r.day.year}</td><td>{r.passengers:,}</td></tr>"
        for r in sorted(readings, key=lambda r: r.day, reverse=current)
    )
    title = "TSA checkpoint travel numbers" if current else f"{year} TSA checkpoint travel numbers"
    head = "<thead><tr><th>Date</th><th>Numbers</th></tr></thead>"
    return f"<html><head><title>{title}</title></head><body><table>{head}<tbody>{rows}</tbody></table>".encode()


def tsa(request: httpx.Request) -> httpx.Response:
    tail = request.url.path.rpartition("/")[2]
    year = int(tail) if tail.isdigit() else NOW.year
    if year < 2022:
        return httpx.Response(404)
    if "if-none-match" in request.headers:
        return httpx.Response(304)
    return httpx.Response(200, content=tsa_page(year), headers={"ETag": f'"{year}"'})


def market(strike: int, ticker: str) -> dict[str, object]:
    return {
        "ticker": ticker,
        "event_ticker": event_ticker(WEEK),
        "market_type": "binary",
        "status": "active",
        "result": "",
        "open_time": "2026-04-20T14:00:00Z",
        "close_time": "2026-04-27T03:59:00Z",
        "strike_type": "greater",
        "floor_strike": strike,
    }


def kalshi(request: httpx.Request) -> httpx.Response:
    tail = request.url.path.removeprefix("/trade-api/v2/")
    if tail in TERMS:
        return httpx.Response(200, json=TERMS[tail])
    if request.url.path.endswith("/markets"):
        markets = [market(rung.strike, rung.ticker) for rung in WORLD.ladder.rungs]
        return httpx.Response(200, json={"markets": markets, "cursor": ""})
    legs = {"yes_dollars": [["0.4000", "13.00"]], "no_dollars": [["0.5500", "7.00"]]}
    books = [{"ticker": ticker, "orderbook_fp": legs} for ticker in request.url.params.get_list("tickers")]
    return httpx.Response(200, json={"orderbooks": books})


def refusing(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(403, content=b"Access denied")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


def wires(at_tsa: object, at_kalshi: object) -> Wires:
    return Wires(
        tsa=httpx.Client(transport=httpx.MockTransport(at_tsa)),  # pyright: ignore[reportArgumentType] - a handler
        kalshi=httpx.Client(
            base_url=PRODUCTION.rest,
            transport=httpx.MockTransport(at_kalshi),  # pyright: ignore[reportArgumentType] - a handler
        ),
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_the_first_time_every_year_is_fetched_and_afterwards_only_what_changed(home: Home, clock: ManualClock) -> None:
    said: list[str] = []
    client = wires(tsa, kalshi).tsa
    with home.store() as store:
        first = ingest_tsa(store, client=client, clock=clock, progress=said.append, manners=QUICK)
        again = ingest_tsa(store, client=client, clock=clock, progress=said.append, manners=QUICK)
        history = store.history(clock.now())
    assert first.latest_day == eastern_day(NOW) - timedelta(days=1)
    assert first.readings.added > 1_400
    assert again.readings.added == again.readings.revised == 0
    # 2019 to 2021 are not on this site: a note each, not a failure.
    assert len(first.notes) == 3
    assert {r.vintage for r in history.readings if r.day.year == 2025} == {Vintage.RESTATED}
    assert {r.vintage for r in history.readings if r.day.year == 2026} == {Vintage.PUBLISHED}
    assert said[0] == "asking https://www.tsa.gov/travel/passenger-volumes"


def test_the_raw_bytes_are_kept_even_of_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    page = tmp_path / "odd.html"
    page.write_bytes(b"<html><body>nothing here</body></html>")
    with Store.open(tmp_path / "s.sqlite") as store:
        with pytest.raises(UnreadablePage):
            ingest_file(store, page, seen_at=NOW)
        assert [kept.content for kept in store.pages()] == [page.read_bytes()]
        with pytest.raises(MissingData, match="cannot be read"):
            ingest_file(store, tmp_path / "absent.html", seen_at=NOW)


def test_readings_can_be_made_again_from_the_stored_pages(home: Home, clock: ManualClock) -> None:
    with home.store() as store:
        ingest_tsa(store, client=wires(tsa, kalshi).tsa, clock=clock, progress=lambda _: None, manners=QUICK)
        before = store.history(clock.now())
        store.add_page(PLAIN_URL, b"not a page", seen_at=clock.now())
        again = rebuild(store, now=clock.now())
        after = store.history(clock.now())
    assert again.readings.added == len(before.readings)
    assert [r.reason for r in again.rejected if "passenger-volumes" in r.reason]
    assert {(r.day, r.vintage, r.passengers, r.known_at) for r in after.readings} == {
        (r.day, r.vintage, r.passengers, r.known_at) for r in before.readings
    }


def test_the_live_scene_has_counts_listings_and_quotes(home: Home, clock: ManualClock) -> None:
    with live_scene(
        home, week=None, as_of=None, wires=wires(tsa, kalshi), clock=clock, progress=lambda _: None
    ) as scene:
        assert scene.week == WEEK
        assert scene.origin.startswith("Live: the TSA's page answers and so does the exchange; as of Thu 23 Apr 2026")
        quotes = scene.store.quotes(WEEK, scene.as_of)
        assert len(quotes) == len(WORLD.ladder.rungs)
        assert scene.conditions
        assert scene.conditions.fee_terms == TSA_TERMS
        assert scene.conditions.gate.trading_open
        assert scene.conditions.notices == ()
        assert {str(q.quote.bid) for q in quotes} == {"0.4000"}
        assert {str(q.quote.ask) for q in quotes} == {"0.4500"}


def test_without_the_exchange_the_scene_says_so_and_has_the_counts(home: Home, clock: ManualClock) -> None:
    with live_scene(
        home, week=WEEK, as_of=None, wires=wires(tsa, refusing), clock=clock, progress=lambda _: None
    ) as scene:
        assert "the exchange does not (" in scene.origin
        assert scene.conditions is None
        assert scene.store.quotes(WEEK, scene.as_of) == ()
        assert scene.store.history(scene.as_of).latest_day is not None


def test_without_the_tsa_there_is_no_live_scene(home: Home, clock: ManualClock) -> None:
    with ExitStack() as stack, pytest.raises(Blocked):
        stack.enter_context(
            live_scene(home, week=None, as_of=None, wires=wires(refusing, kalshi), clock=clock, progress=lambda _: None)
        )


def test_the_wires_lead_to_the_production_side() -> None:
    with open_wires() as opened:
        assert str(opened.kalshi.base_url).startswith(PRODUCTION.rest)
    assert opened.tsa.is_closed
