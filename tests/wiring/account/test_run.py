"""The bot on a rehearsal, over the loopback: what it sends, when it does not, and how it leaves."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.simulation.rehearsing import Theatre, theatre, until

from paxline.edge.armings import FileArmings
from paxline.edge.controls import FileControl
from paxline.errors import SourceError, StoreError, UsageError
from paxline.exchange.requests import Deposit
from paxline.run.arming import Disarmed, World
from paxline.run.control import Ask
from paxline.run.live import Leaving
from paxline.run.schedule import Errand
from paxline.units import Usd
from paxline.wiring.account.run import keep_trading, take_out_left
from paxline.wiring.account.seen import kept_accounts
from paxline.wiring.simulated.served import MEMBER


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Theatre]:
    with theatre(tmp_path) as made:
        yield made


def test_what_was_never_armed_does_not_even_start(stage: Theatre) -> None:
    with stage.line() as line, pytest.raises(UsageError, match="was never armed in"), stage.live(line):
        pass


def test_armed_it_trades_its_orders_end_by_themselves_and_the_ledgers_agree(stage: Theatre) -> None:
    with stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)
            resting = stage.resting()
            assert resting
            tonight = line.clock.now().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
            assert all(one.expires_at == tonight for one in resting)
            assert "agree" in live.take_stock()
            with (
                pytest.raises(StoreError, match="end that one first"),
                stage.live(line),
            ):
                pass
    assert stage.agrees()


@pytest.mark.slow
def test_a_halt_empties_the_book_though_the_loop_does_nothing(stage: Theatre) -> None:
    with stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)
            assert stage.resting()
            FileControl(stage.home.folder).halt("a test")
            assert until(lambda: not stage.resting()) < 2
            until(lambda: live.watch.sight.confirmed)
            (seen,) = kept_accounts(stage.home)
            assert seen.is_empty(live.watch.sight.at)
            # The loop has heeded it, hears of the cancels at its next recovery, and goes on recording.
            live.control.heeded = live.control.halted()
            done = live.bot.cycle()
            assert (done.sent, done.stopped) == ((), ())
            assert done.decisions[-1].orders == ()
            assert stage.agrees()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["disarmed", "expired"])
def test_what_is_no_longer_armed_takes_everything_out_sends_nothing_and_records(stage: Theatre, how: str) -> None:
    with stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)
            sent = len(stage.orders())
            if how == "disarmed":
                FileArmings(stage.home.folder).say(Disarmed("bob", line.clock.now(), "a test"))
            else:
                stage.arm(line, lasts=timedelta(0))
            assert until(lambda: not stage.resting()) < 2
            live.control.heeded = live.control.halted()
            done = live.bot.cycle()
            assert done.sent == ()
            assert "disarmed" in live.control.halted() or "ended" in live.control.halted()
            assert len(stage.orders()) == sent
            assert len(live.bot.store.decisions(done.decisions[-1].week, line.clock.now())) >= 2
        # It starts again all the same, takes out what rests, and sends nothing.
        with stage.live(line) as live:
            live.control.heeded = live.control.halted()
            assert live.control.heeded
            assert live.bot.cycle().sent == ()


def test_the_loop_runs_until_it_is_told_to_stop_and_leaves_nothing(stage: Theatre) -> None:
    with stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            live.bot.catch_up(stage.said.append)
            ended: list[str] = []
            thread = threading.Thread(target=lambda: stage.stop.append(bool(until(stage.resting))))
            thread.start()
            ended.append(keep_trading(live, log=stage.said.append))
            thread.join()
    assert ended == ["it was told to stop"]
    assert stage.resting() == ()
    assert any("journal and exchange agree" in one for one in stage.said)
    assert stage.agrees()


@pytest.mark.slow
def test_told_so_it_leaves_what_rests_but_not_where_trading_is_halted(stage: Theatre) -> None:
    with stage.line() as line:
        stage.arm(line)
        with stage.live(line, leaving=Leaving.AS_IT_IS) as live:
            stage.trading(live)
            assert stage.resting()
            stage.stop.append(True)
            assert "stays until it ends by itself" in live.withdraw(Ask.STOP.value)
            live.part()
            assert stage.resting()
            FileControl(stage.home.folder).halt("a test")
            assert "nothing rests" in live.withdraw("halted")
            assert stage.resting() == ()


@pytest.mark.slow
def test_where_the_exchange_is_gone_the_end_says_that_something_may_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with theatre(tmp_path) as stage, stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)

            def gone(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
                del self
                raise httpx.ConnectError("no route", request=request)

            monkeypatch.setattr(httpx.HTTPTransport, "handle_request", gone)
            with pytest.raises(SourceError, match="cannot be seen"):
                live.part()
            assert "cannot be seen" in live.do(Errand.WITHDRAW).words
            monkeypatch.undo()


@pytest.mark.slow
def test_a_dollar_that_nobody_explains_stops_it_with_the_difference_named(stage: Theatre) -> None:
    with stage.line() as line:
        stage.arm(line)
        with stage.live(line) as live:
            stage.trading(live)
            sent = len(stage.orders())
            stage.exchange.hub.apply(Deposit(MEMBER, Usd.parse("1")))
            done = live.bot.cycle()
            assert done.sent == ()
            (difference,) = done.stopped
            assert difference.startswith("the balance is")
            assert "stopped: " in live.take_stock()
            assert len(stage.orders()) == sent
            # Orders that rest are taken out all the same.
            assert "nothing rests" in live.withdraw("a person looks")
            assert stage.resting() == ()


def test_another_key_or_other_settings_are_not_armed(stage: Theatre) -> None:
    with stage.line() as line:
        stage.arm(line)
        stage.settings = type(stage.settings)(policy=type(stage.settings.policy)(kelly=0.1))
        with stage.live(line) as live:
            assert "have changed since it was armed" in live.control.halted()


def test_what_a_dead_process_left_is_taken_out_where_a_key_is_at_hand_and_told_where_not(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        assert "ends with it" in take_out_left(stage.home, World.REHEARSAL, variables={}, clock=stage.exchange.clock)
        said = take_out_left(stage.home, World.DEMO, variables={}, clock=stage.exchange.clock)
        assert "orders may rest, and nobody could take them out: no key for the demo environment" in said
