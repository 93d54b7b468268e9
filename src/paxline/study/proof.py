"""The evidence for a forecaster: everything its record and its rivals' say, as values.

A record goes in for the forecaster and for each baseline, all on the same weeks and days known; out come scores by
window, calibration, what strikes would have cost, paired comparisons and the worst weeks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.study.calibration import Histogram, Share, interval_shares, pit_histogram
from paxline.study.contest import Contest, Score, Tails, contests, tails
from paxline.study.disruptions import happenings
from paxline.study.record import EVERY_WEEK, Case, Record, same_issues, weeks_of
from paxline.study.strikes import claims, strike_shares
from paxline.study.walkforward import WINDOWS, Row, Span, Summary, in_holiday_week, in_winter, summarise

ALL: Final = "all"
"""The name of the window of every week."""

PROOF_WINDOWS: Final[Mapping[str, Span]] = MappingProxyType({**WINDOWS, ALL: EVERY_WEEK})

WORST: Final = 20
"""Weeks listed as the worst."""


class Subset(Enum):
    """Weeks looked at apart."""

    ALL = "all weeks"
    WINTER = "January and February"
    HOLIDAY = "holiday weeks"
    ORDINARY = "weeks without a holiday"

    def holds(self, row: Row) -> bool:
        """Whether the week of ``row`` is one of them."""
        match self:
            case Subset.ALL:
                return True
            case Subset.WINTER:
                return in_winter(row)
            case Subset.HOLIDAY:
                return in_holiday_week(row)
            case Subset.ORDINARY:
                return not in_holiday_week(row)


@dataclass(frozen=True, slots=True)
class Part:
    """The scores of one forecaster on some weeks of a window.

    Attributes:
        window: The window's name.
        subset: Which of its weeks.
        model: The forecaster.
        weeks: Number of weeks.
        summaries: Scores by days known, fewest first.
    """

    window: str
    subset: Subset
    model: str
    weeks: int
    summaries: tuple[Summary, ...]

    @property
    def mean_crps(self) -> float:
        """The CRPS averaged over the numbers of days known, passengers."""
        return float(np.mean([summary.crps for summary in self.summaries]))

    @property
    def mean_mae(self) -> float:
        """The mean absolute error averaged over the numbers of days known, passengers."""
        return float(np.mean([summary.mae for summary in self.summaries]))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether the forecaster's claims come true, on one window and all numbers of days known.

    Attributes:
        window: The window's name.
        pits: The histogram of its pits.
        intervals: How often its central intervals held the print.
        strikes: How often a strike was passed, by the probability stated.
    """

    window: str
    pits: Histogram
    intervals: tuple[Share, ...]
    strikes: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A week at the number of days known at which its forecast was furthest off; passengers.

    Attributes:
        week: The contract week.
        known: Days known.
        median: What was forecast.
        actual: What it settled on.
        inside: Whether the central 95 % interval held it.
        stands_in: Whether a restated figure stands in for a day that nobody recorded.
        note: What is known to have happened in the week; empty where nothing is.
    """

    week: Week
    known: int
    median: float
    actual: float
    inside: bool
    stands_in: bool
    note: str

    @property
    def error(self) -> float:
        """Forecast less print."""
        return self.median - self.actual


@dataclass(frozen=True, slots=True)
class KnownPits:
    """Where prints fell in the forecasts made with so many days known, over all windows."""

    known: int
    pits: Histogram


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything; windows without a week in the records are missing throughout.

    Attributes:
        model: The forecaster.
        rivals: The baselines, in the order given.
        counts_to: The last day whose count is known.
        weeks: The weeks forecast, in order.
        stand_ins: Weeks whose outcome holds a restated stand-in.
        parts: Scores of every forecaster.
        contests: The forecaster against every baseline.
        calibration: By window.
        pits_by_known: By days known, fewest first.
        tails: By window.
        worst: The weeks missed by most, worst first.
        seed: What the bootstrap drew with.
    """

    model: str
    rivals: tuple[str, ...]
    counts_to: date
    weeks: tuple[Week, ...]
    stand_ins: int
    parts: tuple[Part, ...]
    contests: tuple[Contest, ...]
    calibration: tuple[Calibration, ...]
    pits_by_known: tuple[KnownPits, ...]
    tails: tuple[Tails, ...]
    worst: tuple[Miss, ...]
    seed: int

    @property
    def windows(self) -> tuple[str, ...]:
        """The windows that hold a week, in the order of the protocol."""
        return tuple(dict.fromkeys(part.window for part in self.parts))

    def part(self, window: str, model: str, subset: Subset = Subset.ALL) -> Part | None:
        """The scores of one forecaster on some weeks, or ``None`` where there is no such week."""
        wanted = (window, model, subset)
        return next((part for part in self.parts if (part.window, part.model, part.subset) == wanted), None)

    def contest(self, window: str, rival: str, score: Score, known: int | None = None) -> Contest:
        """One comparison; ``KeyError`` where it was not made."""
        wanted = (window, rival, score, known)
        for contest in self.contests:
            if (contest.window, contest.rival, contest.score, contest.known) == wanted:
                return contest
        raise KeyError(wanted)


