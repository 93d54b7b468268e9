from datetime import UTC, datetime, timedelta

from tests.edge.simulator.served import OTHER, Served
from tests.exchange.day import ASK, BID, LOW, OPEN

from paxline.edge.simulator.tape import DAY, HOUR, MINUTE, Candle, Range, Tape, period_end
from paxline.edge.simulator.wire import seconds
from paxline.exchange.requests import CancelAll
from paxline.units import Count, Price

START = seconds(OPEN)


def cents(*prices: int) -> list[Price]:
    return [Price.cents(price) for price in prices]


def prices(moved: Range | None) -> list[Price]:
    assert moved is not None
    return [moved.open, moved.low, moved.high, moved.close]


def traded() -> tuple[Served, Tape]:
    """Three minutes: 40 and 44 are paid in the first, nothing happens in the second, 42 is paid in the third."""
    served = Served()
    tape = Tape(served.hub)
    for price, member in ((40, "me"), (44, "me")):
        served.place(ASK, cents=price)
        served.place(BID, cents=price, member=member)
    served.place(BID, cents=39)
    served.clock.sleep(130)
    served.place(ASK, cents=42, size=3)
    served.place(BID, cents=42, member="me")
    return served, tape


def test_a_minute_tells_what_quotes_and_trades_did_in_it() -> None:
    _, tape = traded()
    first, third = tape.candles(LOW, start=START, end=START + HOUR, period=MINUTE)
    assert [first.ends, third.ends] == [START + 60, START + 180]
    assert prices(first.price) == cents(40, 40, 44, 44)
    assert (first.volume, first.mean, first.previous) == (Count.whole(2), Price.cents(42), None)
    assert prices(first.ask) == cents(100, 40, 100, 100)
    assert prices(first.bid) == cents(0, 0, 39, 39)
    assert (third.previous, third.open_interest) == (Price.cents(44), Count.whole(3))
    assert third.bid == Range.at(Price.cents(39))


def test_hours_are_minutes_together() -> None:
    _, tape = traded()
    (hour,) = tape.candles(LOW, start=START, end=START + HOUR, period=HOUR)
    assert hour.ends == START + HOUR
    assert prices(hour.price) == cents(40, 40, 44, 42)
    assert (hour.volume, hour.mean, hour.previous) == (Count.whole(3), Price.cents(42), None)
    assert prices(hour.ask) == cents(100, 40, 100, 42)


def test_a_candle_is_told_where_it_ends_within_the_span() -> None:
    _, tape = traded()
    assert [one.ends for one in tape.candles(LOW, start=START + 61, end=START + 180, period=MINUTE)] == [START + 180]
    assert tape.candles(LOW, start=START, end=START + HOUR - 1, period=HOUR) == []
    assert tape.candles("nothing", start=START, end=START + HOUR, period=HOUR) == []


def test_a_period_whose_beginning_lies_before_the_span_is_whole() -> None:
    served, tape = traded()
    served.clock.instant = OPEN + timedelta(hours=9)
    served.place(ASK, cents=43)
    (day,) = tape.candles(LOW, start=START + 8 * HOUR, end=START + DAY, period=DAY)
    assert day.volume == Count.whole(3)


def test_the_last_minute_before_an_instant_and_the_volume_since_one() -> None:
    _, tape = traded()
    assert tape.latest(LOW, before=START + 59) is None
    latest = tape.latest(LOW, before=START + 179)
    assert latest is not None
    assert latest.ends == START + 60
    assert tape.volume(LOW, since=START + 60) == Count.whole(1)
    assert tape.volume(LOW, since=START) == Count.whole(3)


def test_a_side_that_is_cancelled_is_empty_again() -> None:
    served, tape = traded()
    served.hub.apply(CancelAll(OTHER))
    last: Candle | None = tape.latest(LOW, before=START + HOUR)
    assert last is not None
    assert [last.bid.close, last.ask.close] == cents(0, 100)


def test_days_end_at_midnight_in_new_york_in_summer_and_winter() -> None:
    summer, winter = (datetime(2026, month, 16, 12, tzinfo=UTC) for month in (6, 1))
    assert period_end(seconds(summer), DAY) == seconds(datetime(2026, 6, 17, 4, tzinfo=UTC))
    assert period_end(seconds(winter), DAY) == seconds(datetime(2026, 1, 17, 5, tzinfo=UTC))
    assert period_end(120, MINUTE) == 180
