"""Fetch a page politely: one request at a time, only what changed, with few and patient retries.

The site answers 403 to user agents that are not a browser's (scrapers of 2020–26), hence the headers. What is
retried: time-outs, broken connections, 429 and 5xx. Everything else is an answer and is taken as one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
import numpy as np

from paxline.edge.tsa.page import HOST, NOTHING_STORED, NotModified, Page, Validators, challenge_in
from paxline.errors import Blocked, SourceError, Unreachable, UnreadablePage, UsageError
from paxline.run.ports import Clock

BROWSER: Final[Mapping[str, str]] = {
    "User-Agent": (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36"
    ),
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "en-US,en;q=0.8",
}
"""The headers of an ordinary browser."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
# RequestError covers the network; the others are httpx's remaining roots, so that none escapes.
_HTTPX_ERRORS: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError)
_WORTH_ANOTHER_TRY: Final = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.RemoteProtocolError,
    httpx.ProxyError,
)


@dataclass(frozen=True, slots=True)
class Manners:
    """How patiently and how much is asked; times in seconds, sizes in bytes.

    Attributes:
        retries: How often one page is asked for again after a failure worth another try.
        first_wait: The wait before the first retry; it doubles with each.
        longest_wait: The longest wait; a server that asks for a longer one is left alone.
        pause: The wait between two pages.
        timeout: How long one step of a request (connect, one read) may take.
        deadline: How long one whole answer may take.
        max_bytes: How large a body may be, decompressed.
        redirects: How many redirects within the site are followed.
    """

    retries: int = 3
    first_wait: float = 2.0
    longest_wait: float = 120.0
    pause: float = 3.0
    timeout: float = 20.0
    deadline: float = 60.0
    max_bytes: int = 4_000_000
    redirects: int = 3


