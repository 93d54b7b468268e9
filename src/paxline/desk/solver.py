"""The concave program of sizing, solved by an interior-point method and certified by weak duality.

Maximise ``E U(base + payoffs' x)`` over ``0 <= x <= caps``, with wealth in no state below its floor and
``rows x <= upper``. There may be hundreds of offers but few states, so that each step solves a system of the size of
states and rows.

The certificate needs no trust in the method: by concavity, the tangent at any positive wealth, with any multipliers
that are not negative, bounds every feasible portfolio.

Source: Mehrotra, SIAM Journal on Optimization 2 (1992); Boyd and Vandenberghe, Convex Optimization (2004), 5.1, 11.7.
"""

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import get_lapack_funcs

from paxline.desk.utility import Floats, Utility

TOLERANCE: Final = 1e-10
"""Certain growth within which the optimum is known when the search ends."""

SLACK: Final = 1e-9
"""Share of wealth by which every bound is relaxed, so that the program has an inside."""

_MOST_STEPS: Final = 80
_CLOSE: Final = 1e-7
_NEAR: Final = 1e-6
"""Slacks times prices, summed, above which no certificate is worth its time."""

_PATIENCE: Final = 6
"""Steps without a better certificate after which an optimum this close is as good as rounding allows."""

_LEAST_SLACK: Final = 1e-3
_LEAST_CENTRE: Final = 0.05
_BACK: Final = 0.995
"""Share of the way to the nearest bound that a step may go."""

_START: Final = 0.1
"""Slacks times prices at the start, summed: what one could at most hope to gain, in growth."""

_SPARE: Final = 8
"""Offers more than there are rows that are not eliminated; between their bounds there are at most as many as rows."""

_Bools: TypeAlias = NDArray[np.bool_]

