"""Where a fill's profit comes from: spread, model, fee and selection, which add up to it.

Seen from a bid at ``p`` (an ask is its mirror), with the market's own value ``m``, the rule's ``w`` and the settled
``s``: the spread is ``m - p``, what the price gave against the market; the model ``w - m``, what we claim to know
beyond it; the selection ``s - w``, what came of fills against that claim, adverse below zero; the fee is taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paxline.exchange.fills import Bound
from paxline.run.replay import Fate
from paxline.study.clustered import Clustered, clustered
from paxline.units import Count


@dataclass(frozen=True, slots=True)
class Parts:
    """One fill's profit in parts, dollars a contract; they add up to what it made.

    Attributes:
        spread: The market's value less the price.
        model: The rule's value less the market's.
        selection: What it settled on less the rule's value.
        fee: What the exchange took, below or at zero.
    """

    spread: float
    model: float
    selection: float
    fee: float

    @property
    def made(self) -> float:
        """Their sum."""
        return self.spread + self.model + self.selection + self.fee


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts of all fills at the middle bound, cents a contract, by event.

    Attributes:
        contracts: Contracts in all.
        spread: See ``Parts``, as are the others.
        model: The same.
        selection: The same.
        fee: The same.
        made: Their sum.
    """

    contracts: Count
    spread: Clustered
    model: Clustered
    selection: Clustered
    fee: Clustered
    made: Clustered

    def named(self) -> dict[str, Clustered]:
        """The parts and their sum by their names."""
        names = ("spread", "model", "selection", "fee", "made")
        return {name: getattr(self, name) for name in names}


def parts(fate: Fate) -> Parts | None:
    """The parts of an order's fills at the middle bound; ``None`` without fills, or where the market had no value."""
    got = fate.got[Bound.MIDDLE].contracts
    if fate.market is None or not got:
        return None
    price, worth = fate.resting.terms.price.dollars, fate.resting.worth
    return Parts(
        spread=fate.sign * (fate.market - price),
        model=fate.sign * (worth - fate.market),
        selection=fate.sign * (fate.pays.dollars - worth),
        fee=-fate.fees[Bound.MIDDLE].dollars / got,
    )


def sources(fates: Sequence[Fate]) -> Sources | None:
    """The parts of all fills that have them, each event counted once; ``None`` where none has."""
    told = [(fate, part) for fate in fates if (part := parts(fate)) is not None]
    if not told:
        return None
    weeks = sorted({fate.stage.week for fate, _ in told})
    rows: list[list[float]] = []
    for week in weeks:
        counts = np.array([fate.got[Bound.MIDDLE].contracts for fate, _ in told if fate.stage.week == week])
        each = np.array([[p.spread, p.model, p.selection, p.fee, p.made] for f, p in told if f.stage.week == week])
        rows.append((100.0 * (counts @ each) / counts.sum()).tolist())
    spread, model, selection, fee, made = (clustered(column) for column in np.array(rows).T)
    contracts = Count(sum(fate.got[Bound.MIDDLE].hundredths for fate, _ in told))
    return Sources(contracts, spread, model, selection, fee, made)
