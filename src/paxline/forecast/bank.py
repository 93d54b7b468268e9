"""One structure at four level speeds, walked over any number of instants in one pass.

How fast the level moves is the one thing the past cannot settle once and for all: a recovery needs a fast level, calm
years a slow one. The bank runs the same covariance at four speeds and lets past weeks decide how much each weighs.

All instants are read off one growing factor per member. Where a figure was corrected, restated or announced to be
disturbed between two instants, the factor is cut back to the first row that changed and grown again from there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

import numpy as np

from paxline.counts.shocks import Shock
from paxline.forecast import kernels
from paxline.forecast.design import Design, Sparse
from paxline.forecast.factor import Factor, grow, twin_rooms
from paxline.forecast.kernels import Floats, Parameters
from paxline.forecast.pool import KNOWN, learned_weights
from paxline.forecast.rows import Figures, State, states
from paxline.forecast.scores import complete_weeks, prefix_crps
from paxline.forecast.windows import Ints

WEEK_DAYS: Final = 7

_ROOM: Final = 128
"""Rows for which room is made at a time, so that few weeks move the factors."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How a member's level differs from the fitted one.

    Attributes:
        level: Factor on the level's innovation.
        medium: Factor on the sd of the swings of weeks.
    """

    level: float
    medium: float


SPEEDS: Final = (Speed(0.3, 0.4), Speed(0.55, 0.4), Speed(1.0, 0.4), Speed(1.0, 1.0))
"""The members; their range was chosen with sight of the scores of 2022-26."""

ANNUAL_SHRINK: Final = 0.7
"""Factor on the annual sd, chosen with sight of the same scores; the fit asks for a rougher year than pays."""

ANNUAL_STRETCH: Final = 1.1
"""Factor on the annual length, chosen likewise."""

LEARN_SINCE: Final = date.fromordinal(kernels.COVID[1] + 1)
"""Weeks from here on are scored to weigh the members: the covid level has ended."""


def members(fitted: Parameters) -> tuple[Parameters, ...]:
    """The parameters of each member of the bank."""
    smooth = replace(
        fitted,
        annual_sd=fitted.annual_sd * ANNUAL_SHRINK,
        annual_length=fitted.annual_length * ANNUAL_STRETCH,
    )
    return tuple(
        replace(
            smooth,
            level_innovation=fitted.level_innovation * speed.level,
            medium_sd=fitted.medium_sd * speed.medium,
        )
        for speed in SPEEDS
    )


@dataclass(frozen=True)
class Question:
    """A week to forecast from an instant.

    Attributes:
        instant: Seconds since 1970, UTC.
        monday: First day of the week, proleptic ordinal.
    """

    instant: float
    monday: int


@dataclass(frozen=True)
class Posterior:
    """What the members say about the days of one week that are not published.

    Attributes:
        days: Those days, proleptic ordinals, shape ``(n,)``.
        mean: Mean log count by member, shape ``(members, n)``.
        covariance: Covariance of log counts by member, shape ``(members, n, n)``.
        known_counts: Counts of the week's published days, by day.
        weights: Weight of each member, shape ``(members,)``.
    """

    days: Ints
    mean: Floats
    covariance: Floats
    known_counts: dict[int, float]
    weights: Floats


@dataclass(frozen=True)
class _Stage:
    """Questions answered by one growth of the factors: each state is a leading part of the last."""

    questions: tuple[int, ...]
    states: tuple[State, ...]


Apply: TypeAlias = Callable[[Callable[[int], None], Sequence[int]], Iterable[None]]
"""Does a piece of work for each number of a sequence, as ``map`` does, or several at a time."""

SHARES: Final = 2
"""Pieces into which the members' work is cut; each is long enough to be worth a thread."""


def in_turn(work: Callable[[int], None], shares: Sequence[int]) -> Iterable[None]:
    """One piece after the other."""
    return map(work, shares)


