from datetime import UTC, datetime, timedelta, timezone

import pytest

from paxline.edge.tsa import PLAIN_URL, Page, archive_url
from paxline.edge.tsa.page import challenge_in

SEEN = datetime(2026, 4, 27, 13, 5, tzinfo=UTC)


def test_a_page_is_seen_at_an_instant_in_utc() -> None:
    with pytest.raises(ValueError, match="UTC"):
        Page(PLAIN_URL, b"", datetime(2026, 4, 27, 9, 5, tzinfo=timezone(timedelta(hours=-4))))


@pytest.mark.parametrize(
    ("url", "year"),
    [
        (PLAIN_URL, None),
        (PLAIN_URL + "/", None),
        (archive_url(2023), 2023),
        (archive_url(2023) + "/", 2023),
        (archive_url(2023) + "?page=0", 2023),
        ("https://www.tsa.gov/coronavirus/passenger-throughput", None),
    ],
)
def test_an_address_names_its_year(url: str, year: int | None) -> None:
    assert Page(url, b"", SEEN).year_in_url == year


def test_a_path_names_the_page() -> None:
    assert Page(PLAIN_URL + "?page=1", b"", SEEN).path == "/travel/passenger-volumes?page=1"


def test_a_table_is_no_challenge() -> None:
    assert challenge_in(b"<p>captcha</p>") == "captcha"
    assert not challenge_in(b"<p>captcha</p><TABLE></TABLE>")
