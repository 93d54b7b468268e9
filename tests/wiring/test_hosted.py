from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from paxline.edge.aws.copies import Shelf
from paxline.edge.aws.parameters import Parameters
from paxline.edge.aws.published import Published
from paxline.edge.aws.session import Names, client
from paxline.edge.controls import FileControl, FileDiary
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import MissingData, UsageError
from paxline.exchange.world import make_world
from paxline.run.arming import World
from paxline.run.schedule import Errand
from paxline.testing import NOW, WEEK, ManualClock, reading
from paxline.wiring.home import Home
from paxline.wiring.hosted import SILENT, bring_back, keep, measured, obey, publish, put_key

NAMES = Names(region="us-east-1", bucket="kept")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "made-up")
    with mock_aws():
        yield


@pytest.fixture
def shelf(account: None) -> Shelf:
    s3: Any = client("s3", NAMES)
    s3.create_bucket(Bucket="kept")
    return Shelf(s3, "kept")


@pytest.fixture
def parameters(account: None) -> Parameters:
    made = Parameters(client("ssm", NAMES))
    made.resume()
    return made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    with Store.open(folder / "paxline.sqlite") as store:
        store.add_readings([reading(WEEK.monday, 2_500_000)])
    return Home(folder)


def test_a_new_machine_gets_the_newest_copy_back(home: Home, shelf: Shelf, tmp_path: Path) -> None:
    clock = ManualClock()
    with pytest.raises(MissingData, match="no whole copy yet"):
        bring_back(home, shelf, "newest", clock=clock)
    keep(home, shelf, clock=clock)
    clock.sleep(60)
    newest = keep(home, shelf, clock=clock)
    fresh = Home(tmp_path / "fresh")
    fresh.folder.mkdir()
    assert bring_back(fresh, shelf, "newest", clock=clock) == newest
    with fresh.store() as store:
        assert store.latest_instant() == reading(WEEK.monday, 1).known_at


def test_pages_and_the_week_s_report_go_to_the_bucket(tmp_path: Path, account: None) -> None:
    s3: Any = client("s3", NAMES)
    s3.create_bucket(Bucket="kept")
    published, home, world = Published(s3, "kept"), Home(tmp_path / "home"), make_world(WEEK, as_of=NOW, seed=7)
    with home.store() as store:
        store.add_page("https://www.tsa.gov/travel", b"<p>as it came", seen_at=NOW)
        with pytest.raises(MissingData):
            publish(home, published, clock=ManualClock(NOW))
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
    assert publish(home, published, clock=ManualClock(NOW)).startswith("0 new pages"), "the page went before"
    kept = {one["Key"] for one in s3.list_objects_v2(Bucket="kept")["Contents"]}
    assert len(kept) == 2
    report = s3.get_object(Bucket="kept", Key=f"reports/week-{WEEK.sunday}.html")["Body"].read().decode()
    assert "<html" in report


def test_the_switch_halts_the_home_and_lifts_its_own_halt_alone(home: Home, parameters: Parameters) -> None:
    assert obey(home, parameters) == ""
    parameters.halt("the storm")
    assert obey(home, parameters) == "AWS: the storm"
    parameters.resume()
    assert obey(home, parameters) == ""
    FileControl(home.folder).halt("found a difference")
    assert obey(home, parameters) == "found a difference"


def test_a_switch_that_cannot_be_read_changes_nothing(home: Home, account: None) -> None:
    FileControl(home.folder).halt("AWS: the storm")
    with pytest.raises(MissingData):
        obey(home, Parameters(client("ssm", NAMES)))
    assert FileControl(home.folder).halted() == "AWS: the storm"


def test_a_home_without_a_quote_tells_nothing_of_them_while_the_market_is_open(home: Home) -> None:
    clock = ManualClock(NOW)
    found = measured(home, clock=clock)
    assert (found.stale_minutes, found.halted, found.differences, found.drawdown) == (None, 0, 0, 0.0)
    FileControl(home.folder).halt("a test")
    assert measured(home, clock=clock).halted == 1


def test_the_heart_beats_while_the_loop_comes_round_and_no_longer(home: Home) -> None:
    clock, diary = ManualClock(NOW), FileDiary(home.folder)
    assert measured(home, clock=clock).heartbeat == 0, "nothing runs"
    with SqliteJournal.open(home.paper_journal):
        diary.keep({Errand.PING: clock.now()})
        assert measured(home, clock=clock).heartbeat == 1
        clock.sleep(SILENT.total_seconds() + 1)
        assert measured(home, clock=clock).heartbeat == 0, "it hangs"
    diary.keep({Errand.PING: clock.now()})
    assert measured(home, clock=clock).heartbeat == 0, "it has ended"


def test_a_file_that_is_no_key_is_not_kept(parameters: Parameters, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    with pytest.raises(UsageError, match="cannot be read"):
        put_key(parameters, World.DEMO, key_id="id", pem=file)
    file.write_text("hush")
    with pytest.raises(UsageError) as refused:
        put_key(parameters, World.DEMO, key_id="id", pem=file)
    assert "hush" not in str(refused.value)