class Bank:
    """The members' factors; a workspace, changed as it is walked.

    Attributes:
        members: Parameters of each member.
        factors: Their factors.
        design: The rows of the last growth.
    """

    def __init__(self, fitted: Parameters, *, apply: Apply = in_turn) -> None:
        """A bank without rows, whose members are grown by ``apply``."""
        self._apply = apply
        self.members = members(fitted)
        self.factors = [Factor.empty(0) for _ in self.members]
        empty = np.empty(0)
        self.state = State(empty.astype(np.int64), empty, empty.astype(np.bool_), ())
        self.design = Design(self.state.days, empty, self.state.restated)
        self._tables = [empty for _ in self.members]
        self._scores = np.empty((len(self.members), 0, KNOWN))
        self._weeks = np.empty(0, dtype=np.int64)
        self._sparse = Sparse((), empty)

    def make_room(self, capacity: int, *, last_lag: int) -> None:
        """Make room for ``capacity`` rows that lie at most ``last_lag`` days apart."""
        if capacity > len(self.factors[0].whitened):
            capacity += -capacity % _ROOM
            for i in range(SHARES):
                # Two whose work is done in one piece, so that no two threads write to one array.
                for factor, room in zip(self.factors[i::SHARES], twin_rooms(capacity), strict=True):
                    factor.move(room)
        if last_lag >= len(self._tables[0]):
            self._tables = [kernels.lag_table(last_lag, at) for at in self.members]

    def grow(self, state: State, targets: Ints) -> None:
        """Condition on ``state``; ``targets`` are the further days that will be asked about.

        Where only days that were targets before have been observed, that costs a row for each of them.
        """
        common = self.state.common(state)
        for factor in self.factors:
            factor.cut_back(common)
        before, grown = self.design, common == len(self.state)
        self.state = state
        self.design = Design(
            np.concatenate([state.days, targets]),
            np.concatenate([state.log_counts, np.full(len(targets), np.nan)]),
            np.concatenate([state.restated, np.zeros(len(targets), dtype=np.bool_)]),
            state.shocks,
        )
        self.make_room(len(self.design), last_lag=int(np.ptp(self.design.days)))
        # The members share all but level and swings, which are in the tables.
        at = self.members[0]
        same = grown and len(before) > 0 and _same_rows(before, self.design)
        if not same:
            self._sparse = self.design.sparse(at)
        residuals = (self.design.log_counts - self.design.mean(at))[: self.design.observed]

        def share(i: int) -> None:
            members = self.factors[i::SHARES], self._tables[i::SHARES]
            grow(*members, self.design, residuals, self._sparse, filled=len(self.design) if same else 0)

        # Members know nothing of each other, so the result is the same however they are shared out.
        for _ in self._apply(share, range(SHARES)):
            pass
        weeks = complete_weeks(self.design, since=LEARN_SINCE)
        if not (grown and np.array_equal(weeks, self._weeks)):
            self._scores = np.stack([prefix_crps(factor, self.design, weeks) for factor in self.factors])
        self._weeks = weeks

    def ask(self, question: Question, *, observed: int) -> Posterior:
        """The posterior of a week given the first ``observed`` rows."""
        week = range(question.monday, question.monday + WEEK_DAYS)
        days = self.design.days
        first = int(np.searchsorted(self.state.days, question.monday))
        known = {
            int(days[row]): float(np.exp(self.design.log_counts[row]))
            for row in range(first, min(first + WEEK_DAYS, observed))
            if days[row] in week and not self.design.restated[row]
        }
        rows = self._rows_to_forecast([day for day in week if day not in known], observed)
        mean, covariance = self._read(rows, observed)
        weights = self._weights(question.monday, observed)[min(len(known), KNOWN - 1)]
        return Posterior(days[rows], mean, covariance, known, weights)

    def weights_now(self) -> Floats:
        """Weight of each member by known days after the last observed row, shape ``(KNOWN, members)``."""
        observed = self.design.observed
        return self._weights(int(self.design.days[observed - 1]), observed)

    def _rows_to_forecast(self, wanted: Sequence[int], observed: int) -> Ints:
        """The row of each wanted day; a row that came to hold a restated figure cannot stand for a published one."""
        n = self.design.observed
        later = {
            int(self.design.days[row]): row
            for row in range(observed, len(self.design))
            if row >= n or not self.design.restated[row]
        }
        return np.array([later[day] for day in wanted], dtype=np.int64)

    def _read(self, rows: Ints, observed: int) -> tuple[Floats, Floats]:
        days = self.design.days[rows]
        lags = np.abs(np.subtract.outer(days, days))
        around = range(int(rows.min(initial=len(self.design))), int(rows.max(initial=-1)) + 1)
        shared = self._sparse.part(around, around)[np.ix_(rows - around.start, rows - around.start)]
        prior_mean = self.design.mean(self.members[0])[rows]
        mean = np.empty((len(self.factors), len(rows)))
        covariance = np.empty((len(self.factors), len(rows), len(rows)))
        for i, (factor, table) in enumerate(zip(self.factors, self._tables, strict=True)):
            panel = factor.lower[rows, :observed]
            mean[i] = prior_mean + panel @ factor.whitened[:observed]
            covariance[i] = table[lags] + shared - panel @ panel.T
        return mean, covariance

    def _weights(self, monday: int, observed: int) -> Floats:
        """Weights by known days from the weeks that were complete in the first ``observed`` rows."""
        done = self._weeks + WEEK_DAYS <= observed
        ages = (monday - self.design.days[self._weeks[done]]) / WEEK_DAYS
        return learned_weights(self._scores[:, done], ages)


