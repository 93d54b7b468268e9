"""Ask the National Weather Service for the warnings in force: one request, few and patient retries.

Source: weather.gov/documentation/services-web-api (a User-Agent that names the application; too many requests are
refused for some seconds), 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import httpx

from paxline.edge.supplements.alerts import Hazard
from paxline.errors import Blocked, Unreachable, UnreadablePage
from paxline.run.ports import Clock

_QUERY: Final = urlencode(
    {"status": "actual", "message_type": "alert,update", "event": ",".join(hazard.value for hazard in Hazard)}
)

ALERTS_URL: Final = f"https://api.weather.gov/alerts/active?{_QUERY}"
"""The one address that is asked: active warnings of the kinds in ``Hazard``."""

HEADERS: Final[Mapping[str, str]] = {"User-Agent": "paxline (research tool)", "Accept": "application/geo+json"}
"""Who asks, and for which format."""

WAITS: Final = (5.0, 20.0)
"""Seconds before each retry; as many retries as waits."""

LONGEST_WAIT: Final = 60.0
"""A server that asks for a longer one is left alone; seconds."""

MOST_BYTES: Final = 20_000_000
TIMEOUT: Final = 20.0
DEADLINE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class AlertPage:
    """The bytes of a page of alerts, where they were found, and the UTC instant at which the last of them was there."""

    url: str
    body: bytes
    seen_at: datetime

    def __post_init__(self) -> None:
        if self.seen_at.tzinfo is not UTC:
            raise ValueError(f"seen_at is an instant in UTC, not {self.seen_at!r}")


@dataclass(frozen=True, slots=True)
class _Again:
    """A failure worth another try, and the wait the server asks for, in seconds."""

    why: str
    asked_wait: float = 0.0


def fetch_alerts(*, client: httpx.Client, clock: Clock) -> AlertPage:
    """The page of active warnings.

    Raises:
        Unreachable: After the last retry, or at once where the server asks for too long a wait.
        Blocked: For any answer but the page; redirects are not followed.
        UnreadablePage: For a page that is too large or cannot be decompressed.
    """
    failed = _Again("nothing was tried")
    for wait in (0.0, *WAITS):
        if failed.asked_wait > LONGEST_WAIT:
            break
        if wait:
            clock.sleep(max(wait, failed.asked_wait))
        answer = _ask(client=client, clock=clock)
        if isinstance(answer, AlertPage):
            return answer
        failed = answer
    raise Unreachable(f"the weather service does not answer: {failed.why}")


def _ask(*, client: httpx.Client, clock: Clock) -> AlertPage | _Again:
    deadline = clock.now() + DEADLINE
    try:
        with client.stream("GET", ALERTS_URL, headers=HEADERS, timeout=TIMEOUT, follow_redirects=False) as response:
            status = response.status_code
            if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                return _Again(f"it answers {status}", _seconds(response.headers.get("retry-after", "")))
            if status != HTTPStatus.OK:
                raise Blocked(f"the weather service answers {status} instead of the warnings")
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise UnreadablePage(f"the weather service's answer is larger than {MOST_BYTES} bytes")
                if clock.now() > deadline:
                    return _Again(f"the answer takes longer than {DEADLINE.total_seconds():.0f} s")
            return AlertPage(ALERTS_URL, bytes(body), clock.now())
    except httpx.DecodingError as error:
        raise UnreadablePage(f"the weather service's answer cannot be decompressed: {error}") from error
    except (httpx.HTTPError, httpx.StreamError, httpx.CookieConflict) as error:
        return _Again(f"no answer ({type(error).__name__})")


def _seconds(header: str) -> float:
    """The whole seconds of a Retry-After header; 0 where it is a date or cannot be read, for the waits then do."""
    text = header.strip()
    return float(text[:9]) if text.isascii() and text.isdigit() else 0.0
