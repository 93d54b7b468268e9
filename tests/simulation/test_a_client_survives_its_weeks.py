"""Weeks of trading on the simulated exchange through faults, pauses and deaths of the process, each from one seed.

No order is doubled, none lost, no limit passed, journal and exchange are equal to the millionth, money is conserved.
The long run plays twenty thousand weeks, the quick one a few; and clients that are wrong in one thing are found out.
"""

from collections import Counter

import pytest
from tests.simulation.worse import WORSE

from paxline.wiring.simulated.simulation import play_week

FIRST, WEEKS, EACH = 1_000_000, 20_000, 1_000
STARTS = range(FIRST, FIRST + WEEKS, EACH)


def survives(first: int, weeks: int) -> None:
    failed = [told.played for told in map(play_week, range(first, first + weeks)) if told.played.breaches]
    assert not failed, f"paxline exchange simulate --seed {failed[0].seed}: {failed[0].breaches[0]}"


def test_a_few_weeks_hold() -> None:
    survives(0, 25)


@pytest.mark.slow(minutes=1)
class TestTheFirstTenThousandWeeks:
    """Two classes, because the tests of one run on one processor."""

    @pytest.mark.parametrize("first", STARTS[: len(STARTS) // 2])
    def test_hold(self, first: int) -> None:
        survives(first, EACH)


@pytest.mark.slow(minutes=1)
class TestTheOtherTenThousandWeeks:
    @pytest.mark.parametrize("first", STARTS[len(STARTS) // 2 :])
    def test_hold(self, first: int) -> None:
        survives(first, EACH)


def found_out(name: str, *, within: int) -> bool:
    return any(play_week(seed, WORSE[name]).played.breaches for seed in range(within))


@pytest.mark.parametrize(
    "name", ["retries blindly", "writes orders down afterwards", "forgets fills", "forgets fees", "reads no statement"]
)
def test_a_client_that_is_plainly_wrong_is_found_out_at_once(name: str) -> None:
    assert found_out(name, within=15)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORSE)
def test_every_wrong_client_is_found_out_within_a_hundred_weeks(name: str) -> None:
    assert found_out(name, within=100)


def test_the_weeks_bring_trouble_of_every_kind() -> None:
    """A simulation is worth nothing if its orders never meet trouble."""
    tally = Counter[str]()
    for seed in range(40, 65):
        tally.update(play_week(seed).played.tally)
    wanted = {"deaths", "fills", "stops", "recoveries", "kill switch: confirmed", "cancelled: Gone"}
    wanted |= {f"sent: {kind}" for kind in ("Accepted", "Rejected", "Unknown", "Known")}
    assert wanted <= {name for name, times in tally.items() if times}


def test_the_same_seed_plays_the_same_week() -> None:
    assert play_week(7) == play_week(7)
    assert play_week(7).written != play_week(8).written
