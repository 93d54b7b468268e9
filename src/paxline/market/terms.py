"""What the exchange says of the contract beside its prices: its rule, its rungs, its source, its fees, its price grid.

All of it is kept as text in which two sightings can be compared, whatever the week. Nobody announces a change of a
rule; it is seen by comparing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Self

from paxline.market.contract import STRIKE_STEP
from paxline.market.fees import TSA_TERMS, FeeTerms
from paxline.market.grid import CENTS, PriceGrid
from paxline.market.rule import PRIMARY, SECONDARY

_SOURCE_SITE: Final = "tsa.gov"
"""Where the figure that settles the contract is published (series object, 2026-07-02)."""


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The terms of one sighting, as text; what was not told is empty and is compared with nothing.

    Attributes:
        primary: What YES pays on, strike and date left open.
        secondary: When it expires and last trades, the same.
        spacing: People between two rungs.
        sources: Who publishes the figure, and where.
        document: Address of the contract's full text.
        fee_type: In the exchange's word.
        fee_multiplier: A decimal.
        grid: The prices that orders may have.
    """

    primary: str = ""
    secondary: str = ""
    spacing: str = ""
    sources: str = ""
    document: str = ""
    fee_type: str = ""
    fee_multiplier: str = ""
    grid: str = ""

    @property
    def text(self) -> str:
        """All of it, from which ``read`` makes the same value."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """The terms that ``text`` holds; fields that it lacks were not told."""
        told = json.loads(text)
        return cls(**{one.name: told[one.name] for one in fields(cls) if one.name in told})

    @property
    def digest(self) -> str:
        """A fingerprint, in hexadecimal (SHA-256)."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def fees(self) -> FeeTerms | None:
        """The fee terms, ``None`` where they were not told; ``MissingData`` where nobody here knows the type."""
        if not self.fee_type or not self.fee_multiplier:
            return None
        return FeeTerms.parse(self.fee_type, Decimal(self.fee_multiplier))


NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "primary": "what YES pays on",
        "secondary": "when it expires and last trades",
        "spacing": "people between two rungs",
        "sources": "who publishes the figure",
        "document": "the contract's full text",
        "fee_type": "the fee type",
        "fee_multiplier": "the fee multiplier",
        "grid": "the prices that orders may have",
    }
)
"""What each field is called for a person."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed.

    Attributes:
        name: The field.
        before: What was confirmed; empty where nothing was.
        after: What the exchange says now.
    """

    name: str
    before: str
    after: str

    @property
    def title(self) -> str:
        """What it is called for a person."""
        return NAMES[self.name]


def differences(before: ContractTerms, after: ContractTerms) -> tuple[Difference, ...]:
    """Every field that ``after`` tells and that reads otherwise in ``before``."""
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(ContractTerms))
    return tuple(Difference(name, old, new) for name, old, new in pairs if new and new != old)


def taken_for_granted(first: ContractTerms) -> ContractTerms:
    """What needs nobody's word: what is known here, and what was seen first where nothing is known here."""
    return ContractTerms(
        primary=PRIMARY,
        secondary=SECONDARY,
        spacing=f"{STRIKE_STEP:,}",
        sources=first.sources if _SOURCE_SITE in first.sources else _SOURCE_SITE,
        document=first.document,
        fee_type=TSA_TERMS.fee_type.value,
        fee_multiplier=multiplier_text(TSA_TERMS.multiplier),
        grid=grid_text(CENTS),
    )


def multiplier_text(multiplier: Decimal) -> str:
    """A multiplier without zeros that say nothing."""
    return f"{multiplier.normalize():f}"


def grid_text(grid: PriceGrid) -> str:
    """The ranges of a price grid, such as ``0.0000 to 1.0000 by 0.0100``."""
    return ", ".join(f"{ticks.start} to {ticks.end} by {ticks.step}" for ticks in grid.ranges)


def spacing_text(strikes: Iterable[int]) -> str:
    """The distances between neighbouring strikes, each once, smallest first; empty for fewer than two strikes."""
    return ", ".join(f"{gap:,}" for gap in sorted({high - low for low, high in pairwise(sorted(strikes))}))
