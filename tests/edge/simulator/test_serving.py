import httpx
import pytest
from tests.edge.simulator.served import Served

from paxline.edge.clock import SystemClock
from paxline.edge.simulator.public import PREFIX
from paxline.edge.simulator.serving import HOST, serving
from paxline.errors import UsageError


def test_a_free_port_is_found_and_left_again() -> None:
    with serving(Served().app, port=0, clock=SystemClock()) as port:
        told = httpx.get(f"http://{HOST}:{port}{PREFIX}/exchange/status")
        assert told.json()["exchange_active"]
        with (
            pytest.raises(UsageError, match=str(port)),
            serving(Served().app, port=port, clock=SystemClock()),
        ):
            pass
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{HOST}:{port}{PREFIX}/exchange/status")


def test_a_port_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError), serving(Served().app, port=70_000, clock=SystemClock()):
        pass
