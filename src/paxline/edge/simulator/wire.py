"""How the exchange writes instants, money and prices; all are strings but for counts of seconds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from paxline.units import Count, Price, Usd

Json: TypeAlias = Mapping[str, object]
"""One JSON object."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HUNDREDTHS: Final = 100


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, the fraction of a second without trailing zeros."""
    whole = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    part = f"{at.microsecond:06d}".rstrip("0")
    return f"{whole}.{part}Z" if part else f"{whole}Z"


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return (at - _EPOCH) // timedelta(seconds=1)


def millis(at: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def cents(amount: Usd) -> int:
    """Whole cents, the rest cut off."""
    return int(amount.millionths / 10_000) if amount.millionths < 0 else amount.millionths // 10_000


def short(amount: Usd) -> str:
    """Dollars with four decimals, or six where four do not hold them."""
    text = str(amount)
    return text.removesuffix("00")


def average(total: Usd, count: Count) -> str:
    """Dollars per contract, to the nearest millionth; ``count`` is above 0."""
    per = (total.millionths * _HUNDREDTHS * 2 + count.hundredths) // (2 * count.hundredths)
    return short(Usd(per))


def or_nothing(price: Price | None) -> str:
    """The price, or 0 where nobody bids."""
    return str(price or Price(0))


def or_all(price: Price | None) -> str:
    """The price, or a dollar where nobody offers."""
    return str(price if price is not None else Price(10_000))
