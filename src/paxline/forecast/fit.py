"""Hyper-parameters fitted to the weekly target on the past.

The objective is the sum over past weeks of the closed-form CRPS of the week's mean, averaged over 0 … 4 known days and
each divided by its typical size, plus a tenth of the one-day negative log likelihood, plus a log-normal prior around
the defaults of ``Parameters``. Outlier cuts are held fixed within a round. The gradient is exact: it is pulled back
through the Cholesky factor onto the covariance, and from there onto lags and holiday blocks, which are cheap to
differentiate.

Source: Murray (2016), Differentiation of the Cholesky decomposition, arXiv:1602.07527; Gneiting and Raftery (2007),
Strictly proper scoring rules, for the CRPS of a normal.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.special import ndtr

from paxline.counts.history import History
from paxline.errors import MissingData
from paxline.forecast import kernels
from paxline.forecast.design import Block, Design
from paxline.forecast.factor import Factor, cholesky, grow
from paxline.forecast.kernels import Floats, Parameters, Part
from paxline.forecast.pool import KNOWN, TYPICAL_CRPS
from paxline.forecast.rows import Figures, states
from paxline.forecast.scores import complete_weeks, normal_crps, prefix_crps, week_pieces, weekly_errors
from paxline.forecast.shipped import Fit
from paxline.forecast.windows import Ints

FITTED: Final = (
    "level_innovation",
    "medium_sd",
    "medium_days",
    "short_sd",
    "short_days",
    "annual_sd",
    "annual_length",
    "weekday_sd",
    "weekday_days",
    "weekday_season_sd",
    "weekday_season_length",
    "holiday_sd",
    "holiday_days",
    "holiday_weekday_sd",
    "holiday_weekday_days",
    "core_sd",
    "swing_sd",
    "swing_days",
    "memory_sd",
    "memory_days",
    "noise_sd",
    "winter_factor",
)
"""The parameters that are fitted; the others stay at their defaults."""

PRIOR_SD: Final = 0.7
"""Sd of the log of each parameter about the log of its default."""

LIKELIHOOD_SHARE: Final = 0.1
"""Weight of the one-day negative log likelihood."""

ROUNDS: Final = 3
"""Times the outlier cuts are renewed."""

FEWEST_WEEKS: Final = 4
"""Whole weeks to score below which a fit would only repeat its prior."""

_STEP: Final = 1e-4


@dataclass(frozen=True)
class Training:
    """What a fit works on; distances are computed once.

    Attributes:
        design: Observed rows only.
        lags: Lag of any two rows in days, shape ``(rows, rows)``.
        weeks: First row of each week that is scored, shape ``(weeks,)``; its seven days are contiguous rows.
        scored: Rows whose one-day likelihood counts.
    """

    design: Design
    lags: Ints
    weeks: Ints
    scored: Ints

    @classmethod
    def of(cls, design: Design, *, since: date) -> "Training":
        """Training on all rows of ``design``, scoring weeks and days from ``since`` on."""
        days = design.days
        lags = np.abs(np.subtract.outer(days, days))
        scored = np.flatnonzero(days >= since.toordinal())
        return cls(design, lags, complete_weeks(design, since=since), scored)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation of the objective during a fit.

    Attributes:
        turn: The renewal of the outlier cuts it belongs to, 1 to ``ROUNDS``.
        objective: Its value, dimensionless; lower is better.
    """

    turn: int
    objective: float


def unobserved(_evaluation: Evaluation) -> None:
    """Nobody watches."""


def fit_history(history: History, *, since: date, observe: Callable[[Evaluation], None] = unobserved) -> Fit:
    """Fit hyper-parameters on all that ``history`` knows, scoring what came from ``since`` on.

    ``MissingData`` where fewer than ``FEWEST_WEEKS`` whole weeks have come since.
    """
    (state,) = states(Figures.of(history), [history.known_by.timestamp()], ())
    design = Design(state.days, state.log_counts, state.restated)
    weeks = len(complete_weeks(design, since=since)) if len(design) else 0
    if weeks < FEWEST_WEEKS:
        raise MissingData(f"a fit scores at least {FEWEST_WEEKS} whole weeks; since {since} there are {weeks}")
    return fit(design, since=since, observe=observe)


def fit(
    design: Design,
    *,
    since: date,
    start: Parameters | None = None,
    observe: Callable[[Evaluation], None] = unobserved,
) -> Fit:
    """Fit hyper-parameters on every observed row of ``design``, scoring what came from ``since`` on."""
    training = Training.of(design, since=since)
    prior = np.log(_vector(Parameters()))
    at = start or Parameters()
    value = float("nan")
    for turn in range(1, ROUNDS + 1):
        extra = cuts(design, at)

        def objective(logs: Floats, extra: Floats = extra, turn: int = turn) -> tuple[float, Floats]:
            loss, slope = loss_and_gradient(training, _with_logs(Parameters(), logs), extra)
            pull = (logs - prior) / PRIOR_SD**2
            total = loss + 0.5 * float(pull @ (logs - prior))
            observe(Evaluation(turn, total))
            return total, slope + pull

        found = minimize(objective, np.log(_vector(at)), jac=True, method="L-BFGS-B", options={"maxiter": 40})
        at, value = _with_logs(Parameters(), found.x), float(found.fun)
    crps = weekly_crps(training, at)
    return Fit(
        trained_through=date.fromordinal(int(design.days[-1])),
        parameters=at,
        objective=value,
        mean_crps=float(crps.mean()),
    )


def cuts(design: Design, at: Parameters) -> Floats:
    """Extra noise variance that the outlier filter gives each observed row."""
    factor = Factor.empty(len(design))
    _fill(factor, design, at)
    return factor.extra[: design.observed].copy()


