from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import httpx
import pytest

from paxline.edge.clock import PacedClock
from paxline.edge.kalshi.sign import read_key_file
from paxline.edge.rehearsed import CountsThere, Rehearsed
from paxline.edge.tsa import PLAIN_URL
from paxline.errors import Unreachable, UsageError
from paxline.testing import NOW, WEEK
from paxline.wiring.simulated.served import Offer, ServedExchange, build, served


def no_wait(_seconds: float) -> None:
    pass


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServedExchange, str]]:
    wall = PacedClock(NOW, pace=1)
    made = build(Offer(week=WEEK, seed=5, speed=40.0), wall=wall, folder=tmp_path_factory.mktemp("key"))
    with served(made, port=0, wall=wall) as announced:
        yield made, announced["rest"].removesuffix("/trade-api/v2")


def test_everything_that_is_needed_is_asked_for(exchange: tuple[ServedExchange, str]) -> None:
    made, base = exchange
    found = Rehearsed.ask(f"{base}/", wait=no_wait)
    assert (found.base, found.pace, found.key_id) == (base, 40.0, made.key_id)
    assert (found.environment.rest, found.environment.name) == (f"{base}/trade-api/v2", "rehearsal")
    assert found.environment.stream == f"ws{base.removeprefix('http')}/trade-api/ws/v2"
    assert found.now.tzinfo is UTC
    assert abs((found.now - made.clock.now()).total_seconds()) < 40 * 5
    read_key_file(found.private_key_path)
    assert made.key_id not in repr(found)


@pytest.mark.parametrize(
    "url", ["https://external-api.kalshi.com", "http://10.0.0.1:8000", "http://127.0.0.1", "nonsense", "http://[:x"]
)
def test_nothing_outside_this_machine_is_a_rehearsal(url: str) -> None:
    with pytest.raises(UsageError):
        Rehearsed.ask(url, wait=no_wait)


def test_where_nobody_answers_it_says_who_would(tmp_path: Path) -> None:
    del tmp_path
    with pytest.raises(Unreachable, match="paxline exchange serve"):
        Rehearsed.ask("http://127.0.0.1:9", wait=no_wait)


def test_the_counts_come_from_the_rehearsal_and_nobody_else_is_asked(exchange: tuple[ServedExchange, str]) -> None:
    with httpx.Client(transport=CountsThere(exchange[1])) as client:
        assert b"TSA checkpoint travel numbers" in client.get(PLAIN_URL).content
        assert b"2025 TSA checkpoint" in client.get(f"{PLAIN_URL}/2025").content
        with pytest.raises(httpx.ConnectError, match="not part of the rehearsal"):
            client.get("https://example.org/")
