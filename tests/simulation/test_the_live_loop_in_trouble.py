"""The live loop on a rehearsal that loses, delays, doubles and breaks what it is asked: the books agree afterwards."""

import threading
from collections import Counter
from pathlib import Path

import pytest
from tests.simulation.rehearsing import WALL, Theatre, theatre, until

from paxline.errors import SourceError
from paxline.wiring.account.run import keep_trading
from paxline.wiring.simulated.audit import beyond
from paxline.wiring.simulated.served import MEMBER

ENOUGH = 8
"""Orders at the exchange after which the loop has been in trouble often enough."""

PATIENCE = 90.0
"""Seconds of the wall after which it is told to stop all the same; the rehearsal runs sixty times as fast."""


def run_for(stage: Theatre, *, orders: int, seconds: float) -> list[str]:
    """Let the loop trade, and answer which limits the exchange itself saw passed meanwhile."""
    passed: list[str] = []
    over = threading.Event()

    def look_on() -> None:
        until_then = WALL.now().timestamp() + seconds
        while WALL.now().timestamp() < until_then and len(stage.orders()) < orders and not over.is_set():
            with stage.exchange.hub.held() as held:
                passed.extend(beyond(held, stage.settings.policy.limits.rung, member=MEMBER))
            WALL.sleep(0.2)
        stage.stop.append(True)

    with stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            live.bot.catch_up(stage.said.append)
            aside = threading.Thread(target=look_on)
            aside.start()
            try:
                keep_trading(live, log=stage.said.append)
            except SourceError as error:
                # Over such a line the end may not be seen; the next start sees to it.
                stage.said.append(str(error))
            finally:
                over.set()
                aside.join(60)
    return passed


@pytest.mark.slow
def test_over_a_line_in_trouble_no_order_is_lost_or_doubled_and_no_limit_is_passed(tmp_path: Path) -> None:
    with theatre(tmp_path, faults="storm") as stage:
        assert run_for(stage, orders=ENOUGH, seconds=PATIENCE) == []
        stage.stop.clear()
        with stage.line() as line, stage.live(line) as live:
            live.standing()
            until(lambda: "agree: " in live.take_stock() and not live.bot.journal.ledger().unresolved(), seconds=200)
            until(lambda: live.way.kill().confirmed, seconds=60)
            until(lambda: "agree: " in live.take_stock() and not live.bot.journal.ledger().working(), seconds=200)
            intended = set(live.bot.journal.ledger().orders)
        placed = Counter(one.client_order_id for one in stage.orders())
        assert len(placed) >= ENOUGH / 2
        assert set(placed) <= intended
        assert set(placed.values()) <= {1}
        assert stage.resting() == ()
        assert stage.agrees()


@pytest.mark.slow
def test_with_a_clock_that_is_off_nothing_is_sent(tmp_path: Path) -> None:
    with theatre(tmp_path, faults="skewed") as stage:
        assert run_for(stage, orders=1, seconds=10.0) == []
        assert stage.orders() == ()
