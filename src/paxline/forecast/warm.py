"""The structural model with its factors kept from one question to the next, so that a new count costs one row."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.forecast.bank import Bank
from paxline.forecast.rows import Figures, State, states
from paxline.forecast.shipped import Fit
from paxline.forecast.structural import Prepared, StructuralModel, ahead, required
from paxline.forecast.weekly import Origin, WeekForecast
from paxline.forecast.windows import Ints

_DAYS: Final = 7


class Warm:
    """A forecaster in front of a model; a workspace for one thread, some 150 MB once it has been asked.

    What it says is what the model says, but for the last digits: the same sums are taken in another order.
    """

    def __init__(self, model: StructuralModel) -> None:
        self.model = model
        self._bank: Bank | None = None
        self._fit: Fit | None = None
        self._known: tuple[History, Figures] | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        """The model's walk, which keeps nothing."""
        return self.model.walk(history, origins)

    def forecast(self, history: History, week: Week) -> WeekForecast:
        """The forecast of ``week`` from everything in ``history``, as of ``history.known_by``."""
        figures = self._known[1].grown(self._known[0], history) if self._known else Figures.of(history)
        self._known = history, figures
        (state,) = states(figures, [history.known_by.timestamp()], self.model.shocks)
        required(len(state), history.known_by)
        fit = self.model.fit_for(history.known_by)
        known = self._bank if self._fit == fit else None
        bank = known or Bank(fit.parameters, apply=self.model.apply)
        # Factors that something interrupted while they grew are of no more use.
        self._bank = None
        bank.grow(state, self._targets(bank, state, week))
        made = Prepared(self.name, history, bank).forecast(week)
        self._bank, self._fit = bank, fit
        return made

    @staticmethod
    def _targets(bank: Bank, state: State, week: Week) -> Ints:
        """The days that were prepared before and are still to come, where those of the week are among them."""
        published = set(state.days[~state.restated].tolist())
        prepared = bank.design.days[bank.design.observed :]
        kept = np.array([day for day in prepared.tolist() if day not in published], dtype=np.int64)
        wanted = set(range(week.monday.toordinal(), week.monday.toordinal() + _DAYS)) - published
        return kept if wanted <= set(kept.tolist()) else ahead(state)
