import pytest
from tests.study.backtests import report

from paxline.exchange.fills import Bound
from paxline.study.backtest import OTHERS, PLAIN
from paxline.study.scoreboard import DAYS
from paxline.units import Count, Usd


def test_every_configuration_is_told_and_the_main_one_first() -> None:
    names = [one.name for one in report().tried]
    assert names == [PLAIN.name, *(rule.name for rule in OTHERS)]
    assert len(set(names)) == len(names)


def test_money_adds_up_exactly_over_events_and_slices() -> None:
    of = report()
    whole = Usd(sum(event.made[Bound.MIDDLE].millionths for event in of.events))
    assert of.equity(Bound.MIDDLE)[-1] == whole
    assert of.whole is not None
    assert of.whole.made == whole
    for parts in (of.by_day, of.by_hours, of.by_price, of.by_claim):
        assert Usd(sum(part.made.millionths for part in parts)) == whole
        assert Count(sum(part.contracts.hundredths for part in parts)) == of.whole.contracts
    assert of.main.middle.mean == pytest.approx(whole.dollars / len(of.events))


def test_the_floor_lies_below_every_bound() -> None:
    for event in report().events:
        assert all(event.floor <= event.made[bound] for bound in (Bound.LOWER, Bound.UPPER))
        assert event.contracts[Bound.LOWER] <= event.contracts[Bound.MIDDLE] <= event.contracts[Bound.UPPER]


def test_drawdown_is_the_largest_fall_from_a_high() -> None:
    assert report().drawdown(Bound.MIDDLE) >= Usd(0)
    losing = report(2_345_000.0)
    assert losing.drawdown(Bound.MIDDLE) == -losing.equity(Bound.MIDDLE)[-1]


def test_a_pool_with_a_model_that_knows_makes_more_than_the_market_on_itself() -> None:
    pool, market, *_ = report().tried
    assert market.middle.mean < pool.middle.mean


def test_days_come_in_their_order_and_hours_rise() -> None:
    days = [DAYS.index(one.name) for one in report().by_day]
    assert days == sorted(days)
    hours = [int(one.name.split()[0]) for one in report().by_hours]
    assert hours == sorted(hours)