def weekly_crps(training: Training, at: Parameters) -> Floats:
    """Closed-form CRPS of the week's mean in passengers, shape ``(weeks, 5)`` for 0 … 4 known days."""
    factor = Factor.empty(len(training.design))
    _fill(factor, training.design, at)
    return prefix_crps(factor, training.design, training.weeks)


def _fill(factor: Factor, design: Design, at: Parameters) -> None:
    table = kernels.lag_table(int(design.days[-1] - design.days[0]), at)
    grow(
        [factor],
        [table],
        design,
        design.log_counts[: design.observed] - design.mean(at)[: design.observed],
        design.sparse(at),
    )


def loss_and_gradient(training: Training, at: Parameters, extra: Floats) -> tuple[float, Floats]:
    """The objective without its prior, and its gradient with respect to the logs of ``FITTED``."""
    design = training.design
    covariance = kernels.lag_table(int(training.lags.max()), at)[training.lags] + design.sparse(at).dense()
    covariance[np.diag_indices_from(covariance)] += extra
    lower = cholesky(covariance)
    inverse = solve_triangular(lower, np.eye(len(lower)), lower=True)
    whitened = inverse @ (design.log_counts - design.mean(at))
    loss, lower_bar, whitened_bar = _score_and_pullback(training, lower, whitened, extra)
    covariance_bar = _pull_to_covariance(lower, inverse, whitened, lower_bar, whitened_bar)
    return loss, _pull_to_parameters(training, at, covariance_bar)


def _score_and_pullback(
    training: Training, lower: Floats, whitened: Floats, extra: Floats
) -> tuple[float, Floats, Floats]:
    rows = training.scored
    diagonal = np.diag(lower)
    loss = LIKELIHOOD_SHARE * float((np.log(diagonal[rows]) + 0.5 * whitened[rows] ** 2).sum())
    lower_bar, whitened_bar = np.zeros_like(lower), np.zeros_like(whitened)
    lower_bar[rows, rows] += LIKELIHOOD_SHARE / diagonal[rows]
    whitened_bar[rows] += LIKELIHOOD_SHARE * whitened[rows]
    triangles, innovations, noise, shares = week_pieces(lower, whitened, extra, training.design, training.weeks)
    error, variance = weekly_errors(triangles, innovations, noise, shares)
    sd = np.sqrt(variance)
    worth = 1.0 / (TYPICAL_CRPS * KNOWN)
    loss += float((worth * normal_crps(error, sd)).sum())
    x = error / sd
    error_bar = worth * (2.0 * ndtr(x) - 1.0)
    sd_bar = worth * (np.sqrt(2.0 / np.pi) * np.exp(-0.5 * x**2) - 1.0 / np.sqrt(np.pi))
    variance_bar = 0.5 * sd_bar / sd
    for known in range(KNOWN):
        week_rows = training.weeks[:, None] + np.arange(known, 7)
        share = shares[:, known:]
        combined = np.einsum("wi,wij->wj", share, triangles[:, known:, known:])
        back = error_bar[:, known, None] * innovations[:, known:] + 2.0 * variance_bar[:, known, None] * combined
        np.add.at(whitened_bar, week_rows, error_bar[:, known, None] * combined)
        np.add.at(lower_bar, (week_rows[:, :, None], week_rows[:, None, :]), share[:, :, None] * back[:, None, :])
    return loss, lower_bar, whitened_bar


def _pull_to_covariance(
    lower: Floats, inverse: Floats, whitened: Floats, lower_bar: Floats, whitened_bar: Floats
) -> Floats:
    """Cotangent of the covariance, symmetric, from those of ``L`` and of ``L^-1 r``."""
    bar = np.tril(lower_bar - np.outer(inverse.T @ whitened_bar, whitened))
    middle = np.tril(lower.T @ bar)
    middle[np.diag_indices_from(middle)] *= 0.5
    pulled = inverse.T @ (middle @ inverse)
    return 0.5 * (pulled + pulled.T)


def _pull_to_parameters(training: Training, at: Parameters, covariance_bar: Floats) -> Floats:
    lag_bar = np.bincount(training.lags.ravel(), weights=covariance_bar.ravel())
    blocks = _moving_blocks(training.design, at)
    block_bars = [covariance_bar[np.ix_(rows, rows)] for rows, _ in blocks]
    noise_bar = np.diag(covariance_bar)

    def total(point: Parameters) -> float:
        table = kernels.lag_table(len(lag_bar) - 1, point)
        pieces = zip(block_bars, _moving_blocks(training.design, point), strict=True)
        sparse = sum(float((bar * block).sum()) for bar, (_, block) in pieces)
        return float(lag_bar @ table) + sparse + float(noise_bar @ kernels.noise_variance(training.design.days, point))

    slope = np.empty(len(FITTED))
    for i, name in enumerate(FITTED):
        here = asdict(at)[name]
        up, down = (replace(at, **{name: here * np.exp(step)}) for step in (_STEP, -_STEP))
        slope[i] = (total(up) - total(down)) / (2.0 * _STEP)
    return slope


def _moving_blocks(design: Design, at: Parameters) -> list[Block]:
    of = design.blocks(at)
    return of[Part.HOLIDAY] + of[Part.COVID]


def _vector(at: Parameters) -> Floats:
    return np.array([asdict(at)[name] for name in FITTED])


def _with_logs(base: Parameters, logs: Floats) -> Parameters:
    return replace(base, **dict(zip(FITTED, np.exp(logs).tolist(), strict=True)))