def prove(
    record: Record,
    rivals: Sequence[Record],
    *,
    counts_to: date,
    seed: int,
    windows: Mapping[str, Span] = PROOF_WINDOWS,
) -> Proof:
    """The evidence for ``record`` beside ``rivals``.

    Args:
        record: The forecaster's record; at least one case.
        rivals: The baselines' records of the very same issues; else ``ValueError``.
        counts_to: The last day whose count is known.
        seed: What the bootstrap draws with.
        windows: The windows by their names.
    """
    if not record.cases or not same_issues([record, *rivals]):
        raise ValueError("every record holds the same weeks and days known, and at least one")
    spans = {name: span for name, span in windows.items() if record.of(span).cases}
    inside = {name: (record.of(span), [rival.of(span) for rival in rivals]) for name, span in spans.items()}
    return Proof(
        model=record.model,
        rivals=tuple(rival.model for rival in rivals),
        counts_to=counts_to,
        weeks=weeks_of(record.rows),
        stand_ins=len({row.week for row in record.rows if row.stands_in}),
        parts=tuple(part for name, (ours, theirs) in inside.items() for part in _parts(name, [ours, *theirs])),
        contests=tuple(
            contest
            for name, (ours, theirs) in inside.items()
            for rival in theirs
            for contest in contests(name, ours, rival, seed=seed)
        ),
        calibration=tuple(calibration(name, ours) for name, (ours, _) in inside.items()),
        pits_by_known=pits_by_known(record.rows),
        tails=tuple(tails(name, ours, seed=seed) for name, (ours, _) in inside.items()),
        worst=worst_weeks(record, count=WORST),
        seed=seed,
    )


def _parts(window: str, records: Sequence[Record]) -> list[Part]:
    parts: list[Part] = []
    for record in records:
        for subset in Subset:
            rows = record.where(subset.holds).rows
            if rows:
                parts.append(Part(window, subset, record.model, len(weeks_of(rows)), summarise(rows)))
    return parts


def pits_by_known(rows: Sequence[Row]) -> tuple[KnownPits, ...]:
    """The pits of ``rows`` by days known."""
    return tuple(
        KnownPits(known, pit_histogram([row for row in rows if row.known == known]))
        for known in sorted({row.known for row in rows})
    )


def calibration(window: str, of: Record) -> Calibration:
    """How often what ``of`` claims comes true; at least one case."""
    return Calibration(window, pit_histogram(of.rows), interval_shares(of.rows), strike_shares(claims(of.cases)))


def worst_weeks(of: Record, *, count: int) -> tuple[Miss, ...]:
    """The ``count`` weeks missed by most, each at its own worst number of days known, worst first."""
    worst: dict[Week, Case] = {}
    for case in of.cases:
        before = worst.get(case.row.week)
        if before is None or _missed_by(case) > _missed_by(before):
            worst[case.row.week] = case
    ordered = sorted(worst.values(), key=lambda case: (-_missed_by(case), case.row.week))
    return tuple(_miss(case.row) for case in ordered[:count])


def _miss(row: Row) -> Miss:
    return Miss(
        week=row.week,
        known=row.known,
        median=row.median,
        actual=row.actual,
        inside=abs(row.pit - 0.5) <= 0.475,
        stands_in=row.stands_in,
        note=happenings(row.week),
    )


def _missed_by(case: Case) -> float:
    return abs(case.row.median - case.row.actual)


def document(of: Proof) -> dict[str, Any]:
    """``of`` as the command's JSON summary."""
    return {
        "model": of.model,
        "counts_to": of.counts_to.isoformat(),
        "weeks": len(of.weeks),
        "stand_ins": of.stand_ins,
        "seed": of.seed,
        "scores": [
            {
                "window": part.window,
                "weeks_of": part.subset.value,
                "model": part.model,
                "n_weeks": part.weeks,
                "mean_crps": part.mean_crps,
                "by_known": [asdict(summary) for summary in part.summaries],
            }
            for part in of.parts
        ],
        "skill": [
            {
                "window": contest.window,
                "against": contest.rival,
                "score": contest.score.value,
                "known": contest.known,
                **asdict(contest.skill),
            }
            for contest in of.contests
        ],
        "calibration": [asdict(each) for each in of.calibration],
        "pits_by_known": [asdict(each) for each in of.pits_by_known],
        "tails": [
            {
                "window": each.window,
                "density": {str(known): list(pair) for known, pair in each.density.items()},
                "strikes": {str(known): list(pair) for known, pair in each.strikes.items()},
                "density_skill": asdict(each.density_skill),
                "strike_skill": asdict(each.strike_skill),
            }
            for each in of.tails
        ],
        "worst": [
            {
                "week_end": miss.week.sunday.isoformat(),
                "known": miss.known,
                "median": miss.median,
                "actual": miss.actual,
                "error": miss.error,
                "inside_95": miss.inside,
                "stands_in": miss.stands_in,
                "note": miss.note,
            }
            for miss in of.worst
        ],
    }
