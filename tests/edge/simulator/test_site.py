from datetime import timedelta

import pytest
from tests.edge.simulator.served import GENEROUS, ME, Served
from tests.exchange.day import BID, OPEN, order

from paxline.edge.simulator.keys import Keyring
from paxline.edge.simulator.limits import Buckets
from paxline.edge.simulator.params import Params
from paxline.edge.simulator.site import Ask, Site
from paxline.edge.simulator.tape import Tape
from paxline.exchange.answers import Accepted


def test_an_answer_comes_with_its_instant() -> None:
    served = Served()
    site = Site(served.hub, Tape(served.hub), Keyring([], served.clock), Buckets(GENEROUS))
    answer, at = site.do(order(ME, BID, 1, 40))
    assert isinstance(answer, Accepted)
    assert at == OPEN


def test_what_is_asked_is_told_as_of_a_moment_ago() -> None:
    served = Served()
    site = Site(served.hub, Tape(served.hub), Keyring([], served.clock), Buckets(GENEROUS))
    ask = Ask({}, Params("GetOrders", ()), b"", None, timedelta(seconds=2))
    assert ask.as_of(site) == OPEN - timedelta(seconds=2)
    with pytest.raises(ValueError, match="GetOrders"):
        _ = ask.member