DEFAULT_MANNERS: Final = Manners()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to ask for, and the validators of the version already stored."""

    url: str
    stored: Validators = NOTHING_STORED


@dataclass(frozen=True, slots=True)
class Missed:
    """A page that could not be had, and why."""

    url: str
    error: SourceError


@dataclass(frozen=True, slots=True)
class _Again:
    """A failure worth another try: what to tell if none is left, and the wait the server asks for, in seconds."""

    why: str
    asked_wait: float = 0.0


def fetch(
    wanted: Wanted, *, client: httpx.Client, clock: Clock, rng: np.random.Generator, manners: Manners = DEFAULT_MANNERS
) -> Page | NotModified:
    """The page as it is now, or the word that it is the stored one.

    Args:
        wanted: The address, on the TSA's site, and what is stored of it.
        client: Sends the requests; its own redirect and time-out settings are not used.
        clock: Tells ``seen_at`` and does the waiting.
        rng: Spreads the waits.
        manners: The bounds.

    Raises:
        UsageError: For an address that is not an https address on the TSA's site.
        Unreachable: After the last retry, or at once where the server asks for too long a wait.
        Blocked: For a refusal, a challenge page, or a redirect away from the site.
        UnreadablePage: For a page that does not exist, is too large or cannot be decompressed.
    """
    if not _on_site(wanted.url):
        raise UsageError(f"{wanted.url} is not an address on https://{HOST}")
    failed = _Again("nothing was tried")
    for tried in range(manners.retries + 1):
        if tried:
            backoff = min(manners.first_wait * 2 ** (tried - 1), manners.longest_wait) * rng.uniform(0.5, 1.0)
            clock.sleep(max(backoff, failed.asked_wait))
        answer = _attempt(wanted, client=client, clock=clock, manners=manners)
        if not isinstance(answer, _Again):
            return answer
        failed = answer
        if failed.asked_wait > manners.longest_wait:
            raise Unreachable(f"{wanted.url}: {failed.why} and asks to wait {failed.asked_wait:.0f} s; try later")
    raise Unreachable(f"{wanted.url}: {failed.why}, after {manners.retries + 1} tries")


def fetch_in_turn(
    wanted: Iterable[Wanted],
    *,
    client: httpx.Client,
    clock: Clock,
    rng: np.random.Generator,
    manners: Manners = DEFAULT_MANNERS,
) -> Iterator[Page | NotModified | Missed]:
    """One outcome per page, in order, with a pause between requests; a refusal ends the round.

    Raises:
        UsageError: For an address that is not on the TSA's site.
    """
    for place, one in enumerate(wanted):
        if place:
            clock.sleep(manners.pause)
        try:
            yield fetch(one, client=client, clock=clock, rng=rng, manners=manners)
        except Blocked as error:
            # Who is refused does not go on knocking.
            yield Missed(one.url, error)
            return
        except SourceError as error:
            yield Missed(one.url, error)


def _attempt(wanted: Wanted, *, client: httpx.Client, clock: Clock, manners: Manners) -> Page | NotModified | _Again:
    """Ask once, following redirects within the site."""
    url = wanted.url
    try:
        for _ in range(manners.redirects + 1):
            answer = _ask(url, stored=wanted.stored, client=client, clock=clock, manners=manners)
            if not isinstance(answer, str):
                return answer
            url = answer
    except _WORTH_ANOTHER_TRY as error:
        return _Again(f"no answer ({type(error).__name__})")
    except httpx.DecodingError as error:
        raise UnreadablePage(f"{url}: the body cannot be decompressed: {error}") from error
    except _HTTPX_ERRORS as error:
        raise Unreachable(f"{url}: the request failed ({type(error).__name__}): {error}") from error
    raise Blocked(f"{wanted.url}: redirected more than {manners.redirects} times")


def _ask(
    url: str, *, stored: Validators, client: httpx.Client, clock: Clock, manners: Manners
) -> Page | NotModified | _Again | str:
    """Send one request: the answer, or the address that it redirects to."""
    headers = {**BROWSER, **_conditions(stored)}
    started = clock.now()
    with client.stream("GET", url, headers=headers, timeout=manners.timeout, follow_redirects=False) as response:
        status = response.status_code
        if status in _REDIRECTS:
            return _redirected(url, response.headers.get("location", ""))
        if status == HTTPStatus.NOT_MODIFIED and stored != NOTHING_STORED:
            return NotModified(url, clock.now())
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _Again(f"the site answers {status}", _retry_after(response.headers.get("retry-after", ""), started))
        if status in _GONE:
            raise UnreadablePage(f"{url}: the site has no such page ({status})")
        if status != HTTPStatus.OK:
            raise Blocked(f"{url}: the site answers {status} instead of the page")
        body = _bounded(response, clock=clock, deadline=started + timedelta(seconds=manners.deadline), manners=manners)
        if body is None:
            return _Again(f"the answer takes longer than {manners.deadline:.0f} s")
        if words := challenge_in(body):
            raise Blocked(f"{url}: a challenge page instead of the counts ({words!r})")
        etag, modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
        return Page(url, body, clock.now(), etag, modified)


def _bounded(response: httpx.Response, *, clock: Clock, deadline: datetime, manners: Manners) -> bytes | None:
    """The body as far as the bounds allow: ``None`` when time runs out, ``UnreadablePage`` when it is too large."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > manners.max_bytes:
            raise UnreadablePage(f"{response.url}: the page is larger than {manners.max_bytes} bytes")
        if clock.now() > deadline:
            return None
    return bytes(body)


def _conditions(stored: Validators) -> dict[str, str]:
    headers = {"If-None-Match": stored.etag, "If-Modified-Since": stored.last_modified}
    # A stored value with a line break would be another header.
    return {name: value for name, value in headers.items() if value and value.isascii() and value.isprintable()}


def _redirected(url: str, location: str) -> str:
    """The address a redirect leads to; ``Blocked`` where it leads away from the site."""
    try:
        target = urljoin(url, location)
    except ValueError:
        target = ""
    if not location or not _on_site(target):
        raise Blocked(f"{url}: redirected away from the site, to {location[:200]!r}")
    return target


def _on_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == ("https", HOST)


def _retry_after(header: str, now: datetime) -> float:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3); 0 where it cannot be read."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
