"""Whether the structural model gains by a partner: pooled with the ratio, or corrected by boosted trees.

Each candidate sees, at each issue time, only weeks that had settled by then. What it learns, it learns from them:

- fixed: quantile averages with a fifth of the weight on the ratio; nothing is learned
- scored: weights by ``forecast.pool.learned_weights`` from both models' past CRPS, by days known; equal at the start
- stacked: the ratio's weight from 0 to 0.6 that would have had the lowest past CRPS, by days known, weeks fading with a
  half-life of 26; none before 26 weeks have settled
- linear: the centre moved by a multiple of the gap between the two models, ridge regression by days known
- trees: the centre moved by what LightGBM makes of known days, season, the gap and the last errors; refitted every
  half year
- half trees: half of that

Both models' prints are Student t's with the same degrees of freedom, so that a quantile average is again one, with
averaged centre and scale. A difference is the candidate's CRPS less the structural model's, with a 95 % interval by a
bootstrap of runs of four weeks; the candidate helps where the interval lies below zero on both windows.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import lightgbm
import numpy as np
from numpy.typing import NDArray
from support.data import load
from support.table import show

from paxline.counts.history import History
from paxline.forecast.baselines import RATIO
from paxline.forecast.distribution import Floats, StudentT
from paxline.forecast.pool import HALF_LIFE_WEEKS, learned_weights
from paxline.forecast.scoring import crps
from paxline.forecast.skill import PairedSkill, paired_skill
from paxline.forecast.structural import StructuralModel
from paxline.forecast.weekly import Forecaster
from paxline.study.walkforward import KNOWN, WINDOW_B, WINDOW_C, Issue, Span, origins

SEED = 1
WINDOWS = {"B": WINDOW_B, "C": WINDOW_C}
FIXED_WEIGHT = 0.2
GRID = np.linspace(0.0, 0.6, 13)
FEWEST_WEEKS = 26
RIDGE = 20.0
TYPICAL_GAP = 0.02
TREES = {"learning_rate": 0.05, "num_leaves": 7, "min_data_in_leaf": 20, "num_threads": 1, "seed": 1, "verbosity": -1}
ROUNDS = 100
OLD_WEEKS = 104


@dataclass(frozen=True)
class Rows:
    """Every issue with both models' prints, arrays of one length in the order of weeks and known days.

    Attributes:
        weeks: The week's Monday, proleptic ordinal.
        known: Days known.
        issued: Issue time, seconds since 1970.
        settled: When the week had settled, seconds since 1970.
        actual: The print.
        centre: Centres of the structural model and of the ratio, shape ``(2, n)``.
        scale: Their scales, shape ``(2, n)``.
        df: Their degrees of freedom.
    """

    weeks: NDArray[np.int64]
    known: NDArray[np.int64]
    issued: Floats
    settled: Floats
    actual: Floats
    centre: Floats
    scale: Floats
    df: float

    def crps(self, centre: Floats, scale: Floats) -> Floats:
        pairs = zip(centre, scale, self.actual, strict=True)
        return np.array([float(crps(StudentT(c, s, self.df), y)) for c, s, y in pairs])

    @property
    def errors(self) -> Floats:
        """Both models' relative errors, actual over forecast less 1, shape ``(2, n)``."""
        return self.actual / self.centre - 1.0

    @property
    def gap(self) -> Floats:
        """How far the ratio lies above the structural model, relative."""
        return self.centre[1] / self.centre[0] - 1.0


Prints = tuple[Floats, Floats]
"""Centres and scales of every row, shape ``(n,)`` each."""


def walked(history: History, issues: Sequence[Issue]) -> Rows:
    prints = [_prints(model, history, issues) for model in (StructuralModel(), RATIO)]
    (df,) = {of.df for line in prints for of in line}
    return Rows(
        weeks=np.array([issue.origin.week.monday.toordinal() for issue in issues]),
        known=np.array([issue.known for issue in issues]),
        issued=np.array([issue.origin.as_of.timestamp() for issue in issues]),
        settled=np.array([issue.target.known_at.timestamp() for issue in issues]),
        actual=np.array([issue.target.passengers for issue in issues]),
        centre=np.array([[of.loc for of in line] for line in prints]),
        scale=np.array([[of.scale for of in line] for line in prints]),
        df=df,
    )


def _prints(model: Forecaster, history: History, issues: Sequence[Issue]) -> list[StudentT]:
    found = [forecast.settlement for forecast in model.walk(history, [issue.origin for issue in issues])]
    students = [of for of in found if isinstance(of, StudentT)]
    if len(students) < len(found):
        raise TypeError(f"{model.name}: a print that is no Student t cannot be averaged in closed form")
    return students


def averaged(rows: Rows, weight: Floats) -> Prints:
    """Quantile averages with ``weight`` on the ratio, shape ``(n,)``."""
    both = np.stack([1.0 - weight, weight])
    return (both * rows.centre).sum(axis=0), (both * rows.scale).sum(axis=0)


def fixed(rows: Rows) -> Prints:
    return averaged(rows, np.full(len(rows.weeks), FIXED_WEIGHT))


def scored(rows: Rows) -> Prints:
    each = np.stack([rows.crps(*averaged(rows, np.full(len(rows.weeks), w))) for w in (0.0, 1.0)])
    table, mondays, settled = _by_week(rows, each)
    weight = np.empty(len(rows.weeks))
    for i in range(len(weight)):
        past = settled <= rows.issued[i]
        ages = (rows.weeks[i] - mondays[past]) / 7.0
        weight[i] = learned_weights(table[:, past], ages)[rows.known[i], 1]
    return averaged(rows, weight)


