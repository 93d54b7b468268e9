import inspect
from datetime import UTC
from typing import Protocol

import pytest

from paxline.edge.clock import SystemClock
from paxline.run import ports
from paxline.run.ports import Clock
from paxline.testing import ManualClock

PORTS = [
    found
    for found in vars(ports).values()
    if inspect.isclass(found) and found.__module__ == ports.__name__ and Protocol in found.__bases__
]


def methods(port: type) -> list[str]:
    return [name for name, found in vars(port).items() if inspect.isfunction(found) and not name.startswith("_")]


def test_there_are_ports_to_check() -> None:
    assert Clock in PORTS


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.__name__)
def test_a_port_is_small_and_each_method_says_what_it_does(port: type) -> None:
    assert port.__doc__
    assert 1 <= len(methods(port)) <= 3
    assert all(getattr(port, name).__doc__ for name in methods(port))


@pytest.mark.parametrize("clock", [ManualClock(), SystemClock()], ids=["manual", "system"])
def test_every_clock_tells_utc_and_waits(clock: Clock) -> None:
    before = clock.now()
    clock.sleep(0)
    assert before.tzinfo is UTC
    assert clock.now() >= before
