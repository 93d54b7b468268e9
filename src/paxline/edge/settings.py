"""One user's settings: ``paxline.toml`` in the home, read once into frozen values, everything wrong told at once.

What is not written takes its default. What is written and unknown, of the wrong kind, or contradictory is refused
with its line: a misspelt limit must not leave the default in force unseen.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from datetime import time, timedelta
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, get_type_hints

from paxline.desk.policy import HalfWidths, Limits, Policy
from paxline.errors import UsageError
from paxline.run.arming import Letting
from paxline.run.schedule import BRIEF_TIME
from paxline.units import Count, Price, Usd


@dataclass(frozen=True, slots=True)
class Alerts:
    """Who is told, and when.

    Attributes:
        channels: Apprise URLs, or aws-ses:ADDRESS on AWS; they hold secrets and are printed nowhere.
        ping: A dead-man's switch, asked every few minutes; empty for none, and printed nowhere.
        brief: Eastern time of the morning's brief.
    """

    channels: tuple[str, ...] = field(default=(), repr=False)
    ping: str = field(default="", repr=False)
    brief: time = BRIEF_TIME

    def __post_init__(self) -> None:
        if self.ping and not self.ping.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("ping is an https address")


@dataclass(frozen=True, slots=True)
class Page:
    """The dashboard.

    Attributes:
        port: On localhost, 1024 to 65535.
    """

    port: int = 8321

    def __post_init__(self) -> None:
        if not 1024 <= self.port <= 65535:
            raise ValueError(f"a port lies between 1024 and 65535, not {self.port}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user may choose.

    Attributes:
        policy: How the desk trades.
        alerts: Who is told.
        page: The dashboard.
        live: How far it is let out of paper.
    """

    policy: Policy = field(default=Policy())
    alerts: Alerts = field(default=Alerts())
    page: Page = field(default=Page())
    live: Letting = field(default=Letting())


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something in the file that cannot be meant.

    Attributes:
        line: Where, from 1; 0 where no single line is to blame.
        words: What is the matter, and what was probably meant.
    """

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


def read_settings(file: Path) -> Settings:
    """The settings in a file, the defaults where there is none; raises ``UsageError`` with every problem."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    return parse_settings(text, name=str(file))


def parse_settings(text: str, *, name: str = "paxline.toml") -> Settings:
    """The settings that a text means; raises ``UsageError`` with every problem, each with its line."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} is refused, and nothing of it counts:\n  {_unreadable(text, error)}") from error
    reader = _Reader(text, found)
    settings = reader.settings()
    if settings is None or reader.problems:
        head = f"{name} is refused, and nothing of it counts:"
        raise UsageError("\n  ".join([head, *map(str, sorted(reader.problems))]))
    return settings


def _unreadable(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    """Where a text stops being TOML; only the line's key is told, since its value may be a secret."""
    (what, _, where), lines = str(error).rpartition(" (at "), text.splitlines()
    number = where.removeprefix("line ").partition(",")[0]
    # What is missed at the end of the text is missed in its last line.
    at = int(number) if number.isdecimal() else len(lines)
    if not what or not 0 < at <= len(lines):
        return Problem(0, f"it is no TOML: {error}")
    found, head = _KEY.match(lines[at - 1]), _HEAD.match(lines[at - 1])
    key = found["key"] if found else ""
    if what.startswith("Cannot"):
        return Problem(
            at, f"{f'`{key}`' if key else head[0].strip() if head else 'this'} stands twice; keep one of them"
        )
    why = "a quote is not closed" if what.startswith("Illegal character '\\n'") else what.lower()
    said = f"the value of `{key}` cannot be read" if key else "this cannot be read"
    return Problem(at, f"{said} ({why}); write {_example(key, lines[:at])}")


def _example(key: str, before: Sequence[str]) -> str:
    """How what stands in a line is written: the key with a value of its kind, where the key is one of ours."""
    heads = [head["name"].strip() for line in before if (head := _HEAD.match(line))]
    kinds = next((one.keys for one in (DESK, LIMITS, WIDTHS, ALERTS, PAGE, LIVE) if heads[-1:] == [one.name]), {})
    if key in kinds:
        return f"it as {key} = {_EXAMPLES[kinds[key]]}"
    return 'a section as [desk], a key as capital = "500"'


