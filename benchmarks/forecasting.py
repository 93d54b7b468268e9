"""Our forecasters beside general-purpose libraries: seconds per forecast as ratios, MAE and CRPS on the same weeks.

Every model gets the history that was known at the issue time and nothing later: the published counts of the newest
days (restated only where no published one is there, a missing day by interpolation), in logs. It forecasts the days
of the week that were not out; they are joined with those that were.

Distributions. AutoARIMA, AutoETS and MSTL: daily sds from their own 68 % intervals, days correlated by 0.3, the sum
normal. LightGBM: a Student t whose scale is the error it made on 26 weeks held out, at as many unpublished days.
"""

import argparse
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import lightgbm
import numpy as np
from statsforecast.models import MSTL, AutoARIMA, AutoETS
from support.data import load
from support.table import shortest, show, timed

from paxline.counts.calendar import travel_holidays
from paxline.counts.history import History
from paxline.errors import MissingData
from paxline.forecast.baselines import CENTRAL_SHARE, DAY_CORRELATION, DAYS, RATIO, TAIL_DF
from paxline.forecast.distribution import Distribution, Floats, Normal, StudentT
from paxline.forecast.scoring import crps
from paxline.forecast.structural import StructuralModel
from paxline.study.walkforward import WINDOW_B, Issue, origins, walk_forward

KNOWN = (0, 2, 4)
DEFAULT_WEEKS = 21
INTERVAL = 68
ONE_SD = 0.9944578832097532
"""Half the width of a normal's central 68 % interval, in sds."""

DAILY_SD_FLOOR = 1e-4
YEAR = 364
HELD_OUT_WEEKS = 26
LEARNED_DAYS = 1095
NEAR_HOLIDAY = 7
FAR = 99

