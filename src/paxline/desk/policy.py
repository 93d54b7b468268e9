"""How the desk wants to trade: every number that is a choice, in one frozen value whose ``repr`` rebuilds it.

The defaults were measured on six ladders of spring 2026 and selected Fridays of 2022 to 2026. They were seen before
they were chosen, so nothing here is confirmed by the weeks it came from.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final

from paxline.market.fees import TSA_TERMS, FeeTerms
from paxline.units import Count, Price, Usd

_CENT: Final = 0.01


def _within(value: float, what: str, *, low: float, high: float) -> None:
    """Refuse a number outside ``(low, high]``, and what is not a number."""
    if not low < value <= high:
        raise ValueError(f"{what} lies above {low:g} and at most at {high:g}, not at {value}")


@dataclass(frozen=True, slots=True)
class HalfWidths:
    """How far from its fair value a quote stands, in dollars, by situation; each above 0 and below 25 cents.

    Attributes:
        fresh: Near the money, for some hours after a count: the market may have read it better.
        evening: Near the money from then on.
        weekend: Saturday and Sunday, when nothing is published.
        wing: Where the fair value is under a quarter or over three quarters.
        opening: On Monday before the market has a distribution of its own.
    """

    fresh: float = 0.04
    evening: float = 0.03
    weekend: float = 0.02
    wing: float = 0.02
    opening: float = 0.06

    def __post_init__(self) -> None:
        for value in (self.fresh, self.evening, self.weekend, self.wing, self.opening):
            _within(value, "a half-width", low=0.0, high=0.25)


@dataclass(frozen=True, slots=True)
class Limits:
    """What no decision may pass. None can be switched off: each has a largest value, and nothing stands for none.

    Attributes:
        worst_state: Share of capital that one event may lose in any settlement state, at most a tenth.
        near_state: Share that it may lose in the states within two half-widths of the median, at most a tenth.
        rung: Contracts held in one rung, either leg, at most 1,000.
        event: Contracts held and quoted in one event, all rungs together, at most 10,000.
        day: Share of capital that one Eastern day may lose before only reducing is allowed, at most a tenth.
        drawdown: Share of the highest equity that may be lost before only reducing is allowed, at most a half.
        order_rate: Orders sent within a minute, at most 60.
        collar: Dollars that an order's price may lie away from the fair value on its bad side, at most 10 cents.
        quote_age: How old a quote may be, at most an hour.
        forecast_age: How old a forecast may be, at most an hour.
    """

    worst_state: float = 0.02
    near_state: float = 0.015
    rung: Count = field(default=Count(10_000))
    event: Count = field(default=Count(50_000))
    day: float = 0.02
    drawdown: float = 0.10
    order_rate: int = 50
    collar: float = 0.05
    quote_age: timedelta = timedelta(minutes=10)
    forecast_age: timedelta = timedelta(minutes=30)

    def __post_init__(self) -> None:
        _within(self.worst_state, "the worst state's share", low=0.0, high=0.10)
        _within(self.near_state, "the near states' share", low=0.0, high=0.10)
        _within(self.day, "a day's share", low=0.0, high=0.10)
        _within(self.drawdown, "the drawdown", low=0.0, high=0.50)
        _within(self.collar, "the collar", low=0.0, high=0.10)
        if not Count(0) < self.rung <= Count.whole(1_000) or not self.rung <= self.event <= Count.whole(10_000):
            raise ValueError("a rung takes up to 1,000 contracts, an event as many as a rung and up to 10,000")
        if not 0 < self.order_rate <= 60:
            raise ValueError(f"1 to 60 orders a minute, not {self.order_rate}")
        for age in (self.quote_age, self.forecast_age):
            if not timedelta(0) < age <= timedelta(hours=1):
                raise ValueError(f"what is known may be up to an hour old, not {age}")


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole of what the desk is told; nonsense raises ``ValueError``.

    Attributes:
        capital: What it trades with, above 0; shares are shares of it, or of the account's equity where that is less.
        kelly: Fraction of Kelly, above 0 and at most ½.
        believed: Share of the pool's distance from the market that is believed, above 0 and at most 1.
        taker_bar: Dollars per contract that the believed edge of taking must exceed after the fee; 2 cents or more.
        taking_for: How long after a verified count an edge may be taken.
        lot: Contracts a quote offers at most.
        fresh_for: How long after a count it counts as fresh.
        verified_after: How long a count must stand unrevised before it is believed.
        widths: Half-widths by situation.
        unsure: Share of the distance between ours and the market's that widens a quote, 0 to 1.
        skew: Dollars by which quotes move against the position for each quarter of the worst-state limit used.
        lowest: Rungs with a fair value below this, or above its complement, are left alone.
        limits: What may not be passed.
        fee_type: The series' fee type that a person has confirmed, in the exchange's word; another stops trading.
        fee_multiplier: Its multiplier, the same.
        seed: For whatever is drawn at random; nothing is at present.
    """

    capital: Usd = field(default=Usd(1_000_000_000))
    kelly: float = 0.25
    believed: float = 0.5
    taker_bar: float = 0.06
    taking_for: timedelta = timedelta(hours=2)
    lot: Count = field(default=Count(5_000))
    fresh_for: timedelta = timedelta(hours=7)
    verified_after: timedelta = timedelta(minutes=2)
    widths: HalfWidths = field(default=HalfWidths())
    unsure: float = 0.25
    skew: float = _CENT
    lowest: Price = field(default=Price(300))
    limits: Limits = field(default=Limits())
    fee_type: str = TSA_TERMS.fee_type.value
    fee_multiplier: Decimal = TSA_TERMS.multiplier
    seed: int = 0

    def __post_init__(self) -> None:
        if self.capital <= Usd(0):
            raise ValueError(f"nothing can be traded with {self.capital}")
        FeeTerms.parse(self.fee_type, self.fee_multiplier)
        _within(self.kelly, "the fraction of Kelly", low=0.0, high=0.5)
        _within(self.believed, "the believed share", low=0.0, high=1.0)
        _within(self.skew, "the skew", low=0.0, high=0.05)
        if not 0.02 <= self.taker_bar < 1:
            raise ValueError(f"taking needs a bar of 2 cents or more, not {self.taker_bar}")
        if not 0 <= self.unsure <= 1:
            raise ValueError(f"a share lies in 0 to 1, not {self.unsure}")
        if not Count(0) < self.lot <= self.limits.rung:
            raise ValueError("a quote offers something, and no more than a rung may hold")
        if not Price.cents(1) <= self.lowest <= Price.cents(25):
            raise ValueError(f"rungs are left alone below 1 to 25 cents, not {self.lowest}")
        spans = (self.taking_for, self.fresh_for, self.verified_after)
        if any(not timedelta(0) < span <= timedelta(days=1) for span in spans):
            raise ValueError("how long something holds is more than nothing and at most a day")

    @property
    def fee_terms(self) -> FeeTerms:
        """The series' fee terms that a person has confirmed."""
        return FeeTerms.parse(self.fee_type, self.fee_multiplier)
