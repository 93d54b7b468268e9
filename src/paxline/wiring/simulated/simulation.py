"""Very many simulated weeks: how each seed's trouble is drawn, and all of them on all processors."""

import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

import joblib
import numpy as np

from paxline.desk.ledger import Event, Halted
from paxline.edge.simulator.faults import PROFILES, Profile
from paxline.edge.store.journal import SqliteJournal
from paxline.run.memory import MemoryJournal
from paxline.run.ports import Journal
from paxline.wiring.simulated.play import OURS, Hands, Play, Props
from paxline.wiring.simulated.recorded import RecordedWeek
from paxline.wiring.simulated.stage import US, Scene, full_venue, lean_venue

_CHANCES: Final[Mapping[str, float]] = MappingProxyType(
    {"calm": 0.05, "flaky": 0.25, "storm": 0.45, "silent": 0.1, "lagging": 0.1, "maintenance": 0.05}
)
"""How often a week has each profile of faults."""

ON_DISK: Final = 0.02
"""The share of weeks whose journal is a database in a file, closed and opened by each process."""

SIGNED: Final = 0.05
"""The share of weeks in which the whole client asks, signatures included."""

_BATCH: Final = 25
"""Weeks that a worker plays before it reports: enough to make a report cheap."""


Shelf = Callable[[], AbstractContextManager[Journal]]
"""Opens the journal as a new process finds it."""


@dataclass(frozen=True, slots=True)
class Played:
    """A week that was played.

    Attributes:
        seed: Plays the same week again.
        breaches: What did not hold, for a person; empty where all did.
        tally: How often what happened.
    """

    seed: int
    breaches: tuple[str, ...]
    tally: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A week with all that was written in it."""

    played: Played
    scene: Scene
    written: tuple[Event, ...]


def scene_of(seed: int) -> tuple[str, Scene]:
    """How much trouble the week of a seed brings, and the name of its profile."""
    rng = np.random.default_rng([seed, 0])
    name = str(rng.choice(list(_CHANCES), p=list(_CHANCES.values())))
    profile: Profile = PROFILES[name]
    deaths = float(rng.choice([0.0, 0.006, 0.02])) if name != "calm" else 0.0
    return name, Scene(profile, deaths=deaths, full_disk=0.005 if rng.random() < 0.3 else 0.0)


def play_week(seed: int, hands: Hands = OURS, recorded: RecordedWeek | None = None) -> Told:
    """Play the week of a seed, or a week on record with its trouble; whatever the client raises is a breach too."""
    name, drawn = scene_of(seed)
    scene = replace(drawn, recorded=recorded)
    kinds = np.random.default_rng([seed, 5]).random(2) < (ON_DISK, SIGNED)
    on_disk, signed = bool(kinds[0]), bool(kinds[1])
    shelves = _in_a_file() if on_disk else _in_memory()
    with shelves as shelf:
        play = Play(seed, Props(scene, shelf, full_venue if signed else lean_venue, hands))
        try:
            play.run()
        except Exception as error:  # noqa: BLE001 - a simulation reports whatever goes wrong, with its seed
            play.breaches.append(f"{type(error).__name__}: {error}")
    play.tally["fills"] += len(play.stage.exchange.fills(US))
    play.tally["halts"] += sum(isinstance(event, Halted) for event in play.written)
    play.tally.update({f"weeks: {name}": 1, "weeks: journal in a file": int(on_disk), "weeks: signed": int(signed)})
    return Told(Played(seed, tuple(play.breaches), dict(play.tally)), scene, tuple(play.written))


def play_weeks(
    first_seed: int, weeks: int, *, jobs: int = 1, recorded: RecordedWeek | None = None
) -> Generator[Played]:
    """Play so many weeks of consecutive seeds on ``jobs`` processors (-1 is all), in the order in which they end.

    With a week on record it is played once for each seed.
    """
    seeds = range(first_seed, first_seed + weeks)
    batches = [seeds[i : i + _BATCH] for i in range(0, len(seeds), _BATCH)]
    run = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
    # In the order in which they end, so that a failure is heard of at once.
    ended = cast("Iterable[list[Played]]", run(joblib.delayed(_play_batch)(batch, recorded) for batch in batches))
    for batch in ended:
        yield from batch


def _play_batch(seeds: range, recorded: RecordedWeek | None) -> list[Played]:
    return [play_week(seed, recorded=recorded).played for seed in seeds]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What many weeks came to.

    Attributes:
        first_seed: Of the first week.
        weeks: How many were played.
        failed: Those in which something did not hold, by seed.
        tally: How often what happened in all of them.
    """

    first_seed: int
    weeks: int
    failed: tuple[Played, ...]
    tally: Mapping[str, int]

    def as_json(self, *, seconds: float) -> dict[str, object]:
        """The same for a program, with the seconds that it took."""
        return {
            "first_seed": self.first_seed,
            "weeks": self.weeks,
            "seconds": round(seconds, 1),
            "failed": [{"seed": one.seed, "breaches": list(one.breaches)} for one in self.failed],
            "tally": dict(self.tally),
        }


def summed_up(first_seed: int, played: Iterable[Played]) -> Simulated:
    """All weeks together."""
    weeks, failed, tally = 0, list[Played](), Counter[str]()
    for one in played:
        weeks += 1
        tally.update(one.tally)
        failed += [one] if one.breaches else []
    worst = tuple(sorted(failed, key=lambda one: one.seed))
    return Simulated(first_seed, weeks, worst, MappingProxyType(dict(sorted(tally.items()))))


@contextmanager
def _in_memory() -> Generator[Shelf]:
    kept = MemoryJournal()
    yield lambda: nullcontext(kept)


@contextmanager
def _in_a_file() -> Generator[Shelf]:
    """A database that each process opens anew, as after a start."""
    with tempfile.TemporaryDirectory(prefix="paxline-week-") as folder:
        path = Path(folder) / "journal.sqlite"
        yield lambda: SqliteJournal.open(path)