TREES = {"learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 20, "num_threads": 1, "seed": 1, "verbosity": -1}
ROUNDS = 200


@dataclass(frozen=True)
class Seen:
    """What one issue has to go by.

    Attributes:
        days: Consecutive days up to the newest published one, proleptic ordinals.
        logs: Their log counts, without gaps.
        published: Counts of the week's published days.
        wanted: The week's other days.
    """

    days: Sequence[int]
    logs: Floats
    published: tuple[int, ...]
    wanted: tuple[int, ...]

    @property
    def horizon(self) -> int:
        return self.wanted[-1] - self.days[-1]

    @property
    def steps(self) -> list[int]:
        """Positions of the wanted days among those after the newest published one."""
        return [day - self.days[-1] - 1 for day in self.wanted]


Model = Callable[[Seen], Distribution]


def seen(history: History, issue: Issue) -> Seen:
    known = history.as_of(issue.origin.as_of)
    published = known.known_days(issue.origin.week)
    newest = max(known.published)
    counts = {day.toordinal(): reading.passengers for day, reading in known.comparable.items() if day <= newest}
    days = range(min(counts), newest.toordinal() + 1)
    logs = np.interp(days, list(counts), np.log(list(counts.values())))
    wanted = tuple(day.toordinal() for day in issue.origin.week.days if day not in published)
    return Seen(days, logs, tuple(r.passengers for r in published.values()), wanted)


def joined(at: Seen, means: Floats, sds: Floats) -> Normal:
    """The print from the log-normal days not yet out: their sum's first two moments."""
    means, sds = means[at.steps], np.maximum(sds[at.steps], DAILY_SD_FLOOR)
    counts = np.exp(means + 0.5 * sds**2)
    spread = counts * sds
    variance = (1.0 - DAY_CORRELATION) * np.sum(spread**2) + DAY_CORRELATION * np.sum(spread) ** 2
    return Normal((sum(at.published) + float(counts.sum())) / DAYS, float(np.sqrt(variance)) / DAYS)


def library(make: Callable[[], AutoARIMA | AutoETS | MSTL], *, days: int) -> Model:
    def forecast(at: Seen) -> Distribution:
        answer = make().forecast(y=at.logs[-days:], h=at.horizon, level=[INTERVAL])
        low, high = (np.asarray(answer[f"{side}-{INTERVAL}"], dtype=np.float64) for side in ("lo", "hi"))
        return joined(at, np.asarray(answer["mean"], dtype=np.float64), 0.5 * (high - low) / ONE_SD)

    return forecast


def boosted(at: Seen) -> Distribution:
    """LightGBM on calendar and lags, fitted anew at every issue; see the module for its spread."""
    calendar = holiday_features(at.days[0], at.days[-1] + at.horizon)
    cutoffs = np.arange(max(YEAR + 28, len(at.logs) - LEARNED_DAYS), len(at.logs) - 1)
    horizons = sorted(step + 1 for step in at.steps)
    x, y = training(at, cutoffs, horizons, calendar)
    last_row = (len(at.logs) - 1 - cutoffs)[:, None] >= DAYS * HELD_OUT_WEEKS + np.array(horizons)
    early = (last_row & np.isfinite(y)).ravel()
    trial = trees(x.reshape(-1, x.shape[-1])[early], y.ravel()[early])
    held = (len(at.logs) - 1 - cutoffs < DAYS * HELD_OUT_WEEKS) & np.isfinite(y).all(axis=1)
    guess = trial.predict(x[held].reshape(-1, x.shape[-1])).reshape(-1, len(horizons))
    errors = np.exp(y[held]).mean(axis=1) / np.exp(guess).mean(axis=1) - 1.0
    unit = float(StudentT(0.0, 1.0, TAIL_DF).quantile(0.5 * (1.0 + CENTRAL_SHARE)))
    usable = np.isfinite(y).ravel()
    final = trees(x.reshape(-1, x.shape[-1])[usable], y.ravel()[usable])
    now, _ = training(at, np.array([len(at.logs) - 1]), horizons, calendar)
    counts = np.exp(final.predict(now[0]) + at.logs[-28:].mean())
    scale = float(np.quantile(np.abs(errors), CENTRAL_SHARE)) / unit * float(counts.sum()) / DAYS
    return StudentT((sum(at.published) + float(counts.sum())) / DAYS, scale, TAIL_DF)


def trees(x: Floats, y: Floats) -> lightgbm.Booster:
    return lightgbm.train(TREES, lightgbm.Dataset(x, y), num_boost_round=ROUNDS)


def training(at: Seen, cutoffs: Floats, horizons: Sequence[int], calendar: Floats) -> tuple[Floats, Floats]:
    """Features ``(cutoffs, horizons, features)`` and targets: the log count less the mean log of 28 days."""
    logs, ahead = at.logs, np.array(horizons)
    sums = np.concatenate([[0.0], np.cumsum(logs)])
    level = (sums[cutoffs + 1] - sums[cutoffs - 27]) / 28.0
    week = (sums[cutoffs + 1] - sums[cutoffs - 6]) / 7.0
    target = cutoffs[:, None] + ahead
    same_weekday = target - DAYS * (-(-ahead // DAYS))
    lags = [logs[same_weekday - DAYS * back] for back in range(4)]
    year_level = (sums[cutoffs + 1 - YEAR] - sums[cutoffs - 27 - YEAR]) / 28.0
    year_ago = logs[target - YEAR] - year_level[:, None]
    columns = [
        *(np.moveaxis(calendar[target], -1, 0)),
        *(np.moveaxis(calendar[target - YEAR], -1, 0)[3:]),
        *(lag - level[:, None] for lag in lags),
        year_ago,
        np.broadcast_to((week - level)[:, None], target.shape),
        np.broadcast_to(ahead.astype(float), target.shape),
    ]
    inside = target < len(logs)
    y = np.where(inside, logs[np.minimum(target, len(logs) - 1)] - level[:, None], np.nan)
    return np.stack(columns, axis=-1), y


def holiday_features(first: int, last: int) -> Floats:
    """Weekday, season, and the nearest travel holiday with the days since it, shape ``(days, 5)``."""
    days = np.arange(first, last + 1)
    rows = np.empty((len(days), 5))
    rows[:, 0] = (days + 6) % DAYS
    phase = 2.0 * np.pi * (days % 365.2425) / 365.2425
    rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4] = np.sin(phase), np.cos(phase), -1.0, FAR
    span = range(int(first // 365.2425), int(last // 365.2425) + 3)
    for year in span:
        for kind, day in enumerate(travel_holidays(year).values()):
            offset = days - day.toordinal()
            nearer = (np.abs(offset) <= NEAR_HOLIDAY) & (np.abs(offset) < np.abs(rows[:, 4]))
            rows[nearer, 3], rows[nearer, 4] = kind, offset[nearer]
    return rows


OTHERS: dict[str, Model] = {
    "AutoARIMA (365 days)": library(lambda: AutoARIMA(season_length=7, approximation=True), days=365),
    "AutoETS (730 days)": library(lambda: AutoETS(season_length=7), days=730),
    "MSTL (1095 days)": library(lambda: MSTL(season_length=[7, 365]), days=1095),
    "LightGBM": boosted,
}


@dataclass(frozen=True)
class Result:
    """One model's record on the sample: seconds for one forecast; absolute errors and CRPS by row."""

    name: str
    seconds: float
    errors: Floats
    crps: Floats


def ours(history: History, sample: Sequence[Issue]) -> list[Result]:
    """The structural model in one pass over window B, the ratio likewise; scored on the sample's rows."""
    schedule = origins(history, WINDOW_B)
    wanted = {(issue.origin.week, issue.known) for issue in sample}
    results: list[Result] = []
    for model in (StructuralModel(), RATIO):
        seconds, record = timed(lambda model=model: walk_forward(model, history, schedule))
        rows = [row for row in record.rows if (row.week, row.known) in wanted]
        errors = np.abs([row.median - row.actual for row in rows])
        results.append(Result(model.name, seconds / len(record.rows), errors, np.array([row.crps for row in rows])))
    return results


def theirs(name: str, model: Model, history: History, sample: Sequence[Issue]) -> Result:
    views = [seen(history, issue) for issue in sample]
    model(views[0])  # what is compiled or imported at the first call is not a forecast's cost
    seconds, forecasts = timed(lambda: [model(view) for view in views])
    actual = [issue.target.passengers for issue in sample]
    pairs = list(zip(forecasts, actual, strict=True))
    errors = np.abs([float(of.quantile(0.5)) - observed for of, observed in pairs])
    return Result(name, seconds / len(sample), errors, np.array([float(crps(of, observed)) for of, observed in pairs]))


def one_by_one(history: History, issue: Issue) -> tuple[float, float]:
    """Seconds to prepare the structural model for one instant, and for one more forecast on it."""
    known = history.as_of(issue.origin.as_of)
    prepared = StructuralModel().prepare(known)
    preparing = shortest(lambda: StructuralModel().prepare(known), times=3)
    return preparing, shortest(lambda: prepared.forecast(issue.origin.week), times=10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=DEFAULT_WEEKS, help="weeks of window B to sample, evenly spaced")
    asked = parser.parse_args().weeks
    warnings.simplefilter("ignore")
    data = load()
    issues = origins(data.history, WINDOW_B, known=KNOWN).issues
    weeks = sorted({issue.origin.week for issue in issues})
    step = -(-len(weeks) // min(asked, len(weeks)))
    chosen = set(weeks[::step])
    sample = [issue for issue in issues if issue.origin.week in chosen]
    if not sample:
        raise MissingData("no week of the window can be scored")
    print(f"{data.origin}; {len(chosen)} of {len(weeks)} weeks of window B, every {step}th, at {KNOWN} known days")
    preparing, asking = one_by_one(data.history, sample[-1])
    results = ours(data.history, sample)
    results += [theirs(name, model, data.history, sample) for name, model in OTHERS.items()]
    alone = replace(results[0], name="structural, alone and cold", seconds=preparing + asking)
    again = replace(results[0], name="structural, asked again", seconds=asking)
    base = results[0].seconds
    show(
        "speed; the ratio is the time of one forecast over the structural model's in one pass of window B",
        ("model", "ratio", "ms a forecast", "forecasts a second"),
        [
            (r.name, f"{r.seconds / base:.2f}", f"{1000 * r.seconds:.2f}", f"{1 / r.seconds:.1f}")
            for r in (*results[:1], again, alone, *results[1:])
        ],
    )
    known = np.array([issue.known for issue in sample])
    ratio = {days: float(results[0].crps[known == days].mean()) for days in KNOWN}
    show(
        "accuracy on the sample: MAE / CRPS in passengers, and CRPS over the structural model's",
        ("model", *(f"{days} known" for days in KNOWN), *(f"ratio at {days}" for days in KNOWN)),
        [
            (
                r.name,
                *(f"{r.errors[known == days].mean():,.0f} / {r.crps[known == days].mean():,.0f}" for days in KNOWN),
                *(f"{r.crps[known == days].mean() / ratio[days]:.2f}" for days in KNOWN),
            )
            for r in results
        ],
    )


if __name__ == "__main__":
    main()
