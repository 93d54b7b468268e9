"""Whole contracts near the best portfolio: the fee at the size traded, every bound to the millionth.

Where there are few portfolios all are looked at. Else the search starts from the rounded optimum and takes the best
change of one offer or of two until none helps; how far it may have stopped from the best is told by the optimum of the
continuous program, which bounds all whole ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from paxline.desk.utility import Floats, Utility

Ints: TypeAlias = NDArray[np.int64]

_CANDIDATES: Final = 12
"""Offers whose number is searched: those whose price is nearest to what they are worth."""

_FEW: Final = 4
"""So many candidates are searched thoroughly: their pairs by every step and, where there are no others, from every
rounding and by ``_FAR`` contracts; a fee that rises in steps makes more than one summit."""

_SO_FEW: Final = 3000
"""So many portfolios are looked at one by one."""

_NEAR: Final = 3
_FAR: Final = 8
_PAIRED: Final = 1
"""Contracts by which a number is changed; the last for pairs of all candidates."""

_MOST_ROUNDS: Final = 200
_LEAST_GAIN: Final = 1e-13
_REFUND: Final = 10_000
"""What a hundredth of a contract returns when it pairs off, in millionths."""


@dataclass(frozen=True, slots=True, eq=False)
class Deal:
    """A sizing problem in whole contracts and millionths of a dollar; ``n`` offers, ``s`` states, ``g`` groups.

    A group is the offers on one side of one rung.

    Attributes:
        utility: What is wanted.
        unit: The wealth that counts as 1, in millionths.
        weights: Probability of each state, shape ``(s,)``.
        base: Wealth in each state without a trade, shape ``(s,)``.
        floors: The least wealth allowed in each state, at most ``base``, shape ``(s,)``.
        gains: What one contract adds in each state before fees, shape ``(n, s)``.
        costs: What one contract costs before fees, shape ``(n,)``.
        caps: Contracts of each offer, shape ``(n,)``.
        group: The group of each offer, shape ``(n,)``.
        room: Hundredths that each group may trade, shape ``(g,)``.
        closing: Hundredths held that each group would pair off, shape ``(g,)``.
        spend: Cash that may be spent.
        fee: The fee of an offer (its place) at a number of contracts.
    """

    utility: Utility
    unit: int
    weights: Floats
    base: Ints
    floors: Ints
    gains: Ints
    costs: Ints
    caps: Ints
    group: NDArray[np.intp]
    room: Ints
    closing: Ints
    spend: int
    fee: Callable[[int, int], int]


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """So many contracts of each offer, and what they come to."""

    counts: Ints
    wealth: Ints
    spent: int
    traded: Ints
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class _Changes:
    """Changes of one offer each: which, by how many contracts, and what that adds in fees; all of shape ``(c,)``."""

    places: NDArray[np.intp]
    by: Ints
    fees: Ints


def whole_contracts(deal: Deal, sizes: Floats, advantage: Floats) -> Ints:
    """Contracts of each offer near ``sizes``, never worth less than no trade, shape ``(n,)``.

    Args:
        deal: The problem.
        sizes: The best portfolio in contracts, shape ``(n,)``.
        advantage: What a contract is worth there over its price, shape ``(n,)``.
    """
    if np.log1p(deal.caps).sum() <= np.log(_SO_FEW):
        return _best_of_all(deal)
    nearest = np.argsort(np.abs(advantage), kind="stable")[:_CANDIDATES].tolist()
    starts = _starts(deal, sizes)
    passed: set[bytes] = set()
    ends = [_climbed(deal, start, nearest, passed) for start in starts[: len(starts) if len(nearest) <= _FEW else 1]]
    return max([*ends, _standing(deal, np.zeros_like(deal.caps))], key=lambda end: end.value).counts


def _best_of_all(deal: Deal) -> Ints:
    """The best of every portfolio there is, shape ``(n,)``."""
    sized = np.flatnonzero(deal.caps)
    sides = [int(most) + 1 for most in deal.caps[sized]]
    found = np.indices(sides).reshape(len(sides), prod(sides)).T
    fees, traded = np.zeros(len(found), dtype=np.int64), np.zeros((len(found), len(deal.room)), dtype=np.int64)
    for place, counts in zip(sized.tolist(), found.T, strict=True):
        fees += np.array([deal.fee(place, n) for n in range(int(deal.caps[place]) + 1)])[counts]
        traded[:, deal.group[place]] += 100 * counts
    wealth_in = deal.base + found @ deal.gains[sized] - fees[:, None]
    spent = found @ deal.costs[sized] + fees - np.minimum(traded, deal.closing).sum(axis=1) * _REFUND
    kept = (wealth_in >= deal.floors).all(axis=1) & (traded <= deal.room).all(axis=1) & (spent <= deal.spend)
    value = np.where(kept, _value(deal, wealth_in), -np.inf)
    best = int(np.argmax(value))
    counts = np.zeros_like(deal.caps)
    if value[best] > value[0] + _LEAST_GAIN:
        counts[sized] = found[best]
    return counts


def _climbed(deal: Deal, standing: _Standing, nearest: Sequence[int], passed: set[bytes]) -> _Standing:
    """Where the best change of one offer, or else of two, leads when repeated; where others ``passed`` it ends."""
    for _ in range(_MOST_ROUNDS):
        counts = standing.counts.tobytes()
        if counts in passed:
            # From here on it is the same climb.
            break
        passed.add(counts)
        changes = _changes(deal, standing, nearest)
        better = _best(deal, standing, changes, np.arange(len(changes.places))[:, None])
        if better is None:
            better = _best(deal, standing, changes, _pairs(changes, nearest))
        if better is None:
            break
        standing = better
    return standing


def certain_growth(deal: Deal, counts: Ints) -> float:
    """The certain growth that so many contracts are worth, against the wealth that counts as 1."""
    return deal.utility.certain_growth(_standing(deal, counts).value)


def wealth(deal: Deal, counts: Ints) -> Ints:
    """Wealth in each state with so many contracts, fees paid, in millionths, shape ``(s,)``."""
    return _standing(deal, counts).wealth


def _starts(deal: Deal, sizes: Floats) -> list[_Standing]:
    """The roundings that keep every bound, nearest first; the last is no trade at all."""
    shares = (np.rint(sizes), *(np.floor(sizes * share + 1e-6) for share in (1.0, 0.98, 0.95, 0.9, 0.75, 0.5, 0.0)))
    capped = [np.minimum(rounded.astype(np.int64), deal.caps) for rounded in shares]
    # Small sizes round alike: each rounding is climbed from once.
    roundings = [_standing(deal, counts) for counts in {tuple(one.tolist()): one for one in capped}.values()]
    return [standing for standing in roundings if _keeps(deal, standing)]


def _standing(deal: Deal, counts: Ints) -> _Standing:
    fees = sum(deal.fee(i, int(counts[i])) for i in np.flatnonzero(counts).tolist())
    wealth_in = deal.base + counts @ deal.gains - fees
    traded = np.bincount(deal.group, counts * 100, len(deal.room)).astype(np.int64)
    return _Standing(counts, wealth_in, int(counts @ deal.costs) + fees, traded, float(_value(deal, wealth_in)))


def _value(deal: Deal, wealth_in: Ints) -> Floats:
    """Expected utility of wealth in the states that count, along the last axis; ``-inf`` where some is not above 0."""
    rich = wealth_in[..., deal.weights > 0.0] / deal.unit
    value = deal.utility.of(np.maximum(rich, 1e-12)) @ deal.weights[deal.weights > 0.0]
    return np.where((rich > 0.0).all(axis=-1), value, -np.inf)


def _keeps(deal: Deal, standing: _Standing) -> bool:
    refund = int(np.minimum(standing.traded, deal.closing).sum()) * _REFUND
    poor = bool((standing.wealth < deal.floors).any())
    return not poor and bool((standing.traded <= deal.room).all()) and standing.spent - refund <= deal.spend


def _changes(deal: Deal, standing: _Standing, nearest: Sequence[int]) -> _Changes:
    """A few contracts more or less of each offer in ``nearest``, none of it, all of it."""
    far = _FAR if len(nearest) <= _FEW else _NEAR
    found: list[tuple[int, int, int]] = []
    for i in nearest:
        now, most = int(standing.counts[i]), int(deal.caps[i])
        paid = deal.fee(i, now)
        wanted = {0, most, *range(now - far, now + far + 1)} - {now}
        found += [(i, to - now, deal.fee(i, to) - paid) for to in sorted(wanted) if 0 <= to <= most]
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return _Changes(table[:, 0], table[:, 1], table[:, 2])


def _pairs(changes: _Changes, nearest: Sequence[int]) -> NDArray[np.intp]:
    """Pairs of changes of two offers, shape ``(m, 2)``: of the nearest by any step, of the others by one contract."""
    tried = np.flatnonzero(np.isin(changes.places, nearest[:_FEW]) | (np.abs(changes.by) == _PAIRED))
    first, second = np.triu_indices(len(tried), 1)
    pairs = np.stack([tried[first], tried[second]], axis=1)
    return pairs[changes.places[pairs[:, 0]] != changes.places[pairs[:, 1]]]


def _best(deal: Deal, standing: _Standing, changes: _Changes, moves: NDArray[np.intp]) -> _Standing | None:
    """Where the best of ``moves`` (places in ``changes``, each row one move) leads, ``None`` where none gains."""
    if not len(moves):
        return None
    earned = changes.by[:, None] * deal.gains[changes.places] - changes.fees[:, None]
    cost = changes.by * deal.costs[changes.places] + changes.fees
    traded = np.repeat(standing.traded[None, :], len(moves), axis=0)
    for column in moves.T:
        traded[np.arange(len(moves)), deal.group[changes.places[column]]] += 100 * changes.by[column]
    after = standing.wealth + earned[moves].sum(axis=1)
    spent = standing.spent + cost[moves].sum(axis=1) - np.minimum(traded, deal.closing).sum(axis=1) * _REFUND
    kept = (after >= deal.floors).all(axis=1) & (traded <= deal.room).all(axis=1) & (spent <= deal.spend)
    if not kept.any():
        return None
    value = _value(deal, after[kept])
    best = int(np.argmax(value))
    if value[best] <= standing.value + _LEAST_GAIN:
        return None
    counts = standing.counts.copy()
    move = moves[np.flatnonzero(kept)[best]]
    counts[changes.places[move]] += changes.by[move]
    return _standing(deal, counts)
