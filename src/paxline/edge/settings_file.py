"""Settings as the text of ``paxline.toml``: every key with what it means, and its value."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import time, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeVar

from paxline.edge.settings import ALERTS, DESK, LIMITS, LIVE, PAGE, WIDTHS, Section, Settings, Table
from paxline.units import Count, Price, Usd

_T = TypeVar("_T", bound=Table)

_HEAD: Final = """\
# The settings of paxline. A line that begins with # is not in force; the value in it is the default.
# `paxline settings` shows what counts, and refuses what is unknown or out of bounds.
"""

_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "desk": "How the desk trades.",
        "limits": "What no decision may pass. None can be switched off.",
        "widths": "How far from its fair value a quote stands, in dollars.",
        "alerts": "Who is told. The addresses hold secrets: keep this file to yourself.",
        "page": "The dashboard, on this machine alone.",
        "live": "Out of paper: what `paxline arm` asks for.",
    }
)


def settings_text(settings: Settings) -> str:
    """The text of a file that means ``settings``, readable for a person."""
    tables = (
        _table(DESK, settings.policy),
        _table(LIMITS, settings.policy.limits),
        _table(WIDTHS, settings.policy.widths),
        _table(ALERTS, settings.alerts),
        _table(PAGE, settings.page),
        _table(LIVE, settings.live),
    )
    return "\n".join([_HEAD, *("\n".join(table) for table in tables)])


def meanings(of: type[Table]) -> Mapping[str, str]:
    """What each key of a table means, as its docstring says."""
    said: dict[str, str] = {}
    _, _, attributes = inspect.cleandoc(of.__doc__ or "").partition("Attributes:\n")
    for found in re.finditer(r"^ {4}(\w+): (.+(?:\n {5,}.+)*)", attributes, flags=re.MULTILINE):
        said[found[1]] = " ".join(found[2].split())
    return said


def written(value: object) -> str:
    """A value as the file holds it; another kind raises ``TypeError``."""
    for kind, write in _WRITE.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"no setting is a {type(value).__name__}")


def _table(section: Section[_T], values: _T) -> Iterator[str]:
    yield f"# {_SAID[section.name]}"
    yield f"[{section.name}]"
    said = meanings(section.of)
    default = section.of()
    for one in fields(section.of):
        if one.name in section.keys:
            value = getattr(values, one.name)
            yield f"# {said[one.name]}"
            yield f"{'' if value != getattr(default, one.name) else '# '}{one.name} = {written(value)}"
    yield ""


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = "".join(
        f"\\{c}"
        if c in '"\\'
        else c
        if c.isprintable()
        else f"\\u{ord(c):04x}"
        if ord(c) < 0x10000
        else f"\\U{ord(c):08x}"
        for c in text
    )
    return f'"{escaped}"'


def _decimal(value: Any) -> str:
    """A decimal text without zeros that say nothing."""
    return f'"{str(value).rstrip("0").rstrip(".")}"'


def _span(value: timedelta) -> str:
    if value >= timedelta(days=2) and not value % timedelta(days=1):
        return f'"{value.days} days"'
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f'"{seconds + 60 * minutes} seconds"' if seconds else f'"{minutes} minutes"'


def _list(value: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, value))}]"


_WRITE: Final[Mapping[type[object], Callable[[Any], str]]] = MappingProxyType(
    {
        Usd: _decimal,
        Price: _decimal,
        Count: lambda value: f"{value.contracts:g}",
        timedelta: _span,
        time: time.isoformat,
        str: _quoted,
        tuple: _list,
        int: repr,
        float: repr,
    }
)
