from datetime import timedelta
from typing import Any

import pytest

from paxline.edge.aws.published import Published, Sighting
from paxline.edge.aws.session import Names, client
from paxline.errors import MissingData
from paxline.testing import NOW


def page(content: bytes, *, hours: int = 0) -> Sighting:
    return Sighting(NOW + timedelta(hours=hours), content)


@pytest.fixture
def s3(names: Names) -> Any:
    made = client("s3", names)
    made.create_bucket(Bucket=names.bucket)
    return made


def test_a_page_is_kept_once_and_as_it_came(s3: Any) -> None:
    shelf, first, second = Published(s3, "kept"), page(b"\xff<p>"), page(b"later", hours=1)
    assert shelf.keep_pages([first]) == 1
    assert shelf.keep_pages([first, second, second]) == 1
    kept = sorted(one["Key"] for one in s3.list_objects_v2(Bucket="kept")["Contents"])
    assert kept[0].startswith(f"pages/{NOW:%Y/%m/%Y%m%dT%H%M%SZ}-")
    assert s3.get_object(Bucket="kept", Key=kept[0])["Body"].read() == b"\xff<p>"


def test_more_pages_than_one_list_shows_are_all_known(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, pages = Published(s3, "kept"), [page(str(n).encode(), hours=n) for n in range(5)]
    assert shelf.keep_pages(pages) == 5
    lists = s3.list_objects_v2
    monkeypatch.setattr(s3, "list_objects_v2", lambda **asked: lists(**asked, MaxKeys=2))
    assert shelf.keep_pages(pages) == 0


def test_a_report_takes_the_place_of_its_forerunner(s3: Any) -> None:
    shelf = Published(s3, "kept")
    for text in ("morning", "événing"):
        shelf.keep_report("week-2026-04-26.html", text)
    kept = s3.get_object(Bucket="kept", Key="reports/week-2026-04-26.html")
    assert (kept["Body"].read().decode(), kept["ContentType"]) == ("événing", "text/html; charset=utf-8")


def test_a_bucket_that_is_not_there_is_named(names: Names) -> None:
    with pytest.raises(MissingData, match="the list of pages"):
        Published(client("s3", names), "gone").keep_pages([page(b"")])