_FACTOR, _SOLVE = get_lapack_funcs(("getrf", "getrs"), (np.empty((1, 1)),))


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One sizing problem; wealth in shares of what one has, ``n`` offers, ``s`` states, ``r`` rows.

    Attributes:
        weights: Probability of each state, shape ``(s,)``.
        base: Wealth in each state without a trade; above 0 where the state has a weight, shape ``(s,)``.
        floors: The least wealth allowed in each state, at most ``base``, shape ``(s,)``.
        payoffs: What one unit of each offer adds to wealth in each state, shape ``(n, s)``.
        caps: Units of each offer, above 0, shape ``(n,)``.
        rows: Further bounds, shape ``(r, n)``.
        upper: What the rows may not pass, 0 or more, shape ``(r,)``.
    """

    weights: Floats
    base: Floats
    floors: Floats
    payoffs: Floats
    caps: Floats
    rows: Floats
    upper: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The best portfolio of a program.

    Attributes:
        sizes: Units of each offer, shape ``(n,)``; within all bounds relaxed by ``SLACK``.
        growth: The certain growth that it is worth, against wealth 1.
        bound: The certain growth that no portfolio passes.
        prices: Utility of a unit of wealth in each state, floors relieved included, shape ``(s,)``.
        advantage: Utility of one more unit of each offer, its bounds' prices taken off, shape ``(n,)``.
        floor_prices: Multipliers of the floors, shape ``(s,)``.
        row_prices: Multipliers of the rows, shape ``(r,)``.
    """

    sizes: Floats
    growth: float
    bound: float
    prices: Floats
    advantage: Floats
    floor_prices: Floats
    row_prices: Floats

    @property
    def gap(self) -> float:
        """By how much any portfolio could be better, in certain growth."""
        return max(self.bound - self.growth, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Guess:
    """A portfolio, not quite within its bounds, and multipliers of the floors and the rows."""

    x: Floats
    floors: Floats
    rows: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """A program with the bounds that can bind as ``A x <= b``: floors of the states ``floored``, then the rows."""

    program: Program
    utility: Utility
    real: _Bools
    floored: NDArray[np.intp]
    A: Floats
    b: Floats


@dataclass(eq=False)
class _Point:
    """Where the search stands; slacks and their prices are of ``x``, ``caps - x`` and ``b - A x``, in this order."""

    x: Floats
    slack: Floats
    price: Floats


def solve(program: Program, utility: Utility) -> Optimum:
    """The best portfolio, known to ``TOLERANCE`` or as well as rounding allows; its ``gap`` tells.

    Offers and rows come in as they are wanted: first the offers that gain before any trade, then those that gain at
    the optimum so far, with the rows that it breaks. The certificate is always that of the whole program.
    """
    offers, bounds = len(program.caps), len(program.upper)
    best = _certified(program, utility, _Guess(np.zeros(offers), np.zeros(len(program.base)), np.zeros(bounds)))
    columns, rows = best.advantage > 0.0, np.zeros(bounds, dtype=bool)
    while best.gap > TOLERANCE:
        columns, rows = _with_relief(program, columns, rows)
        guess = _search(_form(_part(program, columns, rows), utility))
        x, row_prices = np.zeros(offers), np.zeros(bounds)
        x[columns], row_prices[rows] = guess.x, guess.rows
        found = _certified(program, utility, _Guess(x, guess.floors, row_prices))
        best = min(best, found, key=lambda one: one.gap)
        more, broken = found.advantage > 0.0, program.rows @ x > program.upper + SLACK
        if not (more & ~columns).any() and not (broken & ~rows).any():
            break
        columns, rows = columns | more, rows | broken
    return best


def _with_relief(program: Program, columns: _Bools, rows: _Bools) -> tuple[_Bools, _Bools]:
    """Columns that relieve a row come with it, and the rows that bound those columns."""
    relief = (program.rows[rows] < 0.0).any(axis=0)
    return columns | relief, rows | (program.rows[:, relief] > 0.0).any(axis=1)


def _part(program: Program, columns: _Bools, rows: _Bools) -> Program:
    return replace(
        program,
        payoffs=program.payoffs[columns],
        caps=program.caps[columns],
        rows=program.rows[np.ix_(rows, columns)],
        upper=program.upper[rows],
    )


def _form(program: Program, utility: Utility) -> _Form:
    worst = program.base + np.minimum(program.payoffs, 0.0).T @ program.caps
    floored = np.flatnonzero(worst < program.floors)
    return _Form(
        program,
        utility,
        real=program.weights > 0.0,
        floored=floored,
        A=np.vstack([-program.payoffs.T[floored], program.rows]),
        b=np.concatenate([(program.base - program.floors)[floored], program.upper]) + SLACK,
    )


def _search(form: _Form) -> _Guess:
    """Walk the inside of one part to where its own certificate is close enough, or as close as it gets."""
    point, closest, since = _start(form), np.inf, 0
    n, floors = len(form.program.caps), len(form.floored)
    best = _Guess(np.zeros(n), np.zeros(len(form.real)), np.zeros(len(form.program.upper)))
    for _ in range(_MOST_STEPS):
        # A step beyond what rounding carries is not finite, certifies nothing, and ends the search.
        with np.errstate(all="ignore"):
            _step(form, point)
            if point.slack @ point.price > _NEAR:
                continue
            prices = point.price[2 * n :]
            guess = _Guess(point.x, np.zeros(len(form.real)), prices[floors:])
            guess.floors[form.floored] = prices[:floors]
            found = _certified(form.program, form.utility, guess)
        since += 1
        if found.gap < closest:
            best, closest, since = guess, found.gap, 0
        if closest <= TOLERANCE or not np.isfinite(found.growth) or (closest < _CLOSE and since > _PATIENCE):
            break
    return best


def _start(form: _Form) -> _Point:
    """Small sizes that cost less than a part of the wealth in the poorest state."""
    program = form.program
    lose = np.maximum(-program.payoffs, 0.0).max(axis=1) + 1e-12
    x = np.minimum(program.caps / 2.0, 0.25 * program.base[form.real].min() / (len(lose) * lose))
    slack = np.concatenate([x, program.caps - x, np.maximum(form.b - form.A @ x, _LEAST_SLACK)])
    return _Point(x, slack, _START / len(slack) / slack)


def _wealth(program: Program, x: Floats) -> Floats:
    """Wealth in each state; 1 where it does not count."""
    return np.where(program.weights > 0.0, program.base + x @ program.payoffs, 1.0)


def _certified(program: Program, utility: Utility, guess: _Guess) -> Optimum:
    """The portfolio drawn into its bounds, and the bound that its tangent and multipliers prove."""
    room = np.concatenate([program.base - program.floors, program.upper]) + SLACK
    use = np.concatenate([-(guess.x @ program.payoffs), program.rows @ guess.x])
    over = use > room
    sizes = guess.x * (float((room[over] / use[over]).min()) if over.any() else 1.0)
    wealth = _wealth(program, guess.x)
    slopes = program.weights * utility.slope(wealth)
    advantage = program.payoffs @ (slopes + guess.floors) - guess.rows @ program.rows
    bound = (
        program.weights @ utility.of(wealth)
        + slopes @ (_wealth(program, np.zeros_like(sizes)) - wealth)
        + np.concatenate([guess.floors, guess.rows]) @ room
        + program.caps @ np.maximum(advantage, 0.0)
    )
    return Optimum(
        sizes,
        utility.certain_growth(float(program.weights @ utility.of(_wealth(program, sizes)))),
        utility.certain_growth(float(bound)),
        slopes + guess.floors,
        advantage,
        guess.floors,
        guess.rows,
    )


def _step(form: _Form, point: _Point) -> None:
    """One predictor and corrector, the point moved in place."""
    program, n, floors = form.program, len(point.x), len(form.floored)
    wealth = _wealth(program, point.x)
    slopes = program.weights * form.utility.slope(wealth)
    bends = form.utility.aversion * slopes / wealth
    ratio = point.price / point.slack
    boxes = ratio[:n] + ratio[n : 2 * n]
    curves = np.square(program.payoffs) @ bends + 1e-300
    bends[form.floored] += ratio[2 * n : 2 * n + floors]
    # The Hessian is boxes + W' W with few rows in W: offers at a bound go first, the others stay with the rows.
    root = np.sqrt(np.concatenate([bends, ratio[2 * n + floors :]]))
    W = np.vstack([program.payoffs.T, program.rows]) * root[:, None]
    free, stiff = _parted(boxes / curves, len(root) + _SPARE)
    loose, scaled = W[:, free], W[:, stiff] / boxes[stiff]
    corner = -np.eye(len(root)) - scaled @ W[:, stiff].T
    pivots, order, _ = _FACTOR(np.block([[np.diag(boxes[free]), loose.T], [loose, corner]]))
    missed = form.b - form.A @ point.x - point.slack[2 * n :]
    steepest = program.payoffs @ slopes

    def direction(target: Floats) -> tuple[Floats, Floats, Floats]:
        """Where to go so that slack times price becomes ``target``, to first order."""
        push = target / point.slack
        push[2 * n :] -= ratio[2 * n :] * missed
        right = steepest + push[:n] - push[n : 2 * n] - push[2 * n :] @ form.A
        solved, _ = _SOLVE(pivots, order, np.concatenate([right[free], -scaled @ right[stiff]]))
        dx = np.empty(n)
        dx[free] = solved[: len(free)]
        dx[stiff] = right[stiff] / boxes[stiff] - solved[len(free) :] @ scaled
        dslack = np.concatenate([dx, -dx, missed - form.A @ dx])
        return dx, dslack, target / point.slack - point.price - ratio * dslack

    now = point.slack @ point.price / len(point.slack)
    _, dslack, dprice = direction(np.zeros(len(point.slack)))
    far = point.slack + _reach(point.slack, dslack) * dslack
    dear = point.price + _reach(point.price, dprice) * dprice
    # Prices that outran the curvature would pin offers to bounds they should leave.
    centre = max((float(far @ dear) / len(far) / now) ** 3 * now, _LEAST_CENTRE * TOLERANCE / len(far))
    dx, dslack, dprice = direction(centre - dslack * dprice)
    drift = (dx @ program.payoffs)[form.real]
    forward = min(_reach(point.slack, dslack), _reach(wealth[form.real], drift))
    point.x = point.x + forward * dx
    point.slack = point.slack + forward * dslack
    point.price = point.price + _reach(point.price, dprice) * dprice


def _parted(stiffness: Floats, most: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The ``most`` least stiff offers, and the others."""
    order = np.argsort(stiffness, kind="stable")
    return order[:most], order[most:]


def _reach(value: Floats, change: Floats) -> float:
    """How far to go, at most 1, for ``value`` to stay above 0."""
    falls = change < 0.0
    return min(1.0, _BACK * float((-value[falls] / change[falls]).min())) if falls.any() else 1.0