def stacked(rows: Rows) -> Prints:
    grid = np.stack([rows.crps(*averaged(rows, np.full(len(rows.weeks), w))) for w in GRID])
    weight = np.zeros(len(rows.weeks))
    for i in range(len(weight)):
        past = (rows.settled <= rows.issued[i]) & (rows.known == rows.known[i])
        if past.sum() >= FEWEST_WEEKS:
            fading = 0.5 ** ((rows.weeks[i] - rows.weeks[past]) / 7.0 / HALF_LIFE_WEEKS)
            weight[i] = GRID[np.argmin(grid[:, past] @ fading)]
    return averaged(rows, weight)


def linear(rows: Rows) -> Prints:
    moved = np.ones(len(rows.weeks))
    gap, error = rows.gap, rows.errors[0]
    for i in range(len(moved)):
        past = (rows.settled <= rows.issued[i]) & (rows.known == rows.known[i])
        if past.sum() >= FEWEST_WEEKS:
            slope = gap[past] @ error[past] / (gap[past] @ gap[past] + RIDGE * TYPICAL_GAP**2)
            moved[i] += slope * gap[i]
    return rows.centre[0] * moved, rows.scale[0]


def trees(rows: Rows, *, share: float) -> Prints:
    features, error = _features(rows), rows.errors[0]
    moved = np.ones(len(rows.weeks))
    halves = [(day.year, day.month > 6) for day in map(date.fromordinal, rows.weeks.tolist())]
    for half in sorted(set(halves)):
        now = np.array([other == half for other in halves])
        past = rows.settled <= rows.issued[now].min()
        if len(set(rows.weeks[past].tolist())) >= FEWEST_WEEKS:
            kept = past & (rows.weeks > rows.weeks[now].min() - 7 * OLD_WEEKS)
            booster = lightgbm.train(TREES, lightgbm.Dataset(features[kept], error[kept]), num_boost_round=ROUNDS)
            moved[now] += share * np.asarray(booster.predict(features[now]))
    return rows.centre[0] * moved, rows.scale[0]


def _features(rows: Rows) -> Floats:
    """Known days, season, gap, relative scale, and the errors of settled weeks at as many known days."""
    phase = 2.0 * np.pi * (rows.weeks % 365.2425) / 365.2425
    lagged = np.full((len(rows.weeks), 4), np.nan)
    for i in range(len(rows.weeks)):
        past = np.flatnonzero((rows.settled <= rows.issued[i]) & (rows.known == rows.known[i]))
        if len(past) >= 4:
            own, ratio = rows.errors[:, past]
            lagged[i] = own[-1], own[-2], own[-4:].mean(), ratio[-4:].mean()
    plain = [rows.known, np.sin(phase), np.cos(phase), rows.gap, rows.scale[0] / rows.centre[0]]
    return np.column_stack([*plain, lagged])


def _by_week(rows: Rows, scores: Floats) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Scores ``(members, weeks, KNOWN)`` of the weeks forecast at all known days, with Mondays and settlements."""
    mondays, counts = np.unique(rows.weeks, return_counts=True)
    whole = mondays[counts == len(KNOWN)]
    kept = np.isin(rows.weeks, whole)
    settled = rows.settled[kept].reshape(-1, len(KNOWN))[:, 0]
    return scores[:, kept].reshape(len(scores), -1, len(KNOWN)), whole, settled


CANDIDATES: Mapping[str, Callable[[Rows], Prints]] = {
    "fixed": fixed,
    "scored": scored,
    "stacked": stacked,
    "linear": linear,
    "trees": lambda rows: trees(rows, share=1.0),
    "half trees": lambda rows: trees(rows, share=0.5),
}


def compared(rows: Rows, prints: Prints, base: Floats, chosen: NDArray[np.bool_]) -> PairedSkill:
    days = [date.fromordinal(day) for day in rows.weeks[chosen].tolist()]
    return paired_skill(rows.crps(*prints)[chosen], base[chosen], weeks=days, seed=SEED)


def told(skill: PairedSkill) -> str:
    return f"{skill.difference:+,.0f} [{skill.low:+,.0f}, {skill.high:+,.0f}]"


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    data = load()
    print(data.origin)
    first_day = min(data.history.published)
    # The ratio looks a year back from weeks that look a month back.
    windows = {name: span for name, span in WINDOWS.items() if (span.first.monday - first_day).days > 2 * 364}
    first = min(span.first for span in windows.values())
    rows = walked(data.history, origins(data.history, Span(first, WINDOW_B.last)).issues)
    base = rows.crps(rows.centre[0], rows.scale[0])
    every = {"ratio": (rows.centre[1], rows.scale[1]), **{name: make(rows) for name, make in CANDIDATES.items()}}
    for name, span in windows.items():
        inside = np.isin(rows.weeks, [week.monday.toordinal() for week in span.weeks])
        parts = [inside, *(inside & (rows.known == days) for days in KNOWN)]
        own = [f"{base[part].mean():,.0f}" for part in parts]
        table = [
            (candidate, _mae(rows, prints, inside), *(told(compared(rows, prints, base, part)) for part in parts))
            for candidate, prints in every.items()
        ]
        own_mae = _mae(rows, (rows.centre[0], rows.scale[0]), inside)
        show(
            f"window {name}, {len(np.unique(rows.weeks[inside]))} weeks: MAE, and CRPS less the structural model's",
            ("candidate", "MAE", "0 to 4 known", *(f"{days} known" for days in KNOWN)),
            [("structural, its own", own_mae, *own), *table],
        )


def _mae(rows: Rows, prints: Prints, inside: NDArray[np.bool_]) -> str:
    return f"{np.abs(prints[0] - rows.actual)[inside].mean():,.0f}"


if __name__ == "__main__":
    main()
