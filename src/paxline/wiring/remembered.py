"""Forecasts kept in the home, so that the same question asked again is answered without the work.

A kept forecast is found by a fingerprint of everything that made it: the readings known, the shocks that stood, the
hyper-parameters, the week, and the code itself. What is not found, or cannot be read, is made anew; the folder may be
deleted at any time.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np

from paxline.counts.calendar import Week
from paxline.counts.history import History
from paxline.edge.store import Store
from paxline.errors import StoreError
from paxline.forecast.distribution import Distribution, Mixture, StudentT
from paxline.forecast.structural import StructuralModel, concerned
from paxline.forecast.warm import Warm
from paxline.forecast.weekly import DayForecast, Forecaster, Origin, WeekForecast
from paxline.wiring.code import code_digest
from paxline.wiring.forecasters import own_forecaster
from paxline.wiring.home import Home

_MAKERS: Final = ("counts", "forecast")
"""The packages whose code decides what a forecast says."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A structural model that looks into a folder before it works, and leaves there what it found.

    Attributes:
        model: The model.
        folder: Where forecasts are kept.
        made_by: Makes what is not kept, where it is not the model itself.
    """

    model: StructuralModel
    folder: Path
    made_by: Forecaster | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def walk(self, history: History, origins: Sequence[Origin]) -> Iterable[WeekForecast]:
        """The model's walk, which is quick as it is."""
        return self.model.walk(history, origins)

    def forecast(self, history: History, week: Week) -> WeekForecast:
        """The forecast of ``week`` as the model makes it, from the folder where it was made before."""
        origin = Origin(week, history.known_by)
        file = self.folder / f"{self._fingerprint(history, origin)}.json"
        kept = _read(file)
        if kept is not None:
            return self._rebuilt(kept, history, origin)
        made = (self.made_by or self.model).forecast(history, week)
        _write(file, made)
        return made

    def _fingerprint(self, history: History, origin: Origin) -> str:
        standing = tuple(shock for shock in self.model.shocks if shock.stands_at(origin.as_of))
        inputs = (
            history.digest,
            origin.week,
            self.model.fit_for(origin.as_of),
            standing,
            np.__version__,
            code_digest(_MAKERS),
        )
        return sha256("|".join(map(repr, inputs)).encode()).hexdigest()

    def _rebuilt(self, kept: dict[str, Any], history: History, origin: Origin) -> WeekForecast:
        return WeekForecast(
            week=origin.week,
            as_of=origin.as_of,
            model=self.model.name,
            known_days={day: history.published[day] for day in map(date.fromisoformat, kept["known_days"])},
            settlement=_distribution(kept["settlement"]),
            days=tuple(DayForecast(date.fromisoformat(day), mean, sd) for day, mean, sd in kept["days"]),
            shocks=concerned(self.model.shocks, origin),
        )


def remembering(by: Forecaster, *, folder: Path, hearth: "Hearth | None" = None) -> Forecaster:
    """``by``, its forecasts kept in ``folder`` where making one takes work; ``hearth`` keeps the model warm."""
    if not isinstance(by, StructuralModel):
        return by
    return Remembered(by, folder, hearth.warm(by) if hearth else by)


def remembered_forecaster(name: str, *, home: Home, store: Store, hearth: "Hearth | None" = None) -> Forecaster:
    """The home's own forecaster of that name, with the shocks declared there; its forecasts are kept there too."""
    by = own_forecaster(name, home=home, shocks=store.shocks())
    return remembering(by, folder=home.forecasts, hearth=hearth)


class Hearth:
    """Keeps the model that was asked last warm, for a process that asks again and again."""

    def __init__(self) -> None:
        self._kept: Warm | None = None

    def warm(self, model: StructuralModel) -> Warm:
        """The model with what it worked out before, as long as it is the same one."""
        if self._kept is None or self._kept.model != model:
            self._kept = Warm(model)
        return self._kept


def _read(file: Path) -> dict[str, Any] | None:
    """What ``file`` holds; ``None`` where it is not there or was cut off."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError:
        # A broken copy is no answer; it is made anew and replaced.
        return None


def _write(file: Path, made: WeekForecast) -> None:
    document = {
        "known_days": [day.isoformat() for day in made.known_days],
        "settlement": _document(made.settlement),
        "days": [(of.day.isoformat(), of.mean, of.sd) for of in made.days],
    }
    draft = file.with_suffix(".draft")
    try:
        file.parent.mkdir(exist_ok=True)
        draft.write_text(json.dumps(document), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error


def _document(of: Distribution) -> dict[str, Any]:
    """A distribution as plain values; floats keep every bit in JSON."""
    if isinstance(of, StudentT):
        return {"loc": of.loc, "scale": of.scale, "df": of.df}
    if isinstance(of, Mixture):
        return {"parts": [_document(part) for part in of.parts], "weights": of.weights}
    raise TypeError(f"the model says a Student t or a mixture of them, not {type(of).__name__}")


def _distribution(kept: dict[str, Any]) -> Distribution:
    if "parts" in kept:
        return Mixture(tuple(_distribution(part) for part in kept["parts"]), tuple(kept["weights"]))
    return StudentT(kept["loc"], kept["scale"], kept["df"])
