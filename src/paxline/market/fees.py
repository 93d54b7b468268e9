"""What trading costs: dated fee schedules, and the fee at the size traded.

The exchange takes ``rate · contracts · p · (1 - p)`` dollars of each fill, rounded up. Takers pay 0.07 times the
series' multiplier; makers pay only where the series' fee type says so. Nothing is taken at settlement. Amounts
are computed in whole 10⁻¹⁸ dollars and rounded once, upwards, to the schedule's step.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final, Self

from paxline.counts.calendar import eastern
from paxline.errors import MissingData
from paxline.units import Count, Price, Usd

_RATE_PER: Final = 100_000_000
"""Rates are kept in 10⁻⁸: a rate of four decimals times a multiplier of four."""

_FEE_UNITS_PER_MILLIONTH: Final = 10**12
"""Rate 10⁻⁸ times count 10⁻² times two prices of 10⁻⁴ makes 10⁻¹⁸ dollars."""

_ONE: Final = 10_000
"""One dollar as a price."""


class FeeType(Enum):
    """Which fee a series charges, in the exchange's words.

    ``flat`` series are in a table of their own that nobody here has seen: asking for their fee refuses.
    """

    QUADRATIC = "quadratic"
    QUADRATIC_WITH_MAKER_FEES = "quadratic_with_maker_fees"
    QUADRATIC_WITH_COMBO_MAKER_FEES = "quadratic_with_combo_maker_fees"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What one series (or an event that overrides it) says of its own fees.

    Attributes:
        fee_type: Who pays.
        multiplier: Scales both rates; 0 or more.
    """

    fee_type: FeeType
    multiplier: Decimal

    def __post_init__(self) -> None:
        if not self.multiplier.is_finite() or self.multiplier < 0:
            raise ValueError(f"a fee multiplier is 0 or more, not {self.multiplier}")

    @classmethod
    def parse(cls, fee_type: str, multiplier: Decimal) -> Self:
        """The terms in the exchange's words; a type nobody knows raises ``MissingData``."""
        try:
            known = FeeType(fee_type)
        except ValueError:
            raise MissingData(f"nobody here knows the fee type {fee_type!r}, so no fee can be told") from None
        return cls(known, multiplier)


TSA_TERMS: Final = FeeTerms(FeeType.QUADRATIC, Decimal(1))
"""KXTSAW: takers pay 0.07, makers nothing (GET /series/KXTSAW, 2026-07-02; absent from the 128 maker-fee
series of 2026-06-09)."""


@dataclass(frozen=True, slots=True)
class _Schedule:
    """One published schedule, before a series' terms are applied; rates in 10⁻⁸."""

    effective: datetime
    taker: int
    maker: int
    combo_maker: int
    step: Usd
    source: str


_CENT: Final = Usd.cents(1)
_CENTICENT: Final = Usd(100)

_SCHEDULES: Final = (
    _Schedule(
        eastern(date(2022, 6, 1), time(0, 0)),
        taker=7_000_000,
        maker=1_750_000,
        combo_maker=3_500_000,
        step=_CENT,
        source="assumed: the fee schedule of 2026-02-05, taken to hold since the series began in June 2022",
    ),
    _Schedule(
        eastern(date(2026, 2, 5), time(0, 0)),
        taker=7_000_000,
        maker=1_750_000,
        combo_maker=3_500_000,
        step=_CENT,
        source="Kalshi fee schedule (PDF) of 2026-02-05: rounded up to the next cent",
    ),
    _Schedule(
        eastern(date(2026, 6, 1), time(0, 0)),
        taker=7_000_000,
        maker=1_750_000,
        combo_maker=3_500_000,
        step=_CENTICENT,
        source="docs.kalshi.com fee_rounding of 2026-06-01: each fill's fee rounded up to $0.0001; fills recorded "
        "2026-06-11 agree",
    ),
)
"""Earliest first. The combo maker rate is half the taker's (OpenAPI 3.34.0, ``Series.fee_type``)."""


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """The fees in force at one instant for one series.

    Attributes:
        effective: The UTC instant from which the schedule holds.
        taker_rate: Dollars per contract and ``p · (1 - p)``, in 10⁻⁸.
        maker_rate: The same for resting orders.
        step: Fees rise to the next multiple of this; 0 stays 0.
        source: The document, and its date.
    """

    effective: datetime
    taker_rate: int
    maker_rate: int
    step: Usd
    source: str

    @classmethod
    def at(cls, instant: datetime, *, terms: FeeTerms = TSA_TERMS) -> Self:
        """The schedule in force at ``instant`` (UTC) under a series' terms.

        ``MissingData`` before June 2022, for ``flat`` series, and for a multiplier too fine to hold exactly.
        """
        published = next((s for s in reversed(_SCHEDULES) if s.effective <= instant), None)
        if published is None:
            raise MissingData(f"no fee schedule is known for {instant:%Y-%m-%d}")
        match terms.fee_type:
            case FeeType.QUADRATIC:
                maker = 0
            case FeeType.QUADRATIC_WITH_MAKER_FEES:
                maker = published.maker
            case FeeType.QUADRATIC_WITH_COMBO_MAKER_FEES:
                maker = published.combo_maker
            case FeeType.FLAT:
                raise MissingData("the table of flat fees is not known, so no fee can be told")
        return cls(
            published.effective,
            _scaled(published.taker, terms.multiplier),
            _scaled(maker, terms.multiplier),
            published.step,
            published.source,
        )

    def taker_fee(self, price: Price, count: Count) -> Usd:
        """The fee of one fill that took ``count`` contracts (0 or more) at ``price``, on either leg."""
        return Usd(fee_millionths(self, self.taker_rate, price=price.ten_thousandths, count=count.hundredths))

    def maker_fee(self, price: Price, count: Count) -> Usd:
        """The fee of one fill of a resting order: ``count`` contracts (0 or more) at ``price``, on either leg."""
        return Usd(fee_millionths(self, self.maker_rate, price=price.ten_thousandths, count=count.hundredths))


def fee_millionths(schedule: FeeSchedule, rate: int, *, price: int, count: int) -> int:
    """The fee of one fill at one of the schedule's rates, in millionths of a dollar, on plain integers.

    ``price`` is ten-thousandths, ``count`` hundredths. It is the least multiple of the step that bears the exact fee.
    """
    step = schedule.step.millionths
    return -(-_exact(rate, price=price, count=count) // (step * _FEE_UNITS_PER_MILLIONTH)) * step


def _scaled(rate: int, multiplier: Decimal) -> int:
    scaled = rate * Fraction(multiplier)
    if scaled.denominator != 1:
        raise MissingData(f"a fee multiplier of {multiplier} is finer than 1/{_RATE_PER} holds")
    return scaled.numerator


def _exact(rate: int, *, price: int, count: int) -> int:
    """The fee before rounding, in 10⁻¹⁸ dollars."""
    if count < 0:
        raise ValueError(f"a fill has a size of 0 or more, not {Count(count)}")
    return rate * count * price * (_ONE - price)
