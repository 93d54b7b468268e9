"""``paxline run`` and what is said to it from another terminal: halt, resume, cancel-all, status."""

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.live import trade
from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import iso, print_json, say, show
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.wiring.account.seen import Kept
    from paxline.wiring.controls import Standing

Once = Annotated[bool, typer.Option("--once", help="Read the page, go through one cycle, and end.")]
MetricsPort = Annotated[
    int | None,
    typer.Option(
        "--metrics-port",
        metavar="PORT",
        help="Port of the loopback for Prometheus, health and readiness; 0 takes any free one; none by default.",
    ),
]
OnAccount = Annotated[
    bool, typer.Option("--live", help="Trade on the account that `paxline arm` armed last, instead of on paper.")
]
Exchange = Annotated[
    str,
    typer.Option("--exchange", metavar="URL", help="With --live: rehearse on what `paxline exchange serve` offers."),
]
LeaveResting = Annotated[
    bool, typer.Option("--leave-resting", help="With --live: leave what rests when told to stop; it ends by itself.")
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with the halt and shown.")]


def run(
    once: Once = False,
    live: OnAccount = False,
    exchange: Exchange = "",
    leave_resting: LeaveResting = False,
    metrics_port: MetricsPort = None,
    home: Home = None,
) -> None:
    """Trade until told to stop: on paper, with made-up money and no key, unless --live names an armed account."""
    if live:
        if once:
            raise UsageError("--once goes through one cycle on paper and not on an account; leave --once or --live out")
        with _signals(home_folder(home)) as stopped:
            trade(
                home_folder(home),
                exchange=exchange,
                leave_resting=leave_resting,
                metrics_port=metrics_port,
                stopped=stopped,
            )
        return
    if exchange or leave_resting:
        raise UsageError("--exchange and --leave-resting belong to --live")
    _on_paper(home_folder(home), once=once, metrics_port=metrics_port)


def _on_paper(chosen: Path, *, once: bool, metrics_port: int | None) -> None:
    from contextlib import ExitStack

    from paxline.edge.aside import aside
    from paxline.edge.clock import SystemClock
    from paxline.edge.controls import FileControl
    from paxline.edge.settings import read_settings
    from paxline.run.attention import Attention
    from paxline.run.control import Ask
    from paxline.run.schedule import Errand
    from paxline.wiring.bot.instruments import open_instruments
    from paxline.wiring.bot.oversight import overseen, run_overseen, vitals_served
    from paxline.wiring.bot.paper import open_paper
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.live import open_attentive_wires

    folder, clock = HomeFolder(chosen), SystemClock()
    folder.only_real()
    settings = read_settings(folder.settings)

    def log(text: str) -> None:
        if text:
            say(f"{iso(clock.now().replace(microsecond=0))} {text}")

    with ExitStack() as stack:
        stopped = stack.enter_context(_signals(folder.folder))
        control = Attention(FileControl(folder.folder, lambda: Ask.STOP if stopped.is_set() else None))
        watching = stack.enter_context(open_instruments(folder, settings, variables=os.environ, clock=clock))
        wires = stack.enter_context(open_attentive_wires(control.pressing))
        paper = stack.enter_context(
            open_paper(folder, settings=settings, control=control, wires=wires, clock=clock, observe=watching.call)
        )
        paper.aside, paper.count_order = aside, watching.metrics.order
        log(f"trading on paper in {folder.folder}; nothing is sent to any exchange")
        paper.catch_up(log)
        if once:
            log(paper.do(Errand.DECIDE).words or "nothing to do")
            return
        oversight = stack.enter_context(
            overseen(folder, settings=settings, instruments=watching, journal=folder.paper_journal, aside=aside)
        )
        if metrics_port is not None:
            serve = vitals_served(metrics_port, instruments=watching, oversight=oversight, clock=clock)
            log(f"figures are served at http://127.0.0.1:{stack.enter_context(serve)}/metrics")
        log(run_overseen(paper, oversight=oversight, instruments=watching, settings=settings, log=log))


def halt(why: Why = "a person said so", home: Home = None, as_json: AsJson = False) -> None:
    """Stop trading and take every order out; it stays so over restarts, until `paxline resume`."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import halt as halt_home
    from paxline.wiring.home import Home as HomeFolder

    folder = home_folder(home)
    found = halt_home(HomeFolder(folder), why, clock=SystemClock())
    tell(rescued(folder, found), as_json=as_json)


def resume(home: Home = None, as_json: AsJson = False) -> None:
    """Lift the halt: a running paxline trades again within its next minute."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import resume as resume_home
    from paxline.wiring.controls import standing
    from paxline.wiring.home import Home as HomeFolder

    folder = HomeFolder(home_folder(home))
    why = resume_home(folder)
    if as_json:
        tell(standing(folder, now=SystemClock().now()), as_json=True)
        return
    show(f"lifted: {why}" if why else "trading was not halted")


def cancel_all(home: Home = None, as_json: AsJson = False) -> None:
    """Take every order out once; a running paxline that is not halted may place new ones within a minute."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import cancel_all as empty
    from paxline.wiring.home import Home as HomeFolder

    folder = home_folder(home)
    tell(rescued(folder, empty(HomeFolder(folder), clock=SystemClock())), as_json=as_json)


def status(home: Home = None, as_json: AsJson = False) -> None:
    """Say whether paxline runs, is armed or halted and why, what rests and is held, and what it did last."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import standing
    from paxline.wiring.home import Home as HomeFolder

    tell(standing(HomeFolder(home_folder(home)), now=SystemClock().now()), as_json=as_json)


def rescued(folder: Path, found: "Standing") -> "Standing":
    """How things stand once what no process looks after was taken out of its account's book, as far as a key is set."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import standing
    from paxline.wiring.home import Home as HomeFolder

    if not found.abandoned:
        return found
    from paxline.wiring.account.run import take_out_left

    clock = SystemClock()
    for world in found.abandoned:
        say(take_out_left(HomeFolder(folder), world, variables=os.environ, clock=clock))
    return standing(HomeFolder(folder), now=clock.now())


def tell(found: "Standing", *, as_json: bool) -> None:
    """How things stand, for a person or a machine."""
    from paxline.pages import words

    ledger = found.ledger
    held = {t: f"{p.count.contracts:g}" for t, p in ledger.positions.items()} if ledger else {}
    if as_json:
        print_json(
            {
                "state": found.state,
                "armed": found.armed,
                "halted": found.halted,
                "resting": found.resting,
                "cash": str(ledger.cash) if ledger else None,
                "positions": held,
                "accounts": [_account(one) for one in found.accounts],
                "done": {errand.name.lower(): iso(at) for errand, at in found.done.items()},
            }
        )
        return
    show(f"{found.state}; {f'halted: {found.halted}' if found.halted else 'not halted'}")
    show(found.armed)
    on_paper = f", cash {words.money(ledger.cash)}" if ledger else "; nothing was traded here yet"
    show(f"on paper {found.on_paper} orders rest{on_paper}")
    for ticker, count in held.items():
        show(f"{ticker}: {count}")
    for errand, at in found.done.items():
        show(f"last: {errand.value}, {iso(at.replace(microsecond=0))}")
    for one in found.accounts:
        cash = words.money(one.ledger.cash)
        show(f"{one.world.value}: {one.state}, {one.resting} orders may rest, cash {cash}{_saw(one)}")
        for ticker, position in one.ledger.positions.items():
            show(f"{one.world.value} {ticker}: {position.count.contracts:g}")
        for reason in (*one.ledger.halted, *one.ledger.contradictions):
            show(f"{one.world.value}: stopped: {reason}")


def _account(of: "Kept") -> dict[str, object]:
    return {
        "world": of.world.value,
        "state": of.state,
        "resting": of.resting,
        "cash": str(of.ledger.cash),
        "positions": {ticker: f"{one.count.contracts:g}" for ticker, one in of.ledger.positions.items()},
        "stopped": [*of.ledger.halted, *of.ledger.contradictions],
        "kill_switch": {"at": iso(of.sight.at), "why": of.sight.why, "resting": of.sight.resting} if of.sight else None,
    }


def _saw(of: "Kept") -> str:
    sight = of.sight
    if of.state != "running" or sight is None or sight.resting is None:
        return ""
    return f"; the kill switch saw {sight.resting} resting: {sight.why}"


@contextmanager
def _signals(folder: Path) -> Generator[threading.Event]:
    """An event that Ctrl+C and SIGTERM set; SIGUSR1 halts as ``paxline halt`` does."""
    from paxline.edge.controls import FileControl

    control = FileControl(folder)
    stopped = threading.Event()
    acts = {number: lambda *_: stopped.set() for number in (signal.SIGINT, signal.SIGTERM)}
    acts[signal.SIGUSR1] = lambda *_: control.halt("SIGUSR1")
    before = {number: signal.signal(number, act) for number, act in acts.items()}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
