import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import numpy as np
import pytest
from tests.edge.answering import Handler, answers

from paxline.edge.tsa import (
    PLAIN_URL,
    Manners,
    Missed,
    NotModified,
    Page,
    Validators,
    Wanted,
    archive_url,
    fetch,
    fetch_in_turn,
)
from paxline.errors import Blocked, PaxlineError, SourceError, Unreachable, UnreadablePage, UsageError
from paxline.testing import ManualClock

BODY = b"<html><table><tr><td>1</td></tr></table></html>"


def asked(
    handler: Handler, *, wanted: Wanted | None = None, clock: ManualClock | None = None, manners: Manners | None = None
) -> Page | NotModified:
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        return fetch(
            wanted or Wanted(PLAIN_URL),
            client=client,
            clock=clock or ManualClock(),
            rng=np.random.default_rng(7),
            manners=manners or Manners(),
        )


def test_a_page_comes_with_its_instant_and_validators() -> None:
    headers = {"etag": '"7"', "last-modified": "Mon, 27 Apr 2026 12:40:00 GMT"}
    clock = ManualClock()
    page = asked(answers(httpx.Response(200, content=BODY, headers=headers)), clock=clock)
    assert page == Page(PLAIN_URL, BODY, clock.instant, '"7"', "Mon, 27 Apr 2026 12:40:00 GMT")


def test_the_site_sees_a_browser_and_what_is_stored() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(304)

    clock = ManualClock()
    stored = Validators('"7"', "Mon, 27 Apr 2026 12:40:00 GMT")
    assert asked(handler, wanted=Wanted(PLAIN_URL, stored), clock=clock) == NotModified(PLAIN_URL, clock.instant)
    assert seen[0].headers["user-agent"].startswith("Mozilla/5.0")
    assert seen[0].headers["if-none-match"] == '"7"'
    assert seen[0].headers["if-modified-since"] == "Mon, 27 Apr 2026 12:40:00 GMT"


def test_a_stored_validator_cannot_become_another_header() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=BODY)

    asked(handler, wanted=Wanted(PLAIN_URL, Validators("a\r\nCookie: b", "ü")))
    assert "if-none-match" not in seen[0].headers
    assert "if-modified-since" not in seen[0].headers


def test_not_modified_without_a_condition_is_no_answer() -> None:
    with pytest.raises(Blocked, match="304"):
        asked(answers(httpx.Response(304)))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_growing_waits(status: int) -> None:
    clock = ManualClock()
    page = asked(
        answers(*[httpx.Response(status)] * 3, httpx.Response(200, content=BODY)),
        clock=clock,
        manners=Manners(first_wait=2.0),
    )
    assert isinstance(page, Page)
    for wait, full in zip(clock.slept, (2.0, 4.0, 8.0), strict=True):
        assert full / 2 <= wait <= full


def test_the_same_seed_waits_the_same() -> None:
    clocks = (ManualClock(), ManualClock())
    for clock in clocks:
        with pytest.raises(Unreachable):
            asked(answers(*[httpx.Response(503)] * 4), clock=clock)
    assert clocks[0].slept == clocks[1].slept


def test_tries_are_bounded() -> None:
    with pytest.raises(Unreachable, match=r"503, after 3 tries"):
        asked(answers(*[httpx.Response(503)] * 3), manners=Manners(retries=2))


@pytest.mark.parametrize("status", [400, 401, 403, 405, 406, 418, 451])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    with pytest.raises(Blocked, match=str(status)):
        asked(answers(httpx.Response(status, content=b"Access Denied")))


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_does_not_exist_is_said_so(status: int) -> None:
    with pytest.raises(UnreadablePage, match="no such page"):
        asked(answers(httpx.Response(status)))


def test_retry_after_in_seconds_is_honoured() -> None:
    clock = ManualClock()
    asked(answers(httpx.Response(429, headers={"retry-after": "45"}), httpx.Response(200, content=BODY)), clock=clock)
    assert clock.slept == [45.0]


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_retry_after_as_a_date_is_honoured(zone: str) -> None:
    clock = ManualClock(datetime(2026, 4, 27, 13, 5, tzinfo=UTC))
    headers = {"retry-after": f"Mon, 27 Apr 2026 13:05:30 {zone}"}
    asked(answers(httpx.Response(503, headers=headers), httpx.Response(200, content=BODY)), clock=clock)
    assert clock.slept == [30.0]


@pytest.mark.parametrize("header", ["soon", "-5", "Mon, 27 Apr 2020 13:05:30 GMT", "\u0664"])
def test_a_retry_after_that_means_nothing_changes_nothing(header: str) -> None:
    clock = ManualClock()
    response = httpx.Response(503, headers=[(b"retry-after", header.encode())])
    asked(answers(response, httpx.Response(200, content=BODY)), clock=clock)
    assert 1.0 <= clock.slept[0] <= 2.0


def test_too_long_a_wait_is_not_waited() -> None:
    clock = ManualClock()
    with pytest.raises(Unreachable, match="3600 s"):
        asked(answers(httpx.Response(429, headers={"retry-after": "3600"})), clock=clock)
    assert clock.slept == []


