"""Where today's figures come from: live, from collected data, or from a made-up world. Each says which, and why."""

import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from pathlib import Path
from typing import Final

from paxline.counts.calendar import Week, eastern
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.exchange.world import make_world
from paxline.market.contract import closes_at, is_open, trading_week
from paxline.pages import words
from paxline.wiring.conditions import Conditions, usual
from paxline.wiring.ingest import ingest_archive

WORLD_SEED: Final = 20_260_426

_THURSDAY: Final = 3
_NOON: Final = time(12)


class Money(Enum):
    """Whose money a decision in a scene is about."""

    HOME = "what the home's paper account holds"
    FRESH = "an account with the capital and nothing else, since the world is not the home's own"


@dataclass(frozen=True, slots=True)
class Scene:
    """A store to ask, and the question to ask of it.

    Attributes:
        store: The facts, open while the scene is used.
        week: The week to look at.
        as_of: The UTC instant to look from.
        origin: Where the facts come from and why, in one sentence.
        conditions: On what terms the exchange takes orders; the usual ones where nobody could be asked, ``None`` where
            it was asked and did not answer.
        money: Whose money a decision is about.
    """

    store: Store
    week: Week
    as_of: datetime
    origin: str
    conditions: Conditions | None = None
    money: Money = Money.HOME


@contextmanager
def archive_scene(
    folder: Path, *, week: Week | None, as_of: datetime | None, why: str, progress: Callable[[str], None]
) -> Generator[Scene]:
    """Collected data, as of the last instant at which its last quoted week traded unless said otherwise."""
    with _scratch_store() as store:
        progress(f"reading {folder}")
        done = ingest_archive(store, folder)
        chosen = week or _last_week(store, as_of or done.as_of)
        instant = as_of or min(done.as_of, closes_at(chosen))
        seen = f"as of {words.instant(instant)}" + ("" if as_of else ", the last instant at which that week traded")
        origin = f"Collected data from {folder} ({why}), {seen}."
        yield Scene(store, chosen, instant, origin, usual(instant), Money.FRESH)


@contextmanager
def simulated_scene(*, now: datetime, why: str) -> Generator[Scene]:
    """A made-up world, in the middle of the last week where nothing trades at ``now``; none of its figures is real."""
    week, instant = trading_week(now), now
    if not is_open(week, now):
        week = week.plus(-1)
        instant = eastern(week.days[_THURSDAY], _NOON)
    world = make_world(week, as_of=instant, seed=WORLD_SEED)
    with _scratch_store() as store:
        store.add_readings(world.history.readings)
        store.add_quotes(world.quotes)
        origin = f"A simulated world ({why}): none of these figures is real."
        yield Scene(store, week, instant, origin, usual(instant), Money.FRESH)


def _last_week(store: Store, instant: datetime) -> Week:
    """The last week quoted by ``instant``, else the one that trades then."""
    quoted = store.quoted_weeks(instant)
    if quoted:
        return quoted[-1]
    latest = store.history(instant).latest_day
    if latest is None:
        raise MissingData(f"no counts were known at {instant:%Y-%m-%d %H:%M}Z; name a later --as-of")
    return trading_week(instant)


@contextmanager
def _scratch_store() -> Generator[Store]:
    """A store that goes when it is closed, so that a user's own facts stay apart."""
    with tempfile.TemporaryDirectory(prefix="paxline-") as folder, Store.open(Path(folder) / "scratch.sqlite") as store:
        yield store
