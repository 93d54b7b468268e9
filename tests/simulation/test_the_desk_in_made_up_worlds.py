"""A thousand weeks of the desk on a model that knows more than the market, and on one that knows nothing.

The first grows, the second stops trading, neither is ruined, and no limit is passed in any state.
"""

from collections.abc import Sequence

import pytest

from paxline.desk.policy import Policy
from paxline.exchange.beliefs import Skill
from paxline.exchange.outsiders import Outsider, Sign
from paxline.study.worlds import Account, account_of
from paxline.wiring.simulated.worlds import LIFE, live

FIRST, WEEKS = 1_000_000, 1_000
INFORMED, IDLE, FLIPPED = Outsider(Skill(0.6)), Outsider(None), Outsider(Skill(0.6), Sign.FLIPPED)


def lived(outsider: Outsider, weeks: int) -> Account:
    starts: Sequence[int] = range(FIRST, FIRST + weeks, LIFE)
    return account_of([live(start, LIFE, [outsider], Policy())[0] for start in starts])


def holds(found: Account) -> None:
    assert found.breaches == ()
    assert found.ruined == 0


@pytest.mark.slow(minutes=3)
class TestAModelThatKnowsMore:
    def test_grows_and_its_mirror_image_does_not(self) -> None:
        found, placebo = lived(INFORMED, WEEKS), lived(FLIPPED, LIFE)
        holds(found)
        holds(placebo)
        assert found.growth.n == WEEKS
        assert found.growth.low > 0
        assert found.worst > 1
        assert placebo.growth.mean < found.growth.low
        assert placebo.contracts[-1] < placebo.contracts[0] / 10


@pytest.mark.slow(minutes=3)
class TestAModelThatKnowsNothing:
    def test_stops_trading_and_has_lost_little(self) -> None:
        found = lived(IDLE, WEEKS)
        holds(found)
        assert found.growth.n == WEEKS
        assert found.contracts[-1] < found.contracts[0] / 10
        assert found.worst > 0.9
