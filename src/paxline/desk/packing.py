"""Values of the house as plain data (text, whole numbers, floats, lists, dicts) and back, bit for bit.

A dataclass is a dict under its class's name, an enum its member's, an instant and a date their ISO text. Floats keep
every bit through JSON, which writes the shortest text that reads back as the same number. Only the classes listed here
are read, so that a file cannot name anything else.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, cast

from paxline.counts.calendar import Week
from paxline.counts.history import Reading, Vintage
from paxline.counts.shocks import Shock
from paxline.desk.looks import Look
from paxline.desk.orders import Crossing, Lifetime, Side, Terms, Working
from paxline.desk.snapshot import Account, Gate, Release, Rule, SeenBook, Snapshot
from paxline.forecast.distribution import Mixture, Moved, Normal, Pooled, Sample, StudentT
from paxline.forecast.weekly import DayForecast, WeekForecast
from paxline.market.book import Book, Level
from paxline.market.contract import Contract, Ladder
from paxline.market.evidence import Evidence
from paxline.market.fees import FeeSchedule, FeeTerms, FeeType
from paxline.market.grid import PriceGrid, Ticks
from paxline.market.weights import Weights
from paxline.units import Count, Price, Usd

Plain = None | int | float | str | list[Any] | dict[str, Any]
"""What JSON can say."""

_VALUES: Final = MappingProxyType(
    {
        of.__name__: of
        for of in (
            *(Account, Book, Contract, Count, DayForecast, FeeSchedule, FeeTerms, Gate, Ladder, Level, Mixture, Normal),
            *(Pooled, Price, PriceGrid, Reading, Release, Sample, SeenBook, Shock, Snapshot, StudentT, Terms, Ticks),
            *(Evidence, Look, Moved, Usd, Week, WeekForecast, Weights, Working),
        )
    }
)
_FIELDS: Final[Mapping[type, tuple[str, ...]]] = MappingProxyType(
    {of: tuple(field.name for field in fields(of)) for of in _VALUES.values()}
)
_ENUMS: Final = MappingProxyType({of.__name__: of for of in (Crossing, FeeType, Lifetime, Rule, Side, Vintage)})


def packed(value: object) -> Plain:  # noqa: PLR0911 - one for each kind of value
    """``value`` as plain data; what cannot be packed raises ``TypeError``."""
    names = _FIELDS.get(type(value))
    if names is not None:
        return {"a": type(value).__name__} | {name: packed(getattr(value, name)) for name in names}
    match value:
        case None | int() | float() | str():
            return value
        case datetime():
            return {"instant": value.astimezone(UTC).isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case Enum() if type(value).__name__ in _ENUMS:
            return {"enum": type(value).__name__, "is": value.name}
        case tuple():
            return [packed(one) for one in cast("tuple[object, ...]", value)]
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return {"map": [[packed(key), packed(one)] for key, one in pairs]}
        case _:
            raise TypeError(f"{type(value).__name__} has no plain form")


def unpacked(plain: Plain) -> Any:  # noqa: PLR0911 - one for each kind of value
    """The value that ``packed`` made plain; what it never makes raises ``ValueError``."""
    if isinstance(plain, list):
        return tuple(unpacked(one) for one in plain)
    if not isinstance(plain, dict):
        return plain
    match plain:
        case {"instant": str(text)}:
            return datetime.fromisoformat(text).astimezone(UTC)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"enum": str(name), "is": str(member)} if name in _ENUMS:
            return _ENUMS[name][member]
        case {"map": list(pairs)}:
            return MappingProxyType({unpacked(key): unpacked(one) for key, one in pairs})
        case {"a": str(name), **parts} if name in _VALUES:
            return _VALUES[name](**{key: unpacked(part) for key, part in parts.items()})
        case _:
            raise ValueError(f"nothing here is written as {str(plain)[:80]}")


def text_of(value: object) -> str:
    """``value`` in one line of JSON, the same for the same value."""
    return json.dumps(packed(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def snapshot_of(text: str) -> Snapshot:
    """The snapshot that ``text_of`` wrote; ``ValueError`` where the text holds none."""
    found = unpacked(json.loads(text))
    if not isinstance(found, Snapshot):
        raise ValueError(f"a snapshot was written here, not {type(found).__name__}")  # noqa: TRY004 - the text is wrong
    return found
