"""One page of the TSA's site as it was seen, and the addresses at which the counts are."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

HOST: Final = "www.tsa.gov"
"""The one host that is asked."""

PLAIN_URL: Final = f"https://{HOST}/travel/passenger-volumes"
"""The current year's page; in the first days of January it may still show the year before."""

_CHALLENGES: Final = (
    b"access denied",
    b"just a moment",
    b"attention required",
    b"pardon our interruption",
    b"request unsuccessful",
    b"verify you are human",
    b"checking your browser",
    b"captcha",
    b"errors.edgesuite.net",
)
_YEAR_IN_PATH: Final = re.compile(r"/passenger-volumes/([0-9]{4})/?")


def archive_url(year: int) -> str:
    """The address of the page of one year, 2019 or later."""
    return f"{PLAIN_URL}/{year:04d}"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server says of a page so that it can be asked whether the page changed; empty where it says nothing."""

    etag: str = ""
    last_modified: str = ""


NOTHING_STORED: Final = Validators()
"""For a page that is asked for the first time."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page and when they were seen.

    Attributes:
        url: The address that answered, after redirects.
        body: The bytes, as sent.
        seen_at: The UTC instant at which the last byte was there.
        etag: The server's tag for this version, or an empty string.
        last_modified: The server's date for this version, as it wrote it, or an empty string.

    Raises:
        ValueError: When ``seen_at`` is not in UTC.
    """

    url: str
    body: bytes
    seen_at: datetime
    etag: str = ""
    last_modified: str = ""

    def __post_init__(self) -> None:
        if self.seen_at.tzinfo is not UTC:
            raise ValueError(f"seen_at is an instant in UTC, not {self.seen_at!r}")

    @property
    def path(self) -> str:
        """The address without the site, which names the page in messages and as a reading's source."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def year_in_url(self) -> int | None:
        """The year that the address names, or ``None`` for the plain page."""
        match = _YEAR_IN_PATH.fullmatch(urlsplit(self.url).path.partition("/travel")[2])
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server's word that the page is the one seen before, and when it gave it."""

    url: str
    seen_at: datetime


def challenge_in(body: bytes) -> str:
    """The words by which a page without a table refuses its reader, or an empty string."""
    lowered = body.lower()
    if b"<table" in lowered:
        return ""
    return next((words.decode() for words in _CHALLENGES if words in lowered), "")
