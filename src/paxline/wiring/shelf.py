"""Findings that take minutes, kept in the home by the commands that make them, with their date and what made them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from paxline.errors import StoreError
from paxline.pages.evidence import Found, Kept
from paxline.study.compare import Comparison, WeekResult, compared
from paxline.study.evidence import Evidence
from paxline.study.proof import Proof
from paxline.wiring.home import Home

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Side:
    """A comparison without its index, which JSON has no form for."""

    sources: tuple[str, ...]
    results: tuple[WeekResult, ...]


_NAMES: Final[Mapping[type[Any], str]] = MappingProxyType({Evidence: "scoreboard", Proof: "proof", _Side: "comparison"})

_BEHIND: Final = "Other counts are stored since."


def keep(home: Home, found: Evidence | Proof | Comparison, *, made_at: datetime, inputs: str) -> None:
    """Leave ``found``, made at ``made_at`` (UTC) from the counts whose digest is ``inputs``; raises ``StoreError``."""
    value = _Side(found.sources, tuple(found.results.values())) if isinstance(found, Comparison) else found
    # What the adapter knows no form for is a read-only view of a dict.
    plain = TypeAdapter[Any](type(value)).dump_python(value, mode="json", fallback=dict, warnings=False)
    document = {"made_at": made_at.isoformat(), "inputs": inputs, "value": plain}
    file = home.findings / f"{_NAMES[type(value)]}.json"
    draft = file.with_suffix(".draft")
    try:
        file.parent.mkdir(exist_ok=True)
        draft.write_text(json.dumps(document), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error


def kept(home: Home, kind: type[T], *, inputs: str) -> Kept[T] | None:
    """What was left of a kind, beside the digest of the counts stored now; ``None`` where nothing can be read.

    Raises ``StoreError`` where a file is there and the machine does not let it be read.
    """
    file = home.findings / f"{_NAMES[kind]}.json"
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        value = TypeAdapter(kind).validate_python(document["value"])
        made_at = datetime.fromisoformat(document["made_at"])
        made_from = str(document["inputs"])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}") from error
    except (ValidationError, ValueError, KeyError, TypeError):
        # Cut off, or left by another version: the command makes it anew, and the page says so.
        return None
    return Kept(value, made_at, made_from, "" if made_from == inputs else _BEHIND)


def found(home: Home, *, inputs: str) -> Found:
    """Everything kept; ``inputs`` is the digest of the counts stored now."""
    side = kept(home, _Side, inputs=inputs)
    comparison = None
    if side is not None:
        comparison = Kept(
            compared(side.value.results, sources=side.value.sources), side.made_at, side.inputs, side.behind
        )
    return Found(kept(home, Evidence, inputs=inputs), kept(home, Proof, inputs=inputs), comparison)


def shelf_stamp(home: Home) -> int:
    """Another number when something was left anew."""
    return sum(file.stat().st_mtime_ns for file in home.findings.glob("*.json"))
