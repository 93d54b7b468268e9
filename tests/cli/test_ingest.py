import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.wiring.past import BEFORE, Exchange, rungs
from typer.testing import Result

from paxline.counts.calendar import Week, eastern_day
from paxline.edge.clock import SystemClock
from paxline.edge.kalshi import http
from paxline.edge.kalshi.http import Environment, open_client
from paxline.errors import UsageError
from paxline.testing import WEEK

Run = Callable[..., Result]

PAGE = """<html><head><title>TSA checkpoint travel numbers</title></head><body><table class="table">
<thead><tr><th>Date</th><th>Numbers</th></tr></thead><tbody>
<tr><td>4/22/2026</td><td>2,302,381</td></tr><tr><td>4/21/2026</td><td>2,055,863</td></tr>
<tr><td>4/20/2026</td><td>many</td></tr></tbody></table></body></html>"""


def test_a_folder_is_loaded_once_and_a_second_time_adds_nothing(run: Run, world_folder: Path) -> None:
    first = json.loads(run("ingest", "--archive", str(world_folder), "--json").stdout)
    again = json.loads(run("ingest", "--archive", str(world_folder), "--json").stdout)
    assert first["added"] > 1000
    assert (again["added"], again["revised"]) == (0, 0)
    assert first["latest_day"] == again["latest_day"] == "2026-04-26"
    assert first["as_of"].endswith("Z")


def test_a_saved_page_gives_its_good_rows_and_names_its_bad_one(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    done = json.loads(run("ingest", "--page", str(page), "--seen-at", "2026-04-23T13:00Z", "--json").stdout)
    assert done["added"] == 2
    assert done["latest_day"] == "2026-04-22"
    assert [rejected["day"] for rejected in done["rejected"]] == ["2026-04-20", "2026-01-01"]
    assert "many" in done["rejected"][0]["reason"]
    assert done["rejected"][1]["reason"] == "page.html: there are no rows for 2026-01-01 to 2026-04-19."


def test_told_in_words(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    result = run("ingest", "--page", str(page), "--seen-at", "2026-04-23T13:00Z")
    assert "2 figures added, 0 revised, 2 rejected; the latest day is 2026-04-22" in result.stdout
    assert "not taken in: " in result.stdout


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    exchange = Exchange(SystemClock())

    def opened(environment: Environment) -> httpx.Client:
        return open_client(environment, transport=httpx.MockTransport(exchange))

    monkeypatch.setattr(http, "open_client", opened)
    return exchange


def test_past_weeks_of_the_market_are_fetched_and_a_second_time_nothing_is(run: Run, market: Exchange) -> None:
    back = str((Week.holding(eastern_day(SystemClock().now())).sunday - BEFORE.sunday).days // 7)
    first = run("ingest", "--market", "--weeks", back)
    count = len(rungs(WEEK))
    kept = f"2 weeks added with {2 * count} results and {14 * count} candles; 0 of the last {back} were kept already."
    assert first.stdout.splitlines()[0] == kept
    assert first.stdout.count("the exchange tells no result") == int(back) - 2
    assert f"asking the exchange for the {WEEK}" in first.stderr
    asked = len(market.asked)
    again = json.loads(run("ingest", "--market", "--weeks", back, "--json").stdout)
    assert again == {"asked": int(back) - 2, "weeks": []}
    assert not [path for path in market.asked[asked:] if path.endswith("candlesticks")]


def test_weeks_are_of_the_market_and_sources_are_named_one_at_a_time(run: Run, tmp_path: Path) -> None:
    for words in (["--weeks", "3"], ["--market", "--rebuild"], ["--market", "--archive", str(tmp_path)]):
        result = run("ingest", *words)
        assert isinstance(result.exception, UsageError)
        assert "--market" in str(result.exception)
