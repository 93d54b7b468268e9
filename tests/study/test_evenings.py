import pytest
from tests.market.bands import candle
from tests.study.ladders import MARKET, STRIKES, candles, evening_end

from paxline.market.book import Quote
from paxline.study.evenings import evenings
from paxline.testing import WEEK
from paxline.units import Price


def test_a_week_closes_seven_times_a_minute_before_its_candles_end() -> None:
    found = evenings(WEEK, candles(MARKET))
    assert [evening.day for evening in found] == list(WEEK.days)
    assert found[0].ladder.strikes == STRIKES
    assert (evening_end(WEEK, 0) - found[0].as_of).total_seconds() == 60


def test_a_rung_without_a_candle_keeps_its_quote() -> None:
    ends = evening_end(WEEK, 0), evening_end(WEEK, 1)
    first = [candle(ends_at=ends[0]), candle(ends_at=ends[0], strike=2_450_000)]
    later = candle(ends_at=ends[1], bid=(50, 50, 50, 50), ask=(52, 52, 52, 52))
    _, tuesday = evenings(WEEK, [*first, later])
    assert tuesday.mids == pytest.approx((0.51, 0.42))
    assert tuesday.quotes[1].known_at == ends[0]


def test_a_day_on_which_no_rung_changed_is_no_evening() -> None:
    assert len(evenings(WEEK, [candle(ends_at=evening_end(WEEK, 0))])) == 1
    assert evenings(WEEK, []) == ()


def test_an_absent_side_is_nobody_and_its_middle_is_taken_from_the_end_of_the_scale() -> None:
    dead = candle(ends_at=evening_end(WEEK, 0), bid=(0, 0, 0, 0), ask=(2, 2, 2, 2))
    (monday,) = evenings(WEEK, [dead])
    assert monday.quotes[0].quote == Quote(None, Price.cents(2))
    assert monday.mids == (0.01,)


@pytest.mark.parametrize(
    ("last", "quote"),
    [
        (60, Quote(Price.cents(59), Price.cents(61))),
        (1, Quote(None, Price.cents(2))),
        (99, Quote(Price.cents(98), None)),
    ],
)
def test_sunday_is_read_from_last_trades(last: int, quote: Quote) -> None:
    cleared = candle(bid=(40, 0, 40, 0), ask=(44, 44, 100, 100), traded=(42, 1, 99, last), ends_at=evening_end(WEEK, 6))
    (sunday,) = evenings(WEEK, [cleared])
    assert sunday.quotes[0].quote == quote
    assert sunday.mids == (last / 100,)


def test_a_rung_that_did_not_trade_on_sunday_keeps_saturdays_quote() -> None:
    saturday = candle(ends_at=evening_end(WEEK, 5))
    cleared = candle(bid=(40, 0, 40, 0), ask=(44, 44, 100, 100), ends_at=evening_end(WEEK, 6))
    _, sunday = evenings(WEEK, [saturday, cleared])
    assert sunday.quotes[0].quote == Quote(Price.cents(40), Price.cents(44))


def test_shorter_candles_are_left_aside() -> None:
    hour = candle(ends_at=evening_end(WEEK, 0))
    short = type(hour)(hour.contract, hour.ends_at, 60, hour.bid, hour.ask, None, hour.volume, hour.source)
    assert evenings(WEEK, [short]) == ()
