"""The structural model: log counts as one Gaussian process, the print as a fat-tailed pool of four level speeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Final

import numpy as np

from paxline.counts.calendar import Week, eastern_day
from paxline.counts.history import History
from paxline.counts.shocks import Shock
from paxline.errors import LookAhead, MissingData
from paxline.forecast import bank, prints
from paxline.forecast.anatomy import Anatomy, anatomy
from paxline.forecast.bank import Apply, Bank, Posterior, Question
from paxline.forecast.distribution import Distribution
from paxline.forecast.rows import Figures, State, states
from paxline.forecast.shipped import SHIPPED, Fit
from paxline.forecast.shown import Shown
from paxline.forecast.weekly import DayForecast, Origin, WeekForecast
from paxline.forecast.windows import Ints

FEWEST_DAYS: Final = 56
"""Days with a figure below which the model refuses: eight weeks, from which a week's shape can be read."""

WEEKS_AHEAD: Final = 8
"""Weeks, from the one that holds the last figure on, that a prepared model answers for at once."""


def settlement(posterior: Posterior) -> Distribution:
    """The distribution of the settlement print, passengers."""
    known = sum(posterior.known_counts.values())
    if not len(posterior.days):
        return prints.published(known)
    median, half = prints.print_quantiles(known, posterior.mean, posterior.covariance)
    return prints.tailed(median, half, posterior.weights)


def day_forecasts(posterior: Posterior) -> tuple[DayForecast, ...]:
    """Mean and sd of each unpublished day, over the members as a mixture."""
    counts, covariance = prints.day_moments(posterior.mean, posterior.covariance)
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    mean = posterior.weights @ counts
    sd = np.sqrt(posterior.weights @ (variance + (counts - mean) ** 2))
    days = (date.fromordinal(int(day)) for day in posterior.days)
    return tuple(DayForecast(day, float(m), float(s)) for day, m, s in zip(days, mean, sd, strict=True))


