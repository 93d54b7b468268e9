"""Whether a series from outside the counts improves the forecasts of a walk-forward by more than luck.

The forecaster's relative errors of past weeks are regressed on what the series told at the time; the next weeks'
forecasts are moved by what that predicts; both are scored on the same weeks. The same is done with series that can
know nothing, so that one sees what luck looks like.

Source: Hoerl and Kennard (1970), Ridge regression: biased estimation for nonorthogonal problems.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import product
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from paxline.counts.calendar import eastern_day
from paxline.counts.history import History
from paxline.counts.supplements import Series
from paxline.forecast.distribution import Distribution, Floats, median
from paxline.forecast.scoring import crps
from paxline.forecast.skill import PairedSkill, paired_skill
from paxline.forecast.weekly import Forecaster
from paxline.study.features import LATELY, LATEST_DAYS, OWN, Feature, foreseen, knowable, label
from paxline.study.placebos import shuffled, wandered
from paxline.study.walkforward import Issue, Schedule

FEWEST_WEEKS: Final = 26
"""Settled weeks before a first fit; as many have to be scored after it, else there is no verdict."""

RIDGE: Final = 10.0
"""Weeks of evidence for no effect at all that every fit begins with."""

OWN_PLACEBOS: Final = 50
"""Seeds of ignorant series against which a trial that seems to help is held."""


@dataclass(frozen=True, slots=True)
class Forecasted:
    """One forecast of the walk and how it went.

    Attributes:
        issue: The week, the instant, and what the week settled on.
        settlement: The forecast distribution, passengers.
        median: Its median.
        error: What the week settled on over the median, less 1.
        crps: Its score, passengers.
    """

    issue: Issue
    settlement: Distribution
    median: float
    error: float
    crps: float


_Pair = tuple[Forecasted, float]
"""A forecast, and its score with the series."""


class Kind(Enum):
    """What a trial is evidence of."""

    KNOWABLE = "knowable"
    """What the series told at the time of each forecast."""

    LOOK_AHEAD = "look-ahead"
    """What the series told only later: a bound, never a result."""

    HINDSIGHT = "look-ahead, fitted in hindsight"
    """The same, fitted on the very weeks it is scored on: the most that such a series could give."""


class Verdict(Enum):
    """What a trial's overall interval says."""

    BETTER = "better"
    WORSE = "worse"
    NOTHING = "nothing"
    TOO_SHORT = "too short"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A series and what is asked of it: at most two features, ``ValueError`` for another number."""

    series: Series
    features: tuple[Feature, ...]
    kind: Kind = Kind.KNOWABLE

    def __post_init__(self) -> None:
        if not 1 <= len(self.features) <= 2:
            raise ValueError(f"one or two features, not {len(self.features)}")


@dataclass(frozen=True, slots=True)
class Trial:
    """How forecasts with the series compare with those without, on the weeks that have both.

    Attributes:
        series: The series' name.
        features: What was asked of it.
        kind: Whether it was fair.
        weeks: Different weeks scored.
        first: The instant of the first forecast scored, ``None`` where there is none.
        last: The instant of the last one.
        baseline: Mean CRPS of the forecasts without, passengers; 0 where nothing was scored.
        overall: CRPS with less CRPS without over all days known; ``None`` where too few weeks were scored.
        by_known: The same by the number of days known.
    """

    series: str
    features: str
    kind: Kind
    weeks: int
    first: datetime | None
    last: datetime | None
    baseline: float
    overall: PairedSkill | None
    by_known: tuple[tuple[int, PairedSkill], ...]

    @property
    def verdict(self) -> "Verdict":
        """What the overall interval says."""
        return _verdict(self.overall) if self.overall else Verdict.TOO_SHORT


@dataclass(frozen=True, slots=True)
class Luck:
    """What series that know nothing came to.

    Attributes:
        differences: Their overall differences of CRPS, passengers, ascending; one for each trial with a verdict.
        better: How many seemed to help beyond their interval.
        worse: How many seemed to hurt.
    """

    differences: tuple[float, ...]
    better: int
    worse: int

    def as_good(self, difference: float) -> float:
        """The share of them that came to ``difference`` or less; 1 where there are none."""
        return float(np.mean(np.array(self.differences) <= difference)) if self.differences else 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was tried.

    Attributes:
        trials: One for each candidate, in their order.
        luck: What the fair candidates come to when their series know nothing.
        own_luck: For each trial that seems to help, by its place in ``trials``, what its own series without knowledge
            comes to.
    """

    trials: tuple[Trial, ...]
    luck: Luck
    own_luck: Mapping[int, Luck]


def forecasted(forecaster: Forecaster, history: History, schedule: Schedule) -> tuple[Forecasted, ...]:
    """Every forecast of ``schedule`` made and scored; raises the forecaster's ``MissingData``."""
    forecasts = forecaster.walk(history, [issue.origin for issue in schedule.issues])
    return tuple(
        _forecasted(issue, forecast.settlement) for issue, forecast in zip(schedule.issues, forecasts, strict=True)
    )


