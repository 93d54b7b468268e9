"""What one fill costs in fees: the schedule's fee, the alignment of the balance, and the order's rebates.

Source: docs.kalshi.com fee_rounding (2026-06-01; a copy of 2026-09-18 has finer steps): the trade fee rises to the
schedule's step; the balance changes by a multiple of its precision, and the difference is a rounding fee; an
accumulator per order, through taking and resting alike, gives back what rounding fees add up to, in whole cents (in
the balance's precision where fees are finer than it). Members are direct: their precision is $0.0001, or the step
of the schedule where that is coarser.

Prices are ten-thousandths, counts hundredths, money is millionths of a dollar, all as plain integers.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from paxline.exchange.values import made
from paxline.market.fees import FeeSchedule, FeeTerms, fee_millionths

_PRECISION: Final = 100
_CENT: Final = 10_000


class Charge(NamedTuple):
    """What a fill costs, and what the order's accumulator holds after it; millionths of a dollar."""

    fee: int
    carried: int


_FREE: Final = Charge(0, 0)


class Charges:
    """What fills are charged under one schedule."""

    __slots__ = ("_maker_fee", "_makers_pay", "_precision", "_rebated", "_taker_fee", "schedule")

    def __init__(self, schedule: FeeSchedule) -> None:
        self.schedule = schedule
        step = schedule.step.millionths
        self._precision = max(_PRECISION, step)
        self._rebated = _CENT if step >= _PRECISION else _PRECISION
        self._makers_pay = schedule.maker_rate > 0
        self._taker_fee = _table(schedule, schedule.taker_rate)
        self._maker_fee = _table(schedule, schedule.maker_rate)

    def taker(self, price: int, count: int, cost: int, carried: int) -> Charge:
        """What taking ``count`` at ``price`` for ``cost`` is charged, by who has ``carried`` in the accumulator."""
        fee = self._taker_fee(price, count)
        if carried or (cost + fee) % self._precision:
            return self._aligned(fee, cost, carried)
        return made(Charge, (fee, 0))

    def maker(self, price: int, count: int, cost: int, carried: int) -> Charge:
        """What a resting order is charged for the same."""
        if self._makers_pay:
            return self._aligned(self._maker_fee(price, count), cost, carried)
        # Every precision divides a cent, so whole cents need no alignment.
        return self._aligned(0, cost, carried) if carried or cost % _CENT else _FREE

    def _aligned(self, fee: int, cost: int, carried: int) -> Charge:
        rounding = -(cost + fee) % self._precision
        if not rounding and not carried:
            return made(Charge, (fee, 0))
        carried += rounding
        rebate = min(carried, fee + rounding) // self._rebated * self._rebated
        return made(Charge, (fee + rounding - rebate, carried - rebate))


def _table(schedule: FeeSchedule, rate: int) -> Callable[[int, int], int]:
    """The fee of a fill by its price and size; both recur, so that most fees are found rather than computed."""

    @lru_cache(maxsize=1 << 14)
    def fee(price: int, count: int) -> int:
        return fee_millionths(schedule, rate, price=price, count=count)

    return fee


class Tariff:
    """The charges of one market as time goes on, looked up once an hour, because schedules change on the hour."""

    __slots__ = ("_now", "_terms", "_until")

    def __init__(self, terms: FeeTerms) -> None:
        self._terms = terms
        self._now: Charges | None = None
        self._until = datetime.min.replace(tzinfo=UTC)

    def at(self, instant: datetime) -> Charges:
        """The charges in force at an instant not before the last one; ``MissingData`` where none are known."""
        if self._now is None or instant >= self._until:
            schedule = FeeSchedule.at(instant, terms=self._terms)
            if self._now is None or self._now.schedule != schedule:
                self._now = Charges(schedule)
            self._until = instant.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return self._now
