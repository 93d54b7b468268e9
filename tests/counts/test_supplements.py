from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from paxline.counts.supplements import Observation, Series
from paxline.errors import LookAhead

NAME = "an index"
NOW = datetime(2024, 3, 1, tzinfo=UTC)


def seen(day: int, value: float, *, known: datetime, series: str = NAME) -> Observation:
    return Observation(series, date(2024, 1, day), date(2024, 1, day + 6), value, known, "made for a test")


FIRST = seen(1, 1.0, known=datetime(2024, 1, 11, tzinfo=UTC))
SECOND = seen(8, 2.0, known=datetime(2024, 1, 18, tzinfo=UTC))
REVISED = seen(1, 1.5, known=datetime(2024, 1, 18, 1, tzinfo=UTC))


def test_a_series_tells_what_was_known_whatever_the_order_it_came_in() -> None:
    series = Series.of(NAME, [REVISED, SECOND, FIRST], known_by=NOW)
    assert series.observations == (FIRST, SECOND, REVISED)
    assert series.current[FIRST.period] == REVISED
    assert series.by_end[date(2024, 1, 7)].value == 1.5
    assert series.latest_end == date(2024, 1, 14)


def test_an_earlier_instant_sees_only_what_was_known_then() -> None:
    earlier = Series.of(NAME, [REVISED, SECOND, FIRST], known_by=NOW).as_of(datetime(2024, 1, 18, tzinfo=UTC))
    assert earlier.observations == (FIRST, SECOND)
    assert earlier.current[FIRST.period].value == 1.0
    assert Series.of(NAME, [], known_by=NOW).latest_end is None


def test_a_series_refuses_the_future() -> None:
    series = Series.of(NAME, [FIRST, SECOND], known_by=datetime(2024, 1, 12, tzinfo=UTC))
    assert series.observations == (FIRST,)
    with pytest.raises(LookAhead, match="ends at"):
        series.as_of(NOW)
    with pytest.raises(LookAhead, match="was known at"):
        Series(NAME, datetime(2024, 1, 12, tzinfo=UTC), (FIRST, SECOND))


def test_a_series_is_in_order_and_of_one_name() -> None:
    with pytest.raises(ValueError, match="order"):
        Series(NAME, NOW, (SECOND, FIRST))
    with pytest.raises(ValueError, match="nothing else"):
        Series("another", NOW, (FIRST,))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_figure_is_finite(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        seen(1, value, known=NOW)


def test_a_period_does_not_end_before_it_begins_and_knowledge_is_in_utc() -> None:
    with pytest.raises(ValueError, match="on or after"):
        Observation(NAME, date(2024, 1, 2), date(2024, 1, 1), 1.0, NOW, "made for a test")
    with pytest.raises(ValueError, match="in UTC"):
        seen(1, 1.0, known=NOW.astimezone(timezone(timedelta(hours=-5))))