class Table(Protocol):
    """A frozen dataclass that one table of the file fills."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_T = TypeVar("_T", bound=Table)


@dataclass(frozen=True, slots=True)
class Section(Generic[_T]):
    """A table of the file.

    Attributes:
        name: Its name.
        of: The value it fills; every field has a default.
        left_out: Fields that are not settings.
    """

    name: str
    of: type[_T]
    left_out: frozenset[str] = frozenset()

    @property
    def keys(self) -> Mapping[str, type[object]]:
        """The keys of the table, each with its type."""
        hints = get_type_hints(self.of)
        return {one.name: hints[one.name] for one in fields(self.of) if one.name not in self.left_out}


DESK: Final = Section("desk", Policy, frozenset({"widths", "limits", "fee_type", "fee_multiplier", "seed"}))
LIMITS: Final = Section("limits", Limits)
WIDTHS: Final = Section("widths", HalfWidths)
ALERTS: Final = Section("alerts", Alerts)
PAGE: Final = Section("page", Page)
LIVE: Final = Section("live", Letting)
SECTIONS: Final = tuple(one.name for one in (DESK, LIMITS, WIDTHS, ALERTS, PAGE, LIVE))
"""The tables of the file."""


class _Reader:
    """Reads one text, and gathers what is wrong with it."""

    def __init__(self, text: str, found: Mapping[str, object]) -> None:
        self._lines = dict(_lines(text))
        self._found = found
        self.problems: list[Problem] = []

    def settings(self) -> Settings | None:
        for name, table in self._found.items():
            if not isinstance(table, dict):
                self._say((name, ""), f"{name} stands in no section; write it under one, such as [desk]")
            elif name not in SECTIONS:
                self._say((name, ""), f"there is no section [{name}]{_meant(name, SECTIONS)}")
        limits, widths = self._made(LIMITS), self._made(WIDTHS)
        alerts, page, live = self._made(ALERTS), self._made(PAGE), self._made(LIVE)
        if limits is None or widths is None:
            return None
        policy = self._made(DESK, limits=limits, widths=widths)
        return Settings(policy, alerts, page, live) if policy and alerts and page and live else None

    def _made(self, section: Section[_T], **others: object) -> _T | None:
        table = self._found.get(section.name, {})
        keys, values = section.keys, dict[str, object]()
        for key, value in table.items() if isinstance(table, dict) else ():
            if key not in keys:
                self._say((section.name, key), f"[{section.name}] has no {key}{_meant(key, keys)}")
                continue
            try:
                values[key] = _READ[keys[key]](value)
            except (ValueError, TypeError) as error:
                self._say((section.name, key), f"{key}: {error}")
        try:
            return section.of(**values, **others)
        except (ValueError, TypeError) as error:
            self._say((section.name, ""), f"[{section.name}]: {error}")
            return None

    def _say(self, place: tuple[str, str], words: str) -> None:
        self.problems.append(Problem(self._lines.get(place, 0), words))


_HEAD: Final = re.compile(r"\s*\[(?P<name>[^\[\]]+)\]")
_KEY: Final = re.compile(r"\s*(?P<key>[A-Za-z0-9_-]+)\s*[=.]")


def _lines(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """The line of every section (with an empty key) and of every key."""
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            section = head["name"].strip()
            yield (section, ""), number
        elif key := _KEY.match(line):
            yield (section, key["key"]) if section else (key["key"], ""), number


def _meant(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; was {close[0]} meant?" if close else f"; there are {', '.join(known)}"


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"a number, such as 0.25, not {value!r}")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a whole number, not {value!r}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text in quotes, not {value!r}")
    return value


def _money(value: object) -> Usd:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f'dollars, such as 1000 or "1000.50", not {value!r}')
    try:
        return Usd.parse(str(value))
    except ValueError as error:
        raise TypeError(f'dollars, such as 1000 or "1000.50", not {value!r}') from error


def _contracts(value: object) -> Count:
    return Count.whole(_whole(value))


def _price(value: object) -> Price:
    if not isinstance(value, str):
        raise TypeError(f'a price in dollars, such as "0.03", not {value!r}')
    return Price.parse(value)


_SPAN: Final = re.compile(r"(?P<number>\d+)\s*(?P<unit>seconds?|minutes?|hours?|days?)")


def _span(value: object) -> timedelta:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise TypeError(f'a stretch of time, such as "10 minutes", not {value!r}')
    return timedelta(**{f"{found['unit'].rstrip('s')}s": int(found["number"])})


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            return time.fromisoformat(value)
    raise TypeError(f"a time of day, such as 09:30:00, not {value!r}")


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of texts, such as []")
    return tuple(_text(one) for one in value)


_EXAMPLES: Final[Mapping[object, str]] = MappingProxyType(
    {
        float: "0.25",
        int: "50",
        str: '"a text in quotes"',
        Usd: '"1000.50"',
        Count: "50",
        Price: '"0.03"',
        timedelta: '"10 minutes"',
        time: "09:30:00",
        tuple[str, ...]: '["a text in quotes"]',
    }
)
"""A value of each kind, as the file holds it."""

_READ: Final[Mapping[object, Callable[[object], object]]] = MappingProxyType(
    {
        float: _number,
        int: _whole,
        str: _text,
        Usd: _money,
        Count: _contracts,
        Price: _price,
        timedelta: _span,
        time: _clock,
        tuple[str, ...]: _texts,
    }
)
