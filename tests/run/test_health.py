from datetime import date, timedelta

import pytest

from paxline.run import health
from paxline.run.health import Health, bad, ok, warning, worst
from paxline.testing import NOW, WEEK


@pytest.mark.parametrize(("free", "how"), [(5 * 10**7, Health.BAD), (5 * 10**8, Health.WARNING), (10**10, Health.OK)])
def test_room_on_the_disk_is_judged(free: int, how: Health) -> None:
    assert health.space(free).health is how


def test_this_machine_knows_eastern_time() -> None:
    assert health.zone().health is Health.OK


def test_a_copy_of_last_night_is_young_enough_and_none_is_not() -> None:
    assert health.copies(NOW - timedelta(hours=28), now=NOW).health is Health.OK
    old = health.copies(NOW - timedelta(days=5), now=NOW)
    assert (old.health, old.words) == (Health.WARNING, "the newest copy is 5 days old")
    assert health.copies(None, now=NOW).health is Health.WARNING


@pytest.mark.parametrize(
    ("latest", "how"),
    [
        (None, Health.WARNING),
        (date(2026, 4, 22), Health.OK),
        (date(2026, 4, 21), Health.OK),
        (date(2026, 4, 20), Health.WARNING),
        (date(2026, 4, 1), Health.BAD),
    ],
)
def test_counts_are_late_half_an_hour_after_their_release(latest: date | None, how: Health) -> None:
    assert health.counts(latest, now=NOW).health is how


def test_quotes_are_asked_for_only_while_the_market_is_open() -> None:
    assert health.quotes(None, WEEK, now=NOW).health is Health.WARNING
    assert health.quotes(NOW - timedelta(minutes=5), WEEK, now=NOW).health is Health.OK
    old = health.quotes(NOW - timedelta(hours=5), WEEK, now=NOW)
    assert (old.health, old.words) == (Health.WARNING, "seen 5 hours ago")
    assert health.quotes(None, WEEK, now=NOW + timedelta(days=9)).health is Health.OK


def test_the_worst_finding_counts() -> None:
    fine, odd, broken = ok("a", ""), warning("b", "", remedy="look"), bad("c", "", remedy="mend")
    assert worst(()) is Health.OK
    assert worst((fine, odd, fine)) is Health.WARNING
    assert worst((broken, odd, fine)) is Health.BAD
