from datetime import UTC, datetime

import httpx
import pytest
from tests.edge.answering import Handler, answers

from paxline.edge.supplements.fetch import ALERTS_URL, LONGEST_WAIT, MOST_BYTES, WAITS, AlertPage, fetch_alerts
from paxline.errors import Blocked, Unreachable, UnreadablePage
from paxline.testing import ManualClock


def asked(handler: Handler, *, clock: ManualClock | None = None) -> AlertPage:
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        return fetch_alerts(client=client, clock=clock or ManualClock())


def test_the_page_comes_with_its_instant_and_the_asker_names_itself() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"{}")

    clock = ManualClock()
    assert asked(handler, clock=clock) == AlertPage(ALERTS_URL, b"{}", clock.instant)
    assert seen[0].url.host == "api.weather.gov"
    assert "Blizzard Warning" in seen[0].url.params["event"]
    assert "paxline" in seen[0].headers["user-agent"]
    assert clock.slept == []


@pytest.mark.parametrize("first", [httpx.Response(503), httpx.ConnectTimeout("slow"), httpx.ReadError("broken")])
def test_a_passing_failure_is_tried_again_after_a_wait(first: httpx.Response | Exception) -> None:
    clock = ManualClock()
    assert asked(answers(first, httpx.Response(200, content=b"[]")), clock=clock).body == b"[]"
    assert clock.slept == [WAITS[0]]


def test_the_wait_that_the_server_asks_for_is_kept() -> None:
    clock = ManualClock()
    busy = httpx.Response(429, headers={"retry-after": "30"})
    asked(answers(busy, httpx.Response(200, content=b"[]")), clock=clock)
    assert clock.slept == [30.0]


def test_retries_end_and_a_long_wait_is_not_waited() -> None:
    clock = ManualClock()
    with pytest.raises(Unreachable, match="503"):
        asked(lambda _: httpx.Response(503, headers={"retry-after": "Fri, 01 Jan 2027 00:00:00 GMT"}), clock=clock)
    assert clock.slept == list(WAITS)
    patient = ManualClock()
    with pytest.raises(Unreachable, match="429"):
        asked(lambda _: httpx.Response(429, headers={"retry-after": str(int(LONGEST_WAIT) + 1)}), clock=patient)
    assert patient.slept == []


@pytest.mark.parametrize("status", [301, 304, 400, 403, 404])
def test_any_other_answer_is_a_refusal(status: int) -> None:
    with pytest.raises(Blocked, match=str(status)):
        asked(lambda _: httpx.Response(status, headers={"location": "https://elsewhere.example/"}))


def test_a_body_is_bounded_in_size_and_time() -> None:
    with pytest.raises(UnreadablePage, match="larger"):
        asked(lambda _: httpx.Response(200, content=b"x" * (MOST_BYTES + 1)))

    clock = ManualClock()

    def slowly(_: httpx.Request) -> httpx.Response:
        clock.sleep(61)
        return httpx.Response(200, content=b"[]")

    with pytest.raises(Unreachable, match="longer than"):
        asked(slowly, clock=clock)


def test_a_body_that_cannot_be_decompressed_is_unreadable() -> None:
    with pytest.raises(UnreadablePage, match="decompressed"):
        asked(lambda _: httpx.Response(200, content=b"no gzip", headers={"content-encoding": "gzip"}))


def test_a_page_is_seen_in_utc() -> None:
    with pytest.raises(ValueError, match="UTC"):
        AlertPage(ALERTS_URL, b"", datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))