@dataclass(frozen=True, slots=True)
class StructuralModel:
    """A forecaster by a Gaussian process with fitted hyper-parameters; see ``kernels`` for its parts.

    Attributes:
        fits: Hyper-parameters, oldest first; a forecast uses the newest that had not seen its day.
        shocks: Declared disruptions, each used while it stands.
        apply: Does the members' work, one after the other or several at a time; the forecasts are the same.
    """

    fits: tuple[Fit, ...] = SHIPPED
    shocks: tuple[Shock, ...] = ()
    apply: Apply = field(default=bank.in_turn, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The name under which results are reported."""
        return "structural"

    def fit_for(self, as_of: datetime) -> Fit:
        """The newest hyper-parameters that had not seen the day of ``as_of``; without any, ``MissingData``."""
        day = eastern_day(as_of)
        usable = [fit for fit in self.fits if fit.trained_through < day]
        if not usable:
            raise MissingData(f"no hyper-parameters were fitted on data from before {day} only")
        return usable[-1]

    def prepare(self, history: History) -> "Prepared":
        """The model conditioned on ``history``, ready to answer for any week; too little history refuses."""
        figures = Figures.of(history)
        (state,) = states(figures, [history.known_by.timestamp()], self.shocks)
        required(len(state), history.known_by)
        grown = Bank(self.fit_for(history.known_by).parameters, apply=self.apply)
        grown.grow(state, ahead(state))
        return Prepared(self.name, history, grown)

    def forecast(self, history: History, week: Week) -> WeekForecast:
        """The forecast of ``week`` from everything in ``history``, as of ``history.known_by``."""
        (only,) = self.walk(history, [Origin(week, history.known_by)])
        return only

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        """The forecasts from many origins, in their order; each equals ``forecast`` on ``history.as_of``."""
        for origin in origins:
            if origin.as_of > history.known_by:
                raise LookAhead(f"this history ends at {history.known_by}, before {origin.as_of}")
        figures, shown = Figures.of(history), Shown.of(history)
        first = min((origin.as_of for origin in origins), default=history.known_by)
        known = np.searchsorted(figures.known_at, first.timestamp(), side="right")
        # Days known only ever grow in number, so that the first origin answers for all.
        required(len(set(figures.days[:known].tolist())), first)
        forecasts: dict[int, WeekForecast] = {}
        order = sorted(range(len(origins)), key=lambda i: origins[i].as_of)
        for trained_through, group in groupby(order, key=lambda i: self.fit_for(origins[i].as_of).trained_through):
            chosen = list(group)
            fit = next(fit for fit in self.fits if fit.trained_through == trained_through)
            questions = [_question(origins[i]) for i in chosen]
            posteriors = bank.walk(figures, questions, self.shocks, fit.parameters, apply=self.apply)
            for i, posterior in zip(chosen, posteriors, strict=True):
                forecasts[i] = _week_forecast(self, origins[i], posterior, shown)
        return [forecasts[i] for i in range(len(origins))]


@dataclass(frozen=True)
class Prepared:
    """A model conditioned on one history; asking it again costs milliseconds.

    Attributes:
        name: The forecaster's name.
        history: What it knows.
        bank: Its factors; grown further when a week beyond the prepared ones is asked about.
    """

    name: str
    history: History
    bank: Bank

    def posterior(self, week: Week) -> Posterior:
        """What each member says about the unpublished days of ``week``, jointly."""
        state = self.bank.state
        published = set(state.days[~state.restated].tolist())
        wanted = {day.toordinal() for day in week.days} - published
        targets = set(self.bank.design.days[self.bank.design.observed :].tolist())
        if not wanted <= targets:
            self.bank.grow(state, np.array(sorted(wanted | targets), dtype=np.int64))
        question = Question(self.history.known_by.timestamp(), week.monday.toordinal())
        return self.bank.ask(question, observed=len(state))

    def forecast(self, week: Week) -> WeekForecast:
        """The forecast of ``week``."""
        origin = Origin(week, self.history.known_by)
        posterior = self.posterior(week)
        return WeekForecast(
            week=week,
            as_of=origin.as_of,
            model=self.name,
            known_days={
                day: reading
                for day, reading in self.history.known_days(week).items()
                if day.toordinal() in posterior.known_counts
            },
            settlement=settlement(posterior),
            days=day_forecasts(posterior),
            shocks=concerned(self.bank.state.shocks, origin),
        )

    def anatomy(self, days: Sequence[date]) -> Anatomy:
        """What each named part of the model makes of ``days``, and which days of the history it took for shocks."""
        return anatomy(self.bank, np.array([day.toordinal() for day in days], dtype=np.int64))


def _week_forecast(model: StructuralModel, origin: Origin, posterior: Posterior, shown: Shown) -> WeekForecast:
    instant = origin.as_of.timestamp()
    readings = ((day, shown.published.newest(day, instant)) for day in posterior.known_counts)
    return WeekForecast(
        week=origin.week,
        as_of=origin.as_of,
        model=model.name,
        known_days={date.fromordinal(day): reading for day, reading in readings if reading is not None},
        settlement=settlement(posterior),
        days=day_forecasts(posterior),
        shocks=concerned(model.shocks, origin),
    )


def concerned(shocks: Iterable[Shock], origin: Origin) -> tuple[Shock, ...]:
    """The shocks that stand at the origin and touch its week."""
    standing = (shock for shock in shocks if shock.stands_at(origin.as_of))
    return tuple(shock for shock in standing if any(shock.touches(day) for day in origin.week.days))


def _question(origin: Origin) -> Question:
    return Question(origin.as_of.timestamp(), origin.week.monday.toordinal())


def ahead(state: State) -> Ints:
    """The days without a published figure from the last figure's week on."""
    last = Week.holding(date.fromordinal(int(state.days[-1])))
    days = range(last.monday.toordinal(), last.plus(WEEKS_AHEAD).monday.toordinal())
    published = set(state.days[~state.restated].tolist())
    return np.array([day for day in days if day not in published], dtype=np.int64)


def required(days: int, as_of: datetime) -> None:
    """Refuse with ``MissingData`` what is too little to read a week's shape from."""
    if days < FEWEST_DAYS:
        raise MissingData(f"the model needs {FEWEST_DAYS} days of counts; at {as_of:%Y-%m-%d %H:%M}Z there are {days}")
