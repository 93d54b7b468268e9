from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.edge.store.rows import instant, instant_text

INSTANTS = st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis asks for naive bounds


@given(INSTANTS, INSTANTS)
def test_instants_come_back_as_they_were_and_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert instant(instant_text(one)) == one
    assert instant(instant_text(one)).tzinfo is UTC
    assert (instant_text(one) < instant_text(other)) == (one < other)


def test_an_instant_of_another_zone_is_kept_in_utc_and_one_of_none_is_refused() -> None:
    eastern = timezone(timedelta(hours=-4))
    assert instant_text(datetime(2026, 4, 27, 9, tzinfo=eastern)) == "2026-04-27T13:00:00.000000Z"
    with pytest.raises(ValueError, match="has a zone"):
        instant_text(datetime(2026, 4, 27, 9))  # noqa: DTZ001 - what is refused