def _forecasted(issue: Issue, settlement: Distribution) -> Forecasted:
    actual, centre = issue.target.passengers, median(settlement)
    return Forecasted(issue, settlement, centre, actual / centre - 1.0, float(crps(settlement, actual)))


def try_out(candidate: Candidate, record: Sequence[Forecasted], *, refit_weeks: int, seed: int) -> Trial:
    """Whether ``candidate`` would have improved ``record``.

    Args:
        candidate: The series and its features.
        record: Forecasts in the order of their weeks.
        refit_weeks: How many weeks a fit is used for before the next.
        seed: What the intervals are drawn with.
    """
    pairs = _pairs(candidate, record, refit_weeks=refit_weeks)
    enough = _enough(pairs)
    known = sorted({one.issue.known for one, _ in pairs}) if enough else []
    return Trial(
        series=candidate.series.name,
        features=label(candidate.features),
        kind=candidate.kind,
        weeks=len({one.issue.origin.week for one, _ in pairs}),
        first=min((one.issue.origin.as_of for one, _ in pairs), default=None),
        last=max((one.issue.origin.as_of for one, _ in pairs), default=None),
        baseline=float(np.mean([one.crps for one, _ in pairs])) if pairs else 0.0,
        overall=_compared(pairs, seed=seed) if enough else None,
        by_known=tuple((k, _compared([p for p in pairs if p[0].issue.known == k], seed=seed)) for k in known),
    )


def _verdict(overall: PairedSkill) -> Verdict:
    if overall.high < 0:
        return Verdict.BETTER
    return Verdict.WORSE if overall.low > 0 else Verdict.NOTHING


def _pairs(candidate: Candidate, record: Sequence[Forecasted], *, refit_weeks: int) -> list[_Pair]:
    """Every forecast that the candidate has something to say about, with its score when moved by it."""
    ask = knowable if candidate.kind is Kind.KNOWABLE else foreseen
    features = ask(candidate.series, candidate.features, [one.issue for one in record])
    if candidate.kind is Kind.HINDSIGHT:
        corrected = hindsight(record, features)
    else:
        corrected = corrections(record, features, refit_weeks=refit_weeks)
    moves = (corrected * [one.median for one in record]).tolist()
    # A distribution that is moved scores as the unmoved one does against what is moved the other way.
    return [
        (one, float(crps(one.settlement, one.issue.target.passengers - moved)))
        for one, moved in zip(record, moves, strict=True)
        if np.isfinite(moved)
    ]


def _enough(pairs: Sequence[_Pair]) -> bool:
    return len({one.issue.origin.week for one, _ in pairs}) >= FEWEST_WEEKS


def _compared(pairs: Sequence[_Pair], *, seed: int) -> PairedSkill:
    return paired_skill(
        [score for _, score in pairs],
        [one.crps for one, _ in pairs],
        weeks=[one.issue.origin.week.monday for one, _ in pairs],
        seed=seed,
    )


def corrections(record: Sequence[Forecasted], features: Floats, *, refit_weeks: int) -> Floats:
    """What the features say each relative error will be, shape ``(n,)``; NaN where they say nothing.

    Each number of days known has its own fits. A fit sees only weeks that had settled by its instant; before
    ``FEWEST_WEEKS`` of them there is none.
    """
    moved = np.full(len(record), np.nan)
    for rows in _rows_by_known(record, features):
        fit: _Fit | None = None
        fitted_at: datetime | None = None
        for i in rows:
            now = record[i].issue.origin.as_of
            if fitted_at is None or now - fitted_at >= timedelta(weeks=refit_weeks):
                past = [j for j in rows if record[j].issue.target.known_at <= now]
                if len(past) < FEWEST_WEEKS:
                    continue
                fit, fitted_at = _fit(features[past], np.array([record[j].error for j in past])), now
            if fit is not None:
                moved[i] = fit.error(features[i])
    return moved


def hindsight(record: Sequence[Forecasted], features: Floats) -> Floats:
    """What one fit on all weeks, past and future, says each relative error was, shape ``(n,)``; a bound."""
    moved = np.full(len(record), np.nan)
    for rows in _rows_by_known(record, features):
        fit = _fit(features[rows], np.array([record[i].error for i in rows]))
        moved[rows] = [fit.error(features[i]) for i in rows]
    return moved


