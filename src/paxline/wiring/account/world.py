"""Where a bot may trade other than on paper: one world's address, key, time and counts, together or not at all."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import httpx

from paxline.edge.clock import PacedClock
from paxline.edge.kalshi.http import DEMO, PRODUCTION, Environment, open_client
from paxline.edge.kalshi.sign import Credential, read_key_file
from paxline.edge.rehearsed import CountsThere, Rehearsed
from paxline.errors import MissingData, UsageError
from paxline.run.arming import World, account_fingerprint
from paxline.run.ports import Clock
from paxline.wiring.account.venue import credential
from paxline.wiring.home import Home
from paxline.wiring.live import Wires

ENVIRONMENTS: Final[Mapping[World, Environment]] = MappingProxyType({World.PRODUCTION: PRODUCTION, World.DEMO: DEMO})


@dataclass(frozen=True, slots=True)
class Line:
    """One world.

    Attributes:
        world: Which.
        known_by: The key and the address it is good for.
        clock: Its time.
        wall: By which requests are signed and waited for.
        wires: Connections without a key, to its counts and its public side.
    """

    world: World
    known_by: Credential
    clock: Clock
    wall: Clock
    wires: Wires

    @property
    def account(self) -> str:
        """The fingerprint of the key."""
        return account_fingerprint(self.world, self.known_by.key_id)


@contextmanager
def open_line(world: World, *, variables: Mapping[str, str], wall: Clock, exchange: str = "") -> Generator[Line]:
    """One world, ready to be asked; ``exchange`` is the address of a rehearsal, and of nothing else.

    Raises ``MissingData`` or ``UsageError`` for the key, ``UsageError`` where world and address do not go together,
    ``Unreachable`` where no rehearsal answers.
    """
    if (world is World.REHEARSAL) != bool(exchange):
        raise UsageError("a rehearsal, and nothing else, has its address in --exchange")
    if world is World.REHEARSAL:
        with _rehearsal(exchange, wall=wall) as line:
            yield line
        return
    known_by = _credential(world, variables)
    with httpx.Client() as tsa, open_client(known_by.environment) as public:
        yield Line(world, known_by, wall, wall, Wires(tsa, public))


@contextmanager
def _rehearsal(url: str, *, wall: Clock) -> Generator[Line]:
    there = Rehearsed.ask(url, wait=wall.sleep)
    known_by = Credential(there.environment, there.key_id, read_key_file(there.private_key_path))
    clock = PacedClock(there.now, pace=there.pace)
    with httpx.Client(transport=CountsThere(there.base)) as tsa, open_client(there.environment) as public:
        yield Line(World.REHEARSAL, known_by, clock, wall, Wires(tsa, public))


def _credential(world: World, variables: Mapping[str, str]) -> Credential:
    """The world's key; refused where the other world's variables name the same one."""
    known_by = credential(ENVIRONMENTS[world], variables)
    for other, environment in ENVIRONMENTS.items():
        if other is not world:
            try:
                same = credential(environment, variables).key_id == known_by.key_id
            except (MissingData, UsageError):
                continue  # it is not asked for
            if same:
                both = f"{world.value} and {other.value}"
                raise UsageError(f"the same key is set for {both}; it belongs to one, so unset the other")
    return known_by


def claim(home: Home, line: Line) -> None:
    """Make the home this world's, or refuse with ``UsageError``: figures of two worlds in one store would be believed.

    Production is at home everywhere but in another world's home. Demo needs a home without the real quotes, a
    rehearsal one without any figures, and each rehearsal its own.
    """
    mark = home.mark
    name = line.world.value if line.world is not World.REHEARSAL else f"{line.world.value} {line.account}"
    stands = mark.read_text(encoding="utf-8").strip() if mark.exists() else ""
    if stands == name or (not stands and line.world is World.PRODUCTION):
        return
    if stands:
        raise UsageError(f"{home.folder} is the home of {stands.split()[0]}; name another folder with --home")
    if home.database.exists():
        with home.store() as store:
            now = line.wall.now()
            foreign = line.world is World.REHEARSAL or bool(store.quoted_weeks(now))
        if foreign:
            raise UsageError(f"{home.folder} holds real figures; name an empty folder for the {line.world.value}")
    mark.write_text(f"{name}\n", encoding="utf-8")


def world_named(account: str, exchange: str) -> World:
    """The world that a person names by an account or by a rehearsal's address; ``UsageError`` for anything else."""
    if exchange:
        if account:
            raise UsageError("--account and --exchange cannot both be meant; name one")
        return World.REHEARSAL
    named = {world.value: world for world in ENVIRONMENTS}
    if account not in named:
        said = f"not {account!r}" if account else "so name one"
        raise UsageError(f"--account is {' or '.join(named)}, {said}; --exchange URL is a rehearsal")
    return named[account]
