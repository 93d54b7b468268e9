import json
from datetime import timedelta
from pathlib import Path

import httpx
from tests.simulation.trading import pem

from paxline.edge.kalshi.http import DEMO
from paxline.edge.logs import newest_lines
from paxline.edge.settings import Alerts, Settings
from paxline.edge.worlds import LOG
from paxline.errors import SourceError
from paxline.testing import ManualClock
from paxline.wiring.account.venue import credential, open_venue
from paxline.wiring.bot.instruments import PUBLISHED, open_instruments, secrets, told_figures
from paxline.wiring.home import Home

KEY_ID = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c"
VARIABLES = {
    "PAXLINE_KALSHI_DEMO_KEY_ID": KEY_ID,
    "PAXLINE_KALSHI_DEMO_KEY_PEM": pem().decode().replace("\n", "\\n"),
    "PATH": "/usr/bin",
}
SETTINGS = Settings(alerts=Alerts(channels=("json://hush-0123456789@a.example",), ping="https://hc.example/1f3a55aa77"))


def test_every_attempt_of_a_signed_venue_is_counted_and_a_failed_one_is_logged(tmp_path: Path) -> None:
    clock = ManualClock()

    def refused(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": {"code": "authentication_error", "message": "no"}})

    known_by = credential(DEMO, VARIABLES)
    with (
        open_instruments(Home(tmp_path), SETTINGS, variables=VARIABLES, clock=clock) as watching,
        open_venue(known_by, clock=clock, transport=httpx.MockTransport(refused), observe=watching.call) as signed,
    ):
        try:
            signed.account.statement(clock.now())
        except SourceError as error:
            watching.log.warning("no statement", why=str(error), key=KEY_ID, channel=SETTINGS.alerts.channels[0])
        text = watching.metrics.text()
    assert 'route="portfolio/orders",status="401"' in text
    lines = [json.loads(line) for line in (tmp_path / "logs" / LOG).read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["call failed", "no statement"]
    assert lines[0]["route"] == "portfolio/orders"
    written = (tmp_path / "logs" / LOG).read_text(encoding="utf-8")
    assert KEY_ID not in written
    assert "hush" not in written


def test_what_is_secret_is_known_and_the_rest_is_not() -> None:
    found = secrets(SETTINGS, VARIABLES)
    assert set(found) == {*SETTINGS.alerts.channels, SETTINGS.alerts.ping, KEY_ID, pem().decode()}


def test_figures_are_written_every_so_often_and_told_with_the_age_of_the_last_sign_of_life(tmp_path: Path) -> None:
    clock, home = ManualClock(), Home(tmp_path)
    assert told_figures(home, now=clock.now()).startswith("# nothing has run")
    start = clock.now()
    with open_instruments(home, SETTINGS, variables={}, clock=clock) as watching:
        watching.publish(start)
        assert "heartbeat_age_seconds 0.0" in told_figures(home, now=start)
        watching.metrics.happened("heartbeat", start)
        watching.publish(start + PUBLISHED / 2)
        assert 'what="heartbeat"' not in home.figures().read_text(encoding="utf-8")
        watching.publish(start + PUBLISHED)
    told = told_figures(home, now=start + timedelta(seconds=90))
    assert "paxline_heartbeat_age_seconds 90.0" in told
    assert 'paxline_value{what="heartbeat"}' in told


def test_each_world_has_its_own_log_and_figures_and_the_one_that_lives_is_told(tmp_path: Path) -> None:
    clock, home = ManualClock(), Home(tmp_path)
    for world, age in (("paper", 300), ("production", 20)):
        with open_instruments(home, SETTINGS, variables={}, clock=clock, world=world) as watching:
            watching.log.info("began", world=world)
            clock.sleep(1.0)
            watching.metrics.happened("heartbeat", clock.now() - timedelta(seconds=age))
            watching.publish(clock.now())
    assert {file.name for file in (tmp_path / "logs").iterdir()} == {"paxline.jsonl", "paxline-production.jsonl"}
    assert {file.name for file in tmp_path.glob("*.prom")} == {"metrics.prom", "metrics-production.prom"}
    assert "paxline_heartbeat_age_seconds 20.0" in told_figures(home, now=clock.now())
    assert [line["world"] for line in newest_lines(home.logs, 5)] == ["production", "paper"]
    assert len(newest_lines(home.logs, 1)) == 1
