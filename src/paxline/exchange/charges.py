"""What one fill costs in fees: the schedule's fee, the alignment of the balance, and the order's rebates.

Source: docs.kalshi.com fee_rounding (2026-06-01; a copy of 2026-09-18 has finer steps): the trade fee rises to the
schedule's step; the balance changes by a multiple of its precision, and the difference is a rounding fee; an
accumulator per order, through taking and resting alike, gives back what rounding fees add up to, in whole cents (in
the balance's precision where fees are finer than it). Members are direct: their precision is $0.0001, or the step
of the schedule where that is coarser.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from paxline.exchange.values import made
from paxline.market.fees import FeeSchedule, FeeTerms, fee_millionths
from paxline.units import Price

_PRECISION: Final = 100
_CENT: Final = 10_000


class Charge(NamedTuple):
    """What a fill costs, and what the order's accumulator holds after it; millionths of a dollar."""

    fee: int
    carried: int


_FREE: Final = Charge(0, 0)


class Tariff:
    """The fee schedule of one market as time goes on, looked up once an hour, because schedules change on the hour."""

    __slots__ = ("_now", "_terms", "_until")

    def __init__(self, terms: FeeTerms) -> None:
        self._terms = terms
        self._now: FeeSchedule | None = None
        self._until = datetime.min.replace(tzinfo=UTC)

    def at(self, instant: datetime) -> FeeSchedule:
        """The schedule in force at an instant not before the last one; ``MissingData`` where none is known."""
        if self._now is None or instant >= self._until:
            self._now = FeeSchedule.at(instant, terms=self._terms)
            self._until = instant.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return self._now


def taker_charge(schedule: FeeSchedule, *, price: Price, count: int, cost: int, carried: int) -> Charge:
    """What taking ``count`` (hundredths) at ``price`` for ``cost`` (millionths) is charged."""
    fee = fee_millionths(schedule, schedule.taker_rate, price=price.ten_thousandths, count=count)
    return _aligned(schedule, fee=fee, cost=cost, carried=carried)


def maker_charge(schedule: FeeSchedule, *, price: Price, count: int, cost: int, carried: int) -> Charge:
    """What a resting order is charged for the same."""
    if schedule.maker_rate:
        fee = fee_millionths(schedule, schedule.maker_rate, price=price.ten_thousandths, count=count)
        return _aligned(schedule, fee=fee, cost=cost, carried=carried)
    # Every precision divides a cent, so whole cents need no alignment.
    return _FREE if not carried and not cost % _CENT else _aligned(schedule, fee=0, cost=cost, carried=carried)


def _aligned(schedule: FeeSchedule, *, fee: int, cost: int, carried: int) -> Charge:
    step = schedule.step.millionths
    rounding = -(cost + fee) % max(_PRECISION, step)
    if not rounding and not carried:
        return made(Charge, (fee, 0))
    unit = _CENT if step >= _PRECISION else _PRECISION
    carried += rounding
    rebate = min(carried, fee + rounding) // unit * unit
    return made(Charge, (fee + rounding - rebate, carried - rebate))
