"""Money, prices and quantities as integers: parsed once from the wire's strings, never floats.

The exchange writes money with up to 6 decimals, prices with 4 and quantities with 2. Each has its own type
counting its own smallest unit, so that sums are exact and a price cannot be added to a quantity. Rounding has
a name and a direction. What cannot be read raises ``ValueError``; unreadable is not zero.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

_USD_PER: Final = 1_000_000
_PRICE_PER: Final = 10_000
_COUNT_PER: Final = 100
_DECIMAL: Final = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(\.(?P<part>[0-9]+))?")


def _scaled(text: str, per_unit: int) -> int:
    """The exact integer number of smallest units that ``text`` names, else ``ValueError``."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a plain decimal number: {text!r}")
    digits = len(str(per_unit)) - 1
    part = (found["part"] or "").rstrip("0")
    if len(part) > digits:
        raise ValueError(f"more decimals than 1/{per_unit} holds: {text!r}")
    units = int(found["whole"]) * per_unit + int(part.ljust(digits, "0"))
    return -units if found["sign"] else units


def _decimal_text(units: int, per_unit: int) -> str:
    digits = len(str(per_unit)) - 1
    sign = "-" if units < 0 else ""
    whole, part = divmod(abs(units), per_unit)
    return f"{sign}{whole}.{part:0{digits}d}"


@dataclass(frozen=True, slots=True, order=True)
class Usd:
    """An amount of money in millionths of a dollar; may be negative."""

    millionths: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal string of dollars with at most 6 decimals, else ``ValueError``."""
        return cls(_scaled(text, _USD_PER))

    @classmethod
    def cents(cls, cents: int) -> Self:
        """The amount of so many whole cents."""
        return cls(cents * 10_000)

    @property
    def dollars(self) -> float:
        """The amount in dollars, for display and statistics only."""
        return self.millionths / _USD_PER

    def __str__(self) -> str:
        return _decimal_text(self.millionths, _USD_PER)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.millionths + other.millionths)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.millionths - other.millionths)

    def __neg__(self) -> Self:
        return type(self)(-self.millionths)


@dataclass(frozen=True, slots=True, order=True)
class Price:
    """A price per contract in ten-thousandths of a dollar, between 0 and 1 dollar inclusive."""

    ten_thousandths: int

    def __post_init__(self) -> None:
        if not 0 <= self.ten_thousandths <= _PRICE_PER:
            raise ValueError(f"a price lies between 0 and 1 dollar, not {self}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal string of dollars with at most 4 decimals, else ``ValueError``."""
        return cls(_scaled(text, _PRICE_PER))

    @classmethod
    def cents(cls, cents: int) -> Self:
        """The price of so many whole cents."""
        return cls(cents * 100)

    @property
    def dollars(self) -> float:
        """The price in dollars, which is also the probability it stands for."""
        return self.ten_thousandths / _PRICE_PER

    @property
    def complement(self) -> Self:
        """The same price seen from the other side: one dollar less this."""
        return type(self)(_PRICE_PER - self.ten_thousandths)

    def times(self, count: "Count") -> Usd:
        """What ``count`` contracts cost at this price, exactly (both units divide a millionth)."""
        return Usd(self.ten_thousandths * count.hundredths)

    def __str__(self) -> str:
        return _decimal_text(self.ten_thousandths, _PRICE_PER)


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """A number of contracts in hundredths; negative where a position is on the NO side."""

    hundredths: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal string of contracts with at most 2 decimals, else ``ValueError``."""
        return cls(_scaled(text, _COUNT_PER))

    @classmethod
    def whole(cls, contracts: int) -> Self:
        """So many whole contracts."""
        return cls(contracts * _COUNT_PER)

    @property
    def contracts(self) -> float:
        """The number of contracts, for display and statistics only."""
        return self.hundredths / _COUNT_PER

    def __str__(self) -> str:
        return _decimal_text(self.hundredths, _COUNT_PER)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.hundredths + other.hundredths)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.hundredths - other.hundredths)
