"""How single fields of the exchange's JSON are read.

Prices, counts and money come as decimal strings and become ``paxline.units`` values at once; a JSON number in
their place is refused. The exchange may write a price with 6 decimals (OpenAPI 3.34.0, ``FixedPointDollars``).
A price at which somebody can trade lies on a grid of at most 4, so further digits are accepted only as zeros and
anything else is an error, never rounded; averages of prices are read as ``Usd``, which holds all 6.
A field that is missing or null is ``None`` where the model allows it, else an error; it is never zero.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Final, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
)

from paxline.units import Count, Price, Usd

T = TypeVar("T")

_LONGEST_NUMBER: Final = 40
"""Characters; the longest amount the exchange can mean is far shorter."""


class Frame(BaseModel):
    """A frozen piece of the exchange's JSON; fields nobody here knows are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a decimal string, not {type(value).__name__}")  # noqa: TRY004 - pydantic gathers ValueError
    if len(value) > _LONGEST_NUMBER:
        raise ValueError("too long for an amount")
    return value


def _read_by(parse: Callable[[str], T]) -> Callable[[object], T]:
    def read(value: object) -> T:
        return parse(_text(value))

    return read


def _or_none(read: Callable[[object], T]) -> Callable[[object], T | None]:
    def read_or_none(value: object) -> T | None:
        return None if value is None else read(value)

    return read_or_none


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant outside the calendar") from None


def _written(value: object) -> object:
    # A bare number would be read as seconds or as milliseconds by its size.
    if not isinstance(value, str):
        raise ValueError(f"an ISO 8601 string, not {type(value).__name__}")  # noqa: TRY004 - as above
    return value


def _written_or_none(value: object) -> object:
    # The exchange's servers write some absent instants as an empty string.
    return None if value is None or value == "" else _written(value)


def _from_unix(value: object) -> datetime:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"whole Unix seconds, not {type(value).__name__}")  # noqa: TRY004 - as above
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError):
        raise ValueError("an instant outside the calendar") from None


def _number(value: object) -> object:
    if isinstance(value, str):
        raise ValueError("a JSON number, not a string")  # noqa: TRY004 - as above
    return value


DollarPrice = Annotated[Price, PlainValidator(_read_by(Price.parse))]
"""A price between 0 and 1 dollar, on a grid of 0.0001."""

MaybePrice = Annotated[Price | None, PlainValidator(_or_none(_read_by(Price.parse)))]
"""The same, or nothing."""

FixedCount = Annotated[Count, PlainValidator(_read_by(Count.parse))]
"""A number of contracts in hundredths; seen negative on determined markets, so no sign is refused here."""

MaybeCount = Annotated[Count | None, PlainValidator(_or_none(_read_by(Count.parse)))]
"""The same, or nothing."""

Dollars = Annotated[Usd, PlainValidator(_read_by(Usd.parse))]
"""An amount of money with up to 6 decimals."""

MaybeDollars = Annotated[Usd | None, PlainValidator(_or_none(_read_by(Usd.parse)))]
"""The same, or nothing."""

Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_utc)]
"""An ISO 8601 instant with its offset, as UTC; digits beyond the microsecond are cut."""

MaybeInstant = Annotated[Instant | None, BeforeValidator(_written_or_none)]
"""The same, or nothing."""

UnixInstant = Annotated[datetime, PlainValidator(_from_unix)]
"""Whole Unix seconds, as UTC."""

MaybeUnixInstant = Annotated[datetime | None, PlainValidator(_or_none(_from_unix))]
"""The same, or nothing."""

Number = Annotated[Decimal, BeforeValidator(_number)]
"""A finite JSON number, such as a strike."""

Multiplier = Annotated[Number, Field(ge=0)]
"""A finite JSON number of 0 or more."""


def nothing_as_empty(value: object) -> object:
    """An empty list where the exchange writes null for one; other values unchanged."""
    return () if value is None else value


def _to_send(kind: type[T], parse: Callable[[str], T]) -> Callable[[object], T]:
    def read(value: object) -> T:
        return value if isinstance(value, kind) else parse(_text(value))

    return read


SentPrice = Annotated[Price, PlainValidator(_to_send(Price, Price.parse)), PlainSerializer(str, return_type=str)]
"""A price of a request: written as a string with 4 decimals (a JSON number is refused: recorded 2026-06-11)."""

SentCount = Annotated[Count, PlainValidator(_to_send(Count, Count.parse)), PlainSerializer(str, return_type=str)]
"""A number of contracts of a request: written as a string with 2 decimals."""


class Body(Frame):
    """A request's body: a field that nobody here knows is a mistake of ours, and refused.

    Fields that are ``None`` are not sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def written(self) -> bytes:
        """The body as it goes over the wire."""
        return self.model_dump_json(exclude_none=True).encode()


class Page(Frame):
    """An answer that may continue.

    Attributes:
        cursor: Where the next page starts; empty on the last. Two recorded answers leave it out on the last.
    """

    cursor: str | None = None
