"""A sweep: every variant in every place, side by side, each finished cell kept so that nothing is done twice."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol, cast

import joblib
import numpy as np

from paxline.desk.policy import Policy
from paxline.errors import MissingData, StoreError, Unreachable
from paxline.exchange.fills import Bound
from paxline.exchange.outsiders import Outsider
from paxline.run.desk import Desk
from paxline.run.replay import Scenery, replay, total
from paxline.study.sweep import Variant, WeekMade
from paxline.units import Count
from paxline.wiring.code import code_digest
from paxline.wiring.simulated.worlds import live

Made = tuple[WeekMade, ...]
Run = Callable[[Sequence["Cell"]], Iterator[tuple[int, Made]]]
"""Works cells out and tells each with its place in the sequence, in whatever order they are done."""

PATIENCE: Final = 10.0
"""Seconds that a cluster's scheduler may take to answer."""

_MAKERS: Final = ("counts", "forecast", "market", "desk", "exchange", "run")
"""The packages whose code decides what a cell comes to."""


class Place(Protocol):
    """Where a variant is tried."""

    @property
    def name(self) -> str:
        """All that tells it from other places, and from itself on other data."""
        ...

    def made(self, policy: Policy) -> Made:
        """What a policy makes of its weeks."""
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recorded weeks, replayed one after the other: what one settles at is evidence for the next.

    Attributes:
        name: The forecaster, the weeks, and a digest of their candles and counts.
        scenes: Their days.
    """

    name: str
    scenes: tuple[Scenery, ...]

    def made(self, policy: Policy) -> Made:
        """By each bound of fills, and by the floor."""
        fates = replay(self.scenes, Desk(policy))
        found: list[WeekMade] = []
        for week in sorted({scene.stage.week for scene in self.scenes}):
            of_week = [fate for fate in fates if fate.stage.week == week]
            dollars = {bound.name.lower(): total(of_week, bound).dollars for bound in Bound}
            dollars["floor"] = sum(fate.floor.millionths for fate in of_week) / 1e6
            filled = Count(sum(fate.got[Bound.MIDDLE].hundredths for fate in of_week))
            found.append(WeekMade(str(week.sunday), filled.contracts, dollars))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One life of so many weeks in made-up worlds of consecutive seeds, on an outside model."""

    first_seed: int
    weeks: int
    outsider: Outsider

    @property
    def name(self) -> str:
        """The model and the seeds."""
        return f"worlds of model {self.outsider.name}, seeds {self.first_seed} to {self.first_seed + self.weeks - 1}"

    def made(self, policy: Policy) -> Made:
        """What each week added to the capital."""
        (life,) = live(self.first_seed, self.weeks, [self.outsider], policy)
        return tuple(WeekMade(str(one.seed), one.contracts, {"made": one.ended - one.began}) for one in life.weeks)


@dataclass(frozen=True, slots=True)
class Cell:
    """One variant in one place."""

    variant: Variant
    place: Place

    def key(self, code: str) -> str:
        """By which it is kept: a digest of all that decides what it comes to."""
        inputs = (repr(self.variant.policy), self.place.name, np.__version__, code)
        return sha256("|".join(inputs).encode()).hexdigest()

    def made(self) -> Made:
        """What it comes to."""
        return self.place.made(self.variant.policy)


def sweep(cells: Sequence[Cell], *, run: Run, folder: Path, progress: Callable[[str], None]) -> tuple[Made, ...]:
    """What every cell comes to, in order; those kept in ``folder`` are read, the others worked out by ``run`` and kept.

    Raises ``StoreError`` where a cell cannot be kept.
    """
    code = code_digest(_MAKERS)
    files = [folder / f"{cell.key(code)}.json" for cell in cells]
    found = {place: made for place, file in enumerate(files) if (made := _read(file)) is not None}
    missing = [place for place in range(len(cells)) if place not in found]
    if found:
        progress(f"{len(found)} of {len(cells)} cells were worked out before")
    told = run([cells[place] for place in missing]) if missing else ()
    for done, (at, made) in enumerate(told, start=1):
        found[missing[at]] = made
        _write(files[missing[at]], made)
        progress(f"{done} of {len(missing)} cells")
    return tuple(found[place] for place in range(len(cells)))


def on_processors(jobs: int) -> Run:
    """On this machine's processors; -1 is all of them."""

    def run(cells: Sequence[Cell]) -> Iterator[tuple[int, Made]]:
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
        tasks = (joblib.delayed(_done)(place, cell) for place, cell in enumerate(cells))
        yield from cast("Iterator[tuple[int, Made]]", parallel(tasks))

    return run


def on_cluster(address: str) -> Run:
    """On the workers of a Dask scheduler, on which the same paxline is installed.

    Raises ``MissingData`` without the extra ``cluster`` and ``Unreachable`` where nobody answers.
    """

    def run(cells: Sequence[Cell]) -> Iterator[tuple[int, Made]]:
        try:
            from distributed import Client, as_completed  # noqa: PLC0415 - an extra that most do without
        except ImportError:
            raise MissingData("a cluster needs Dask, which comes with `pip install 'paxline[cluster]'`") from None
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Unreachable(f"no Dask scheduler answers at {address}: {type(error).__name__}") from error
        with closing(client):
            futures = client.map(_done, range(len(cells)), cells, pure=False)
            for _, told in as_completed(futures, with_results=True, loop=client.loop):
                yield cast("tuple[int, Made]", told)

    return run


def _done(place: int, cell: Cell) -> tuple[int, Made]:
    return place, cell.made()


def _read(file: Path) -> Made | None:
    """The cell kept in ``file``; ``None`` where it is not there or was cut off."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return tuple(WeekMade(one["week"], one["contracts"], one["dollars"]) for one in kept)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        # A broken cell is worked out anew and replaced.
        return None


def _write(file: Path, made: Made) -> None:
    draft = file.with_suffix(".draft")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps([asdict(one) for one in made]), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error
