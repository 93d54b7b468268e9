from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from paxline.counts.calendar import eastern_day, nominal_release
from paxline.edge.clock import SystemClock
from paxline.edge.simulator.rehearsal import COUNTS_AT, TOLD_AT, Rehearsal
from paxline.edge.simulator.serving import serving
from paxline.edge.tsa import PLAIN_URL, Page, read_page
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK, ManualClock

READINGS = make_world(WEEK, as_of=nominal_release(WEEK.sunday), seed=3).history.readings


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def client(clock: ManualClock) -> Iterator[httpx.Client]:
    made = Rehearsal(clock, 60.0, "a-key", "/somewhere/private_key.pem", READINGS)
    with (
        serving(Starlette(routes=list(made.routes())), port=0, clock=SystemClock()) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


def test_it_tells_its_time_and_where_the_key_lies_but_not_the_key(client: httpx.Client) -> None:
    assert client.get(TOLD_AT).json() == {
        "now": NOW.isoformat(),
        "pace": 60.0,
        "key_id": "a-key",
        "private_key_path": "/somewhere/private_key.pem",
    }


def test_a_count_is_shown_from_its_release_on_and_the_reader_trusts_the_page(
    client: httpx.Client, clock: ManualClock
) -> None:
    def newest() -> str:
        read = read_page(Page(PLAIN_URL, client.get(COUNTS_AT).content, clock.now()), known={})
        assert read.rejected == ()
        return str(max(reading.day for reading in read.readings))

    clock.instant = nominal_release(WEEK.days[2]) - timedelta(seconds=1)
    assert newest() == str(WEEK.days[1])
    clock.instant += timedelta(seconds=1)
    assert newest() == str(WEEK.days[2])


def test_an_archived_year_is_whole_and_one_that_never_was_is_not_there(client: httpx.Client) -> None:
    year = eastern_day(NOW).year - 1
    page = Page(f"{PLAIN_URL}/{year}", client.get(f"{COUNTS_AT}/{year}").content, NOW)
    assert len(read_page(page, known={}).readings) == 365
    assert client.get(f"{COUNTS_AT}/1999").status_code == 404


def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.Client, clock: ManualClock) -> None:
    tag = client.get(COUNTS_AT).headers["ETag"]
    assert client.get(COUNTS_AT, headers={"If-None-Match": tag}).status_code == 304
    clock.instant += timedelta(days=1)
    assert client.get(COUNTS_AT, headers={"If-None-Match": tag}).status_code == 200