def _rows_by_known(record: Sequence[Forecasted], features: Floats) -> list[list[int]]:
    """The rows with features, by the number of days known."""
    return [
        [i for i, one in enumerate(record) if one.issue.known == known and np.all(np.isfinite(features[i]))]
        for known in sorted({one.issue.known for one in record})
    ]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A ridge regression on standardised features; it moves nothing on average over what it was fitted on."""

    centre: Floats
    scale: Floats
    slope: Floats

    def error(self, features: Floats) -> float:
        return float((features - self.centre) / self.scale @ self.slope)


def _fit(features: Floats, errors: Floats) -> _Fit:
    centre, scale = features.mean(axis=0), features.std(axis=0)
    # A feature that never moved says nothing.
    scale = np.where(scale > 0, scale, np.inf)
    z = (features - centre) / scale
    gram = z.T @ z + RIDGE * np.eye(z.shape[1])
    return _Fit(centre, scale, np.linalg.solve(gram, z.T @ (errors - errors.mean())))


def luck(
    candidates: Iterable[Candidate], record: Sequence[Forecasted], *, seeds: Sequence[int], refit_weeks: int
) -> Luck:
    """What the fair ones among ``candidates`` come to with each series replaced by ones that know nothing.

    Every seed gives a shuffled series and a random walk.
    """
    skills: list[PairedSkill] = []
    for candidate in candidates:
        if candidate.kind is Kind.KNOWABLE:
            for seed, make in product(seeds, (shuffled, wandered)):
                ignorant = replace(candidate, series=make(candidate.series, seed=seed))
                pairs = _pairs(ignorant, record, refit_weeks=refit_weeks)
                skills += [_compared(pairs, seed=seed)] if _enough(pairs) else []
    verdicts = [_verdict(skill) for skill in skills]
    differences = tuple(sorted(skill.difference for skill in skills))
    return Luck(differences, verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE))


def examine(
    candidates: Sequence[Candidate], record: Sequence[Forecasted], *, placebos: int, refit_weeks: int, seed: int
) -> Evidence:
    """Try every candidate, and ``placebos`` seeds of series that know nothing in the place of each fair one.

    A trial that seems to help is held against ``OWN_PLACEBOS`` seeds of its own.
    """
    trials = tuple(try_out(candidate, record, refit_weeks=refit_weeks, seed=seed) for candidate in candidates)
    promising = [i for i, t in enumerate(trials) if t.verdict is Verdict.BETTER and t.kind is Kind.KNOWABLE]
    own_seeds = range(seed, seed + OWN_PLACEBOS)
    return Evidence(
        trials,
        luck(candidates, record, seeds=range(seed, seed + placebos), refit_weeks=refit_weeks),
        MappingProxyType(
            {i: luck([candidates[i]], record, seeds=own_seeds, refit_weeks=refit_weeks) for i in promising}
        ),
    )


def candidates_of(series: Series) -> tuple[Candidate, ...]:
    """What is tried of a series: what it announces, or how things stood; of daily observations a look-ahead too."""
    spans = any(one.period_start < one.period_end for one in series.observations)
    if all(eastern_day(one.known_at) <= one.period_start for one in series.observations):
        # The mean and the maximum of one figure are the same.
        return tuple(Candidate(series, features) for features in (OWN[:1] if spans else OWN))
    lately = tuple(Candidate(series, features) for features in LATELY)
    if spans:
        return lately
    latest = tuple(Candidate(series, features) for features in LATEST_DAYS)
    bounds = (Candidate(series, features, kind) for features in OWN for kind in (Kind.LOOK_AHEAD, Kind.HINDSIGHT))
    return (*lately, *latest, *bounds)


def document(evidence: Evidence) -> dict[str, Any]:
    """``evidence`` as the command's JSON document."""
    return {
        "trials": [_trial_document(trial, evidence.own_luck.get(place)) for place, trial in enumerate(evidence.trials)],
        "luck": _luck_document(evidence.luck),
    }


def _trial_document(trial: Trial, own_luck: Luck | None) -> dict[str, Any]:
    return {
        "series": trial.series,
        "features": trial.features,
        "kind": trial.kind.value,
        "weeks": trial.weeks,
        "first": trial.first.date().isoformat() if trial.first else None,
        "last": trial.last.date().isoformat() if trial.last else None,
        "baseline": trial.baseline,
        "verdict": trial.verdict.value,
        "overall": _skill_document(trial.overall) if trial.overall else None,
        "by_known": {str(known): _skill_document(skill) for known, skill in trial.by_known},
        "as_good_by_luck": own_luck.as_good(trial.overall.difference) if own_luck and trial.overall else None,
    }


def _skill_document(skill: PairedSkill) -> dict[str, Any]:
    return {"difference": skill.difference, "low": skill.low, "high": skill.high, "skill": skill.skill}


def _luck_document(luck: Luck) -> dict[str, Any]:
    quantiles = np.quantile(luck.differences, [0.025, 0.5, 0.975]).tolist() if luck.differences else [None] * 3
    return {
        "trials": len(luck.differences),
        "better": luck.better,
        "worse": luck.worse,
        **dict(zip(("low", "middle", "high"), quantiles, strict=True)),
    }
