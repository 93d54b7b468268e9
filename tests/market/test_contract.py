import csv
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.counts.calendar import Week
from paxline.market.contract import (
    STRIKE_STEP,
    USUAL_RUNGS,
    Contract,
    Ladder,
    closes_at,
    event_ticker,
    event_week,
    is_open,
    opens_at,
    trading_week,
    usual_ladder,
)

WEEK = Week.ending(date(2026, 4, 26))
WEEKS = [Week(date(2022, 1, 3)).plus(n) for n in range(6 * 52 + 1)]

steps = st.integers(1, 800).map(lambda n: n * 5_000)


def test_event_tickers_are_read_as_they_are_written() -> None:
    assert WEEKS[-1].sunday.year == 2028
    assert [event_week(event_ticker(week)) for week in WEEKS] == WEEKS
    assert len({event_ticker(week) for week in WEEKS}) == len(WEEKS)


@pytest.mark.parametrize(
    ("sunday", "ticker"),
    [
        (date(2022, 7, 10), "TSAW-22JUL10"),
        (date(2024, 10, 20), "TSAW-24OCT20"),
        (date(2024, 10, 27), "KXTSAW-24OCT27"),
        (date(2026, 1, 4), "KXTSAW-26JAN04"),
        (date(2026, 4, 26), "KXTSAW-26APR26"),
    ],
)
def test_the_series_changes_its_name_after_the_20th_of_october_2024(sunday: date, ticker: str) -> None:
    assert event_ticker(Week.ending(sunday)) == ticker


def test_a_market_ticker_names_its_strike() -> None:
    assert Contract.parse("KXTSAW-26APR26-A2.45") == Contract(2_450_000, "KXTSAW-26APR26-A2.45")
    assert Contract.parse("TSAW-22JUL10-A2.2").strike == 2_200_000
    assert Contract.parse("KXTSAW-26APR26-A2.425001").strike == 2_425_001


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "KXTSAW-26APR26",
        "KXTSAW-26APR26-2.45",
        "KXTSAW-26APR26-B2.45",
        "KXTSAW-26APR26-A",
        "KXTSAW-26APR26-A-2.45",
        "KXTSAW-26APR26-A2.45 ",
        "KXTSAW-26APR26-A2.45\n",
        "KXTSAW-26APR26-A2.",
        "KXTSAW-26APR26-A2.4567891",  # finer than a person
        "KXTSAW-26APR26-A٢.45",
        "KXTSAW-26APR27-A2.45",  # a Monday
        "KXTSAW-26APR31-A2.45",
        "KXTSAW-26APX26-A2.45",
        "KXTSAW-26apr26-A2.45",
        "KXOTHER-26APR26-A2.45",
        "XKXTSAW-26APR26-A2.45",
    ],
)
def test_what_is_not_a_market_of_this_series_is_refused(garbage: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Contract.parse(garbage)


@pytest.mark.parametrize("garbage", ["", "KXTSAW", "KXTSAW-26APR26-A2.45", "KXTSAW-26APR27", "KXTSAW-2026APR26"])
def test_what_is_not_an_event_of_this_series_is_refused(garbage: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        event_week(garbage)


def test_yes_pays_strictly_above_the_strike() -> None:
    rung = Contract.parse("KXTSAW-26APR26-A2.45")
    assert not rung.pays(2_450_000)
    assert not rung.pays(2_449_999 + 6 / 7)
    assert rung.pays(2_450_000 + 1 / 7)


@given(st.sampled_from(WEEKS), st.lists(steps, min_size=1, max_size=30, unique=True))
def test_a_ladder_writes_tickers_that_read_back_as_itself(week: Week, strikes: list[int]) -> None:
    ladder = Ladder.of(week, tuple(strikes))
    assert ladder.strikes == tuple(sorted(strikes))
    assert tuple(Contract.parse(rung.ticker) for rung in ladder.rungs) == ladder.rungs


def test_a_ladder_writes_tickers_as_the_exchange_does() -> None:
    rungs = Ladder.of(WEEK, (2_500_000, 2_450_000, 3_000_000, 2_425_000)).rungs
    assert [rung.ticker for rung in rungs] == [
        "KXTSAW-26APR26-A2.425",
        "KXTSAW-26APR26-A2.45",
        "KXTSAW-26APR26-A2.50",
        "KXTSAW-26APR26-A3.00",
    ]


@pytest.mark.parametrize("strikes", [(), (2_450_000, 2_450_000)])
def test_a_ladder_has_rungs_and_no_two_alike(strikes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="rising and distinct"):
        Ladder.of(WEEK, strikes)


def test_a_ladder_is_not_upside_down() -> None:
    low, high = Ladder.of(WEEK, (2_400_000, 2_450_000)).rungs
    with pytest.raises(ValueError, match="rising and distinct"):
        Ladder(WEEK, (high, low))


@given(st.floats(1_000_000, 4_000_000))
def test_a_usual_ladder_stands_around_its_centre_on_whole_steps(centre: float) -> None:
    strikes = usual_ladder(WEEK, centre).strikes
    assert len(strikes) == USUAL_RUNGS
    assert {b - a for a, b in pairwise(strikes)} == {STRIKE_STEP}
    assert all(strike % STRIKE_STEP == 0 for strike in strikes)
    assert abs(strikes[USUAL_RUNGS // 2] - centre) <= STRIKE_STEP / 2


def test_a_week_trades_from_monday_ten_to_a_minute_before_sunday_ends() -> None:
    assert opens_at(WEEK) == datetime(2026, 4, 20, 14, tzinfo=UTC)
    assert closes_at(WEEK) == datetime(2026, 4, 27, 3, 59, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    assert [is_open(WEEK, at) for at in (opens_at(WEEK) - moment, opens_at(WEEK))] == [False, True]
    assert [is_open(WEEK, at) for at in (closes_at(WEEK) - moment, closes_at(WEEK))] == [True, False]


@pytest.mark.parametrize(("sunday", "hours"), [(date(2026, 3, 8), -1), (date(2026, 11, 1), 1)])
def test_trading_hours_follow_eastern_time_through_the_change_of_clocks(sunday: date, hours: int) -> None:
    usual = closes_at(WEEK) - opens_at(WEEK)
    week = Week.ending(sunday)
    assert closes_at(week) - opens_at(week) == usual + timedelta(hours=hours)


def test_every_real_ticker_names_the_strike_and_the_week_the_exchange_states(shared_data: Path) -> None:
    with (shared_data / "kalshi_tsa_markets.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    wrong = [
        row["ticker"]
        for row in rows
        if Contract.parse(row["ticker"]).strike != float(row["floor_strike"])
        or event_week(row["event_ticker"]).sunday.isoformat() != row["week_end"]
        or event_ticker(event_week(row["event_ticker"])) != row["event_ticker"]
    ]
    assert wrong == []


def test_the_week_that_trades_changes_at_its_close() -> None:
    assert trading_week(closes_at(WEEK) - timedelta(seconds=1)) == WEEK
    assert trading_week(closes_at(WEEK)) == WEEK.plus(1)
    assert trading_week(closes_at(WEEK) + timedelta(hours=5)) == WEEK.plus(1)
