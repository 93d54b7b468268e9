from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.edge.supplements.made import feature, page

from paxline.counts.supplements import Series
from paxline.edge.supplements.alerts import DAYS_AHEAD, Family, Hazard, alert_series, cleaned, read_alerts
from paxline.errors import LookAhead, UnreadablePage

SEEN = datetime(2026, 1, 23, 21, 0, tzinfo=UTC)


def values(series: Series) -> dict[date, float]:
    return {day: one.value for day, one in series.by_end.items()}


def test_a_warning_says_what_when_and_where() -> None:
    (alert,) = read_alerts(page(feature()), seen_at=SEEN).alerts
    assert alert.hazard is Hazard.WINTER_STORM
    assert (alert.onset, alert.ends) == (
        datetime(2026, 1, 25, 6, tzinfo=UTC),
        datetime(2026, 1, 26, 23, tzinfo=UTC),
    )
    assert alert.areas == ("Southern Queens", "Northern Queens")
    assert alert.hubs == {"JFK", "LGA"}


def test_a_page_becomes_hubs_warned_by_day_known_when_it_was_seen() -> None:
    boston = feature(id="2", event="Blizzard Warning", geocode={"SAME": ["025025"]}, onset="2026-01-26T00:00:00-05:00")
    miami = feature(id="3", event="Hurricane Watch", geocode={"SAME": ["012086", "012011"]})
    sighting = read_alerts(page(feature(), boston, miami), seen_at=SEEN)
    winter, tropical = alert_series([sighting], known_by=SEEN)
    assert winter.name == Family.WINTER.value
    days = [date(2026, 1, 23) + timedelta(days=i) for i in range(DAYS_AHEAD)]
    assert values(winter) == dict(zip(days, [0, 0, 2, 3, 0, 0, 0], strict=True))
    assert values(tropical) == dict(zip(days, [0, 0, 2, 2, 0, 0, 0], strict=True))
    assert {one.known_at for one in winter.observations} == {SEEN}


def test_the_newest_page_counts_and_an_earlier_instant_sees_the_earlier_one() -> None:
    later = SEEN + timedelta(hours=6)
    first, second = read_alerts(page(), seen_at=SEEN), read_alerts(page(feature()), seen_at=later)
    winter, _ = alert_series([second, first], known_by=later)
    assert values(winter)[date(2026, 1, 25)] == 2
    assert values(winter.as_of(SEEN))[date(2026, 1, 25)] == 0
    with pytest.raises(LookAhead):
        winter.as_of(later + timedelta(seconds=1))


def test_an_update_in_the_same_page_takes_the_place_of_its_namesake() -> None:
    sighting = read_alerts(page(feature(), feature(messageType="Update", areaDesc="Queens")), seen_at=SEEN)
    assert [alert.areas for alert in sighting.alerts] == [("Queens",)]


@pytest.mark.parametrize(
    "changed",
    [
        {"event": "Rip Current Statement"},
        {"event": None},
        {"status": "Test"},
        {"status": "Exercise"},
        {"messageType": "Cancel"},
    ],
)
def test_other_kinds_of_alerts_are_passed_over(changed: dict[str, Any]) -> None:
    sighting = read_alerts(page(feature(**changed)), seen_at=SEEN)
    assert (sighting.alerts, sighting.rejected) == ((), ())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "Rumour"}, "unknown status"),
        ({"messageType": "Whisper"}, "unknown status"),
        ({"onset": None, "effective": None}, "begins or ends"),
        ({"ends": None, "expires": None}, "begins or ends"),
        ({"ends": "2026-01-20T00:00:00Z"}, "before it begins"),
        ({"ends": "2027-01-20T00:00:00Z"}, "too long"),
        ({"onset": "2026-01-25T01:00:00"}, "no zone"),
        ({"onset": "soon"}, "onset"),
        ({"id": None}, "id"),
        ({"status": None}, "status"),
        ({"geocode": {"SAME": ["36081"]}}, "SAME"),
        ({"geocode": "everywhere"}, "geocode"),
        ({"areaDesc": "x" * 40_001}, "areaDesc"),
    ],
)
def test_what_a_warning_does_not_say_clearly_is_rejected_alone(changed: dict[str, Any], reason: str) -> None:
    sighting = read_alerts(page(feature(**changed), feature(id="sound")), seen_at=SEEN)
    assert [alert.name for alert in sighting.alerts] == ["sound"]
    assert len(sighting.rejected) == 1
    assert sighting.rejected[0].reason.startswith("alert 1: ")
    assert reason in sighting.rejected[0].reason


def test_something_that_is_no_alert_is_rejected() -> None:
    sighting = read_alerts(page(7, None, {"properties": []}, feature()), seen_at=SEEN)
    assert (len(sighting.alerts), len(sighting.rejected)) == (1, 3)


def test_where_the_end_is_open_the_message_s_own_end_stands_in() -> None:
    (alert,) = read_alerts(page(feature(onset=None, ends=None)), seen_at=SEEN).alerts
    assert (alert.onset, alert.ends) == (
        datetime(2026, 1, 23, 20, 10, tzinfo=UTC),
        datetime(2026, 1, 24, 8, 15, tzinfo=UTC),
    )


def test_hostile_text_becomes_one_short_printable_line() -> None:
    hostile = "\x1b[2J\x00<script>\u202eevil\r\nInjected: yes " + "A" * 5_000
    sighting = read_alerts(
        page(feature(id=f"x{hostile[:100]}", areaDesc=hostile + ";;\n;"), feature(status=hostile[:40])), seen_at=SEEN
    )
    (alert,) = sighting.alerts
    texts = [alert.name, *alert.areas, *(one.reason for one in sighting.rejected)]
    assert len(texts) == 3
    assert all(text.isprintable() and len(text) <= 100 for text in texts)


def test_text_is_cut() -> None:
    assert cleaned(" a\tb\u2028 ") == "a b"
    assert len(cleaned("x" * 1_000)) == 80


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"features": {}}', b"\xff\xfe", b"[" * 100_000, b"9" * 10_000]
)
def test_a_page_that_is_no_collection_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadablePage):
        read_alerts(body, seen_at=SEEN)


def test_a_flood_of_alerts_is_cut_and_said() -> None:
    sighting = read_alerts(page(*[{"properties": {"event": "x"}}] * 5_002), seen_at=SEEN)
    assert [one.reason for one in sighting.rejected] == ["2 alerts after the 5000th"]
