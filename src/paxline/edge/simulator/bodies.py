"""Bodies of requests, read as strictly as the exchange reads them: numbers are strings, but for times and shards."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NoReturn, cast

from paxline.edge.simulator.refusals import Refusal, flat, nested
from paxline.edge.simulator.wire import Json
from paxline.units import Count, Price

_MOST: Final = 2**63


@dataclass(frozen=True, slots=True)
class Body:
    """One JSON object; a member that is ``null`` is as good as absent.

    Attributes:
        kind: What the specification calls it.
        members: What it says.
    """

    kind: str
    members: Json

    @classmethod
    def parse(cls, kind: str, content: bytes) -> "Body":
        """The object in ``content``; anything else is a 400."""
        try:
            read: object = json.loads(content, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Refusal(flat("invalid character in JSON" if content else "EOF")) from None
        return cls.of(kind, read)

    @classmethod
    def of(cls, kind: str, read: object) -> "Body":
        """The same of what is read already."""
        if not isinstance(read, dict):
            raise Refusal(flat(f"json: cannot unmarshal {_word(read)} into Go value of type {kind}"))
        return cls(kind, cast("Json", read))

    def has(self, name: str) -> bool:
        """Whether anything is said under that name."""
        return self.members.get(name) is not None

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.members.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._other_type(name, value, "string")
        # A half of a surrogate pair is no character; the wire's UTF-8 cannot hold it.
        return value.encode("utf-8", "replace").decode("utf-8")

    def needed(self, name: str) -> str:
        """A text that must be there."""
        text = self.text(name)
        if not text:
            raise Refusal(flat(f"{name} is required"))
        return text

    def word(self, name: str, known: frozenset[str]) -> str:
        """One of the known words, which must be there."""
        text = self.needed(name)
        if text not in known:
            raise Refusal(flat(f"{name} is not one of {', '.join(sorted(known))}"))
        return text

    def flag(self, name: str) -> bool:
        """Yes or no; no where there is none."""
        value = self.members.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._other_type(name, value, "bool")
        return value

    def whole(self, name: str) -> int | None:
        """A whole number; ``None`` where there is none."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value < _MOST:
            raise self._other_type(name, value, "int64")
        return value

    def instant(self, name: str) -> datetime | None:
        """An instant in whole seconds since 1970; ``None`` where there is none."""
        number = self.whole(name)
        if number is None:
            return None
        try:
            return datetime.fromtimestamp(number, UTC)
        except (ValueError, OverflowError, OSError):
            raise Refusal(flat(f"{name} is out of range")) from None

    def count(self, name: str) -> Count:
        """A number of contracts, which must be there."""
        text = self.needed(name)
        try:
            return Count.parse(text)
        except ValueError:
            raise Refusal(flat(f"{name} is not a number of contracts")) from None

    def price(self, name: str) -> Price:
        """A price, which must be there; one that no market takes is ``invalid_price``."""
        text = self.needed(name)
        try:
            return Price.parse(text)
        except ValueError:
            plain = text.removeprefix("-").replace(".", "", 1)
            wrong = nested(400, "invalid_price") if plain.isascii() and plain.isdigit() else flat(f"{name} is no price")
            raise Refusal(wrong) from None

    def objects(self, name: str, kind: str) -> tuple["Body", ...]:
        """A list of objects, which must be there."""
        value = self.members.get(name)
        if value is None:
            raise Refusal(flat(f"{name} is required"))
        if not isinstance(value, list):
            raise self._other_type(name, value, f"[]{kind}")
        return tuple(Body.of(kind, one) for one in cast("list[object]", value))

    def _other_type(self, name: str, value: object, wanted: str) -> Refusal:
        field = f"{self.kind}.{name} of type {wanted}"
        return Refusal(flat(f"json: cannot unmarshal {_word(value)} into Go struct field {field}"))


def _word(value: object) -> str:
    match value:
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case None:
            return "null"
        case _:
            return "object"


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
