"""One forecaster against another on the same issues, and against itself with normal tails."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np

from paxline.forecast.distribution import Floats
from paxline.forecast.scoring import log_score
from paxline.forecast.skill import PairedSkill, paired_skill
from paxline.study.record import Record
from paxline.study.strikes import normal_tailed, strike_losses


class Score(Enum):
    """What two forecasters are compared by; lower is better."""

    CRPS = "CRPS"
    ABSOLUTE_ERROR = "absolute error"
    STRIKE_LOSS = "log loss of strikes"


@dataclass(frozen=True, slots=True)
class Contest:
    """The forecaster against one rival on one window.

    Attributes:
        window: The window's name.
        rival: The baseline's name.
        score: What they are compared by.
        known: Days known; ``None`` for all numbers together, the only one for scores other than CRPS.
        skill: The paired comparison.
    """

    window: str
    rival: str
    score: Score
    known: int | None
    skill: PairedSkill

    @property
    def won(self) -> bool:
        """Whether ours is better by more than luck, at 95 %."""
        return self.skill.high < 0.0


@dataclass(frozen=True, slots=True)
class Tails:
    """The forecasts against the same with normal tails, on one window; lower is better.

    Attributes:
        window: The window's name.
        density: Log score of the print under the forecast and under the normal, nats, by days known.
        strikes: Mean log loss of the strikes near the money under both, nats a strike, by days known.
        density_skill: The paired comparison of the log scores.
        strike_skill: The paired comparison of the log losses.
    """

    window: str
    density: Mapping[int, tuple[float, float]]
    strikes: Mapping[int, tuple[float, float]]
    density_skill: PairedSkill
    strike_skill: PairedSkill


def contests(window: str, ours: Record, rival: Record, *, seed: int) -> tuple[Contest, ...]:
    """``ours`` against ``rival`` on the same issues: by each score, and by CRPS for each number of days known too."""
    scores: dict[Score, tuple[Floats, Floats]] = {
        Score.CRPS: (_crps(ours), _crps(rival)),
        Score.ABSOLUTE_ERROR: (_errors(ours), _errors(rival)),
        Score.STRIKE_LOSS: (
            strike_losses([case.settlement for case in ours.cases], ours.cases),
            strike_losses([case.settlement for case in rival.cases], ours.cases),
        ),
    }
    known = np.array([row.known for row in ours.rows])
    weeks = [row.week.monday for row in ours.rows]
    found: list[Contest] = []
    for score, (mine, theirs) in scores.items():
        for days in (None, *(np.unique(known).tolist() if score is Score.CRPS else ())):
            rows = np.arange(len(known)) if days is None else np.flatnonzero(known == days)
            skill = paired_skill(mine[rows], theirs[rows], weeks=[weeks[i] for i in rows], seed=seed)
            found.append(Contest(window, rival.model, score, days, skill))
    return tuple(found)


def tails(window: str, of: Record, *, seed: int) -> Tails:
    """The forecasts of ``of`` against the same with normal tails; at least one case."""
    told = [case.settlement for case in of.cases]
    normal = [normal_tailed(one) for one in told]
    density = tuple(
        np.array([float(log_score(one, case.row.actual)) for one, case in zip(which, of.cases, strict=True)])
        for which in (told, normal)
    )
    strikes = (strike_losses(told, of.cases), strike_losses(normal, of.cases))
    weeks = [row.week.monday for row in of.rows]
    return Tails(
        window,
        _by_known(of, density[0], density[1]),
        _by_known(of, *strikes),
        paired_skill(density[0], density[1], weeks=weeks, seed=seed),
        paired_skill(*strikes, weeks=weeks, seed=seed),
    )


def _crps(of: Record) -> Floats:
    return np.array([row.crps for row in of.rows])


def _errors(of: Record) -> Floats:
    return np.array([abs(row.median - row.actual) for row in of.rows])


def _by_known(of: Record, ours: Floats, theirs: Floats) -> Mapping[int, tuple[float, float]]:
    known = np.array([row.known for row in of.rows])
    return MappingProxyType(
        {
            int(days): (float(ours[known == days].mean()), float(theirs[known == days].mean()))
            for days in np.unique(known)
        }
    )