def _same_rows(one: Design, other: Design) -> bool:
    """Whether two designs have the same days, read the same way, under the same shocks; counts may differ."""
    same_days = np.array_equal(one.days, other.days) and np.array_equal(one.restated, other.restated)
    return same_days and one.shocks == other.shocks


def walk(
    figures: Figures,
    questions: Sequence[Question],
    shocks: tuple[Shock, ...],
    fitted: Parameters,
    *,
    apply: Apply = in_turn,
) -> list[Posterior]:
    """The posteriors of all ``questions``, in their order, each from what its instant knew."""
    answers: dict[int, Posterior] = {}
    stages = list(_stages(figures, questions, shocks))
    targets = [_targets(stage, questions) for stage in stages]
    capacity = max(len(stage.states[-1]) + len(extra) for stage, extra in zip(stages, targets, strict=True))
    every = np.concatenate([stages[-1].states[-1].days, *targets])
    bank = Bank(fitted, apply=apply)
    bank.make_room(capacity, last_lag=int(np.ptp(every)))
    for stage, extra in zip(stages, targets, strict=True):
        bank.grow(stage.states[-1], extra)
        for i, state in zip(stage.questions, stage.states, strict=True):
            answers[i] = bank.ask(questions[i], observed=len(state))
    return [answers[i] for i in range(len(questions))]


def _stages(figures: Figures, questions: Sequence[Question], shocks: tuple[Shock, ...]) -> Iterator[_Stage]:
    order = sorted(range(len(questions)), key=lambda i: questions[i].instant)
    held: list[tuple[int, State]] = []
    for i, state in zip(order, states(figures, (questions[i].instant for i in order), shocks), strict=True):
        if held and (held[-1][1].shocks != state.shocks or held[-1][1].common(state) < len(held[-1][1])):
            yield _Stage(*zip(*held, strict=True))
            held = []
        held.append((i, state))
    if held:
        yield _Stage(*zip(*held, strict=True))


def _targets(stage: _Stage, questions: Sequence[Question]) -> Ints:
    """Days asked about that have no row of a published figure when the stage is over."""
    last = stage.states[-1]
    published = set(last.days[~last.restated].tolist())
    asked = {questions[i].monday + day for i in stage.questions for day in range(WEEK_DAYS)}
    return np.array(sorted(asked - published), dtype=np.int64)
