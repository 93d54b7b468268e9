from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.edge.kalshi.skew import REFUSE, WARN, ClockWatch, Skew, skew_of

THEN = datetime(2026, 4, 21, 12, tzinfo=UTC)
DATE = "Tue, 21 Apr 2026 12:00:00 GMT"


def told(*, sent: float, took: float = 0.1) -> Skew:
    sent_at = THEN + timedelta(seconds=sent)
    skew = skew_of(DATE, sent_at=sent_at, received_at=sent_at + timedelta(seconds=took))
    assert skew is not None
    return skew


@pytest.mark.parametrize("sent", [-0.05, 0.0, 0.5, 0.95])
def test_a_right_clock_is_never_said_to_be_off(sent: float) -> None:
    assert told(sent=sent).off == 0.0
    assert str(told(sent=sent)) == "our clock is right"


@given(ahead=st.floats(-100, 100), into=st.floats(0, 0.999), there=st.floats(0, 10), back=st.floats(0, 10))
def test_the_true_skew_lies_between_the_bounds(ahead: float, into: float, there: float, back: float) -> None:
    at_exchange = THEN + timedelta(seconds=into)
    ours = at_exchange + timedelta(seconds=ahead)
    sent_at, received_at = ours - timedelta(seconds=there), ours + timedelta(seconds=back)
    skew = skew_of(DATE, sent_at=sent_at, received_at=received_at)
    assert skew is not None
    assert skew.least - 1e-5 <= ahead <= skew.most + 1e-5
    assert skew.off <= abs(ahead) + 1e-5


def test_a_clock_that_is_off_is_said_to_be_and_which_way() -> None:
    ahead, behind = told(sent=8.0), told(sent=-8.0)
    assert str(ahead) == "our clock is at least 7.0 s ahead of the exchange's"
    assert str(behind) == "our clock is at least 7.9 s behind the exchange's"
    assert ahead.refuses
    assert behind.refuses


def test_a_little_off_warns_and_goes_on() -> None:
    skew = told(sent=1 + (WARN + REFUSE) / 2)
    assert skew.warns
    assert not skew.refuses


def test_a_slow_answer_proves_nothing() -> None:
    assert told(sent=-9.0, took=10.0).off == 0.0


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 21 Apr 2026 12:00:00 -0000"])
def test_what_is_no_date_tells_nothing(date: str) -> None:
    assert skew_of(date, sent_at=THEN, received_at=THEN) is None


def test_a_clock_set_back_under_way_tells_nothing() -> None:
    assert skew_of(DATE, sent_at=THEN, received_at=THEN - timedelta(seconds=1)) is None


def test_a_watch_keeps_the_latest_that_told_anything() -> None:
    watch = ClockWatch()
    assert watch.refusal == ""
    watch.see(DATE, sent_at=THEN + timedelta(seconds=9), received_at=THEN + timedelta(seconds=9))
    assert "ahead" in watch.refusal
    watch.see(None, sent_at=THEN, received_at=THEN)
    watch.see("no date", sent_at=THEN, received_at=THEN)
    assert watch.refusal
    watch.see(DATE, sent_at=THEN, received_at=THEN)
    assert watch.refusal == ""
