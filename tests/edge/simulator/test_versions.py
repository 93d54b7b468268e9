from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paxline.edge.simulator.versions import HORIZON, Versions

START = datetime(2026, 6, 15, 14, tzinfo=UTC)


def test_a_value_is_what_it_was_at_the_instant_asked_for() -> None:
    versions = Versions[str]()
    versions.add(START, "first")
    versions.add(START + timedelta(seconds=2), "second")
    assert versions.at(START - timedelta(microseconds=1)) is None
    assert versions.at(START) == versions.at(START + timedelta(seconds=1)) == "first"
    assert versions.at(START + timedelta(seconds=2)) == versions.newest == "second"
    assert versions.oldest == "first"


def test_the_last_word_of_an_instant_counts() -> None:
    versions = Versions[str]()
    versions.add(START, "first")
    versions.add(START, "corrected")
    assert versions.at(START) == versions.oldest == "corrected"


@given(st.lists(st.integers(0, 2000), min_size=1))
def test_within_the_horizon_nothing_is_forgotten(gaps: list[int]) -> None:
    versions, told, at = Versions[int](), list[tuple[datetime, int]](), START
    for number, gap in enumerate(gaps):
        at += timedelta(seconds=gap)
        versions.add(at, number)
        told.append((at, number))
    for seconds in range(0, int(HORIZON.total_seconds()), 50):
        instant = at - timedelta(seconds=seconds)
        assert versions.at(instant) == max((n for since, n in told if since <= instant), default=None)