def test_redirects_within_the_site_are_followed() -> None:
    page = asked(
        answers(
            httpx.Response(301, headers={"location": "/travel/passenger-volumes/"}), httpx.Response(200, content=BODY)
        )
    )
    assert page.url == PLAIN_URL + "/"


@pytest.mark.parametrize(
    "location",
    [
        "https://example.org/",
        "http://www.tsa.gov/",
        "//evil.example/x",
        "https://www.tsa.gov@evil.example/",
        "https://www.tsa.gov:8443/",
        "",
    ],
)
def test_redirects_away_from_the_site_are_refused(location: str) -> None:
    with pytest.raises(Blocked, match="away from the site"):
        asked(answers(httpx.Response(302, headers={"location": location})))


@pytest.mark.parametrize("location", ["javascript:1", "https://[::1/"])
def test_a_redirect_to_nowhere_is_a_broken_answer(location: str) -> None:
    with pytest.raises(Unreachable, match=r"RemoteProtocolError|InvalidURL"):
        asked(lambda _: httpx.Response(302, headers={"location": location}))


def test_a_redirect_without_an_end_is_left() -> None:
    with pytest.raises(Blocked, match="redirected more than 3"):
        asked(lambda _: httpx.Response(302, headers={"location": PLAIN_URL}))


@pytest.mark.parametrize("words", [b"<h1>Access Denied</h1>", b"<title>Just a moment...</title>", b"solve the CAPTCHA"])
def test_a_challenge_is_not_a_page(words: bytes) -> None:
    with pytest.raises(Blocked, match="challenge"):
        asked(answers(httpx.Response(200, content=words)))


def test_a_body_is_bounded_also_after_decompression() -> None:
    packed = gzip.compress(b"x" * 5_000_000)
    response = httpx.Response(200, stream=httpx.ByteStream(packed), headers={"content-encoding": "gzip"})
    with pytest.raises(UnreadablePage, match="larger than"):
        asked(answers(response))


def test_a_body_that_cannot_be_unpacked_is_unreadable() -> None:
    response = httpx.Response(200, stream=httpx.ByteStream(b"not gzip"), headers={"content-encoding": "gzip"})
    with pytest.raises(UnreadablePage, match="decompressed"):
        asked(answers(response))


def test_an_answer_that_drips_is_given_up() -> None:
    clock = ManualClock()

    class Drip(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                clock.instant += timedelta(seconds=25)
                yield b"x"

    with pytest.raises(Unreachable, match="longer than 60 s"):
        asked(lambda _: httpx.Response(200, stream=Drip()), clock=clock)


def roots() -> list[type[Exception]]:
    return [httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError]


def httpx_exceptions() -> list[type[Exception]]:
    every = [value for value in vars(httpx).values() if isinstance(value, type) and issubclass(value, Exception)]
    return sorted(every, key=lambda error: error.__name__)


def made(error: type[Exception]) -> Exception:
    if issubclass(error, httpx.HTTPStatusError):
        return error("made", request=httpx.Request("GET", PLAIN_URL), response=httpx.Response(500))
    try:
        return error("made")
    except TypeError:
        return error()


@pytest.mark.parametrize("error", httpx_exceptions())
def test_every_exception_of_httpx_is_mapped(error: type[Exception]) -> None:
    assert issubclass(error, tuple(roots()))
    with pytest.raises(SourceError):
        asked(answers(*[made(error)] * 4))


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")])
def test_a_broken_connection_is_tried_again(error: Exception) -> None:
    assert isinstance(asked(answers(error, httpx.Response(200, content=BODY))), Page)


@pytest.mark.parametrize(
    "url", ["http://www.tsa.gov/x", "https://example.org/", "ftp://www.tsa.gov", "", "https://[", "file:///etc"]
)
def test_only_the_site_is_asked(url: str) -> None:
    with pytest.raises(UsageError):
        asked(answers(), wanted=Wanted(url))


def in_turn(handler: Handler, clock: ManualClock) -> list[Page | NotModified | Missed]:
    wanted = [Wanted(PLAIN_URL), Wanted(archive_url(2025)), Wanted(archive_url(2024))]
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        return list(fetch_in_turn(wanted, client=client, clock=clock, rng=np.random.default_rng(7)))


def test_pages_come_in_turn_with_a_pause_between() -> None:
    clock = ManualClock()
    outcomes = in_turn(lambda _: httpx.Response(200, content=BODY), clock)
    assert [outcome.url for outcome in outcomes] == [PLAIN_URL, archive_url(2025), archive_url(2024)]
    assert clock.slept == [3.0, 3.0]


def test_a_missing_page_does_not_cost_the_others() -> None:
    responses = answers(httpx.Response(200, content=BODY), httpx.Response(404), httpx.Response(200, content=BODY))
    kinds = [type(outcome) for outcome in in_turn(responses, ManualClock())]
    assert kinds == [Page, Missed, Page]


def test_a_refusal_ends_the_round() -> None:
    outcomes = in_turn(answers(httpx.Response(200, content=BODY), httpx.Response(403)), ManualClock())
    assert len(outcomes) == 2
    assert isinstance(outcomes[1], Missed)
    assert isinstance(outcomes[1].error, Blocked)


def test_whatever_is_raised_is_ours() -> None:
    assert issubclass(SourceError, PaxlineError)
