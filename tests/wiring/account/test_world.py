from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.simulation.trading import pem

from paxline.edge.clock import PacedClock
from paxline.edge.kalshi.http import DEMO, PRODUCTION
from paxline.errors import MissingData, UsageError
from paxline.exchange.world import make_world
from paxline.run.arming import World
from paxline.testing import NOW, WEEK, ManualClock
from paxline.wiring.account.world import Line, claim, open_line, world_named
from paxline.wiring.home import Home
from paxline.wiring.simulated.served import Offer, build, served

KEYS = {
    "PAXLINE_KALSHI_PRODUCTION_KEY_ID": "a-production-key",
    "PAXLINE_KALSHI_PRODUCTION_KEY_PEM": pem().decode(),
    "PAXLINE_KALSHI_DEMO_KEY_ID": "a-demo-key",
    "PAXLINE_KALSHI_DEMO_KEY_PEM": pem().decode(),
}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    wall = PacedClock(NOW, pace=1)
    made = build(Offer(week=WEEK, seed=5, speed=40.0), wall=wall, folder=tmp_path)
    with served(made, port=0, wall=wall) as announced:
        yield announced["rest"].removesuffix("/trade-api/v2")


@pytest.mark.parametrize(("world", "environment"), [(World.PRODUCTION, PRODUCTION), (World.DEMO, DEMO)])
def test_a_world_has_its_own_key_and_its_own_address(world: World, environment: object) -> None:
    with open_line(world, variables=KEYS, wall=ManualClock(NOW)) as line:
        assert line.known_by.environment == environment
        assert line.known_by.key_id == f"a-{world.value}-key"
        assert str(line.wires.kalshi.base_url).startswith(line.known_by.environment.rest)
        assert line.known_by.key_id not in repr(line)
        assert line.known_by.key_id not in line.account


def test_one_worlds_key_never_stands_in_for_anothers() -> None:
    only = {name: value for name, value in KEYS.items() if "PRODUCTION" in name}
    with pytest.raises(MissingData, match="demo"), open_line(World.DEMO, variables=only, wall=ManualClock(NOW)):
        pass
    same = {**KEYS, "PAXLINE_KALSHI_DEMO_KEY_ID": "a-production-key"}
    for world in (World.DEMO, World.PRODUCTION):
        with (
            pytest.raises(UsageError, match="the same key is set for"),
            open_line(world, variables=same, wall=ManualClock(NOW)),
        ):
            pass


@pytest.mark.parametrize(
    ("world", "exchange"),
    [(World.PRODUCTION, "http://127.0.0.1:9"), (World.DEMO, "http://127.0.0.1:9"), (World.REHEARSAL, "")],
)
def test_an_address_is_a_rehearsals_and_nothing_elses(world: World, exchange: str) -> None:
    with (
        pytest.raises(UsageError, match="--exchange"),
        open_line(world, variables=KEYS, wall=ManualClock(NOW), exchange=exchange),
    ):
        pass


def test_a_rehearsal_brings_its_own_key_its_time_and_its_counts(address: str) -> None:
    wall = PacedClock(NOW, pace=1)
    with open_line(World.REHEARSAL, variables=KEYS, wall=wall, exchange=address) as line:
        assert line.known_by.key_id not in set(KEYS.values())
        assert line.known_by.environment.rest == f"{address}/trade-api/v2"
        before = line.clock.now()
        wall.sleep(0.1)
        assert (line.clock.now() - before).total_seconds() >= 4
        assert b"TSA checkpoint" in line.wires.tsa.get("https://www.tsa.gov/travel/passenger-volumes").content


def lines() -> Iterator[Line]:
    for world in (World.PRODUCTION, World.DEMO):
        with open_line(world, variables=KEYS, wall=ManualClock(NOW)) as line:
            yield line


def test_a_home_belongs_to_one_world(tmp_path: Path, address: str) -> None:
    production, demo = lines()
    with open_line(World.REHEARSAL, variables={}, wall=PacedClock(NOW, pace=1), exchange=address) as rehearsal:
        for mine, others in ((demo, (production, rehearsal)), (rehearsal, (production, demo))):
            home = Home(tmp_path / mine.world.value)
            home.folder.mkdir()
            claim(home, mine)
            claim(home, mine)
            for other in others:
                with pytest.raises(UsageError, match=f"is the home of {mine.world.value}"):
                    claim(home, other)
            with pytest.raises(UsageError, match="not the real ones"):
                home.only_real()


def test_real_figures_keep_other_worlds_out(tmp_path: Path, address: str) -> None:
    production, demo = lines()
    home = Home(tmp_path)
    world = make_world(WEEK, as_of=NOW, seed=7)
    with home.store() as store:
        store.add_readings(world.history.readings)
    with (
        open_line(World.REHEARSAL, variables={}, wall=PacedClock(NOW, pace=1), exchange=address) as rehearsal,
        pytest.raises(UsageError, match="real figures"),
    ):
        claim(home, rehearsal)
    with home.store() as store:
        store.add_quotes(world.quotes)
    with pytest.raises(UsageError, match="real figures"):
        claim(home, demo)
    claim(home, production)
    home.only_real()


def test_counts_alone_do_not_keep_demo_out_for_they_are_the_same(tmp_path: Path) -> None:
    _, demo = lines()
    with Home(tmp_path).store() as store:
        store.add_readings(make_world(WEEK, as_of=NOW, seed=7).history.readings)
    claim(Home(tmp_path), demo)


@pytest.mark.parametrize(
    ("account", "exchange", "world"),
    [
        ("production", "", World.PRODUCTION),
        ("demo", "", World.DEMO),
        ("", "http://127.0.0.1:8000", World.REHEARSAL),
    ],
)
def test_a_person_names_a_world_by_an_account_or_an_address(account: str, exchange: str, world: World) -> None:
    assert world_named(account, exchange) is world


@pytest.mark.parametrize(("account", "exchange"), [("", ""), ("rehearsal", ""), ("demo", "http://127.0.0.1:8000")])
def test_what_names_none_or_two_is_refused(account: str, exchange: str) -> None:
    with pytest.raises(UsageError):
        world_named(account, exchange)
