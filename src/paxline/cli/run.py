"""``paxline run`` and what is said to it from another terminal: halt, resume, cancel-all, status."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import iso, print_json, say, show

if TYPE_CHECKING:
    from paxline.edge.controls import FileControl
    from paxline.wiring.controls import Standing

Once = Annotated[bool, typer.Option("--once", help="Read the page, go through one cycle, and end.")]
MetricsPort = Annotated[
    int | None,
    typer.Option("--metrics-port", help="Serve figures for Prometheus, health and readiness on this port (0: any)."),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with the halt and shown.")]


def run(once: Once = False, metrics_port: MetricsPort = None, home: Home = None) -> None:
    """Trade on paper until told to stop: public counts and quotes, made-up money, no key and no order anywhere."""
    import os
    from contextlib import ExitStack

    from paxline.edge.aside import aside
    from paxline.edge.clock import SystemClock
    from paxline.edge.controls import FileControl
    from paxline.edge.settings import read_settings
    from paxline.run.attention import Attention
    from paxline.run.control import Ask
    from paxline.run.schedule import Errand
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.instruments import open_instruments
    from paxline.wiring.live import open_attentive_wires
    from paxline.wiring.oversight import overseen, run_overseen, vitals_served
    from paxline.wiring.paper import open_paper

    folder, clock = HomeFolder(home_folder(home)), SystemClock()
    settings = read_settings(folder.settings)

    def log(text: str) -> None:
        if text:
            say(f"{iso(clock.now().replace(microsecond=0))} {text}")

    with ExitStack() as stack:
        stopped = stack.enter_context(_signals(FileControl(folder.folder)))
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
    """Stop trading and take every order out; it stays so over restarts, until ``paxline resume``."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import halt as halt_home
    from paxline.wiring.home import Home as HomeFolder

    _tell(halt_home(HomeFolder(home_folder(home)), why, clock=SystemClock()), as_json=as_json)


def resume(home: Home = None, as_json: AsJson = False) -> None:
    """Lift the halt: a running paxline trades again within its next minute."""
    from paxline.wiring.controls import resume as resume_home
    from paxline.wiring.controls import standing
    from paxline.wiring.home import Home as HomeFolder

    folder = HomeFolder(home_folder(home))
    why = resume_home(folder)
    if as_json:
        _tell(standing(folder), as_json=True)
        return
    show(f"lifted: {why}" if why else "trading was not halted")


def cancel_all(home: Home = None, as_json: AsJson = False) -> None:
    """Take every order out once; a running paxline that is not halted may place new ones within a minute."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.controls import cancel_all as empty
    from paxline.wiring.home import Home as HomeFolder

    _tell(empty(HomeFolder(home_folder(home)), clock=SystemClock()), as_json=as_json)


def status(home: Home = None, as_json: AsJson = False) -> None:
    """Whether paxline runs, whether it is halted and why, what rests and what is held, and what it last did."""
    from paxline.wiring.controls import standing
    from paxline.wiring.home import Home as HomeFolder

    _tell(standing(HomeFolder(home_folder(home))), as_json=as_json)


def _tell(found: "Standing", *, as_json: bool) -> None:
    ledger = found.ledger
    held = {t: f"{p.count.contracts:g}" for t, p in ledger.positions.items()} if ledger else {}
    if as_json:
        print_json(
            {
                "state": found.state,
                "halted": found.halted,
                "resting": found.resting,
                "cash": str(ledger.cash) if ledger else None,
                "positions": held,
                "done": {errand.name.lower(): iso(at) for errand, at in found.done.items()},
            }
        )
        return
    show(f"{found.state}; {f'halted: {found.halted}' if found.halted else 'not halted'}")
    show(f"{found.resting} orders rest" + (f", cash ${ledger.cash}" if ledger else "; nothing was traded here yet"))
    for ticker, count in held.items():
        show(f"{ticker}: {count}")
    for errand, at in found.done.items():
        show(f"last: {errand.value}, {iso(at.replace(microsecond=0))}")


@contextmanager
def _signals(control: "FileControl") -> Generator[threading.Event]:
    """An event that Ctrl+C and SIGTERM set; SIGUSR1 halts as ``paxline halt`` does."""
    stopped = threading.Event()
    acts = {number: lambda *_: stopped.set() for number in (signal.SIGINT, signal.SIGTERM)}
    acts[signal.SIGUSR1] = lambda *_: control.halt("SIGUSR1")
    before = {number: signal.signal(number, act) for number, act in acts.items()}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
