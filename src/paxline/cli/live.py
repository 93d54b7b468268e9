"""``paxline run --live``: the bot on an account that was armed."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from paxline.cli.output import say


def trade(folder: Path, *, exchange: str, leave_resting: bool, metrics_port: int | None, stopped: Event) -> None:
    """Trade on the account that was armed last, or on the rehearsal at ``exchange``, until told to stop."""
    from paxline.edge.armings import FileArmings
    from paxline.edge.aside import aside
    from paxline.edge.clock import SystemClock
    from paxline.edge.controls import FileControl
    from paxline.edge.settings import read_settings
    from paxline.errors import UsageError
    from paxline.run.arming import World, newest_arming, standing_words
    from paxline.run.control import Ask
    from paxline.run.live import Leaving
    from paxline.wiring.account.run import keep_trading, open_live
    from paxline.wiring.account.seen import journal_path
    from paxline.wiring.account.world import open_line
    from paxline.wiring.bot.instruments import open_instruments
    from paxline.wiring.bot.oversight import last_words, overseen, vitals_served
    from paxline.wiring.home import Home

    home, wall, variables = Home(folder), SystemClock(), os.environ
    settings, armings = read_settings(home.settings), FileArmings(folder)
    armed = newest_arming(armings.said())
    if armed is None:
        raise UsageError(f"nothing was ever armed in {folder}; `paxline arm` does that, and paper needs no arming")
    leaving = Leaving.AS_IT_IS if leave_resting else Leaving.EMPTY
    with ExitStack() as stack:
        world = World.REHEARSAL if exchange else armed.asked.world
        watching = stack.enter_context(
            open_instruments(home, settings, variables=variables, clock=wall, world=world.value)
        )
        log = _log(watching.log.info)
        line = stack.enter_context(open_line(world, variables=variables, wall=wall, exchange=exchange))
        control = FileControl(folder, lambda: Ask.STOP if stopped.is_set() else None, world=world.value)
        live = stack.enter_context(
            open_live(home, settings=settings, line=line, control=control, leaving=leaving, log=log)
        )
        live.bot.aside, live.bot.count_order = aside, watching.metrics.order
        live.ears.count = watching.metrics.stream
        log(f"{world.value}: {standing_words(armings.said(), now=line.clock.now())}")
        live.bot.catch_up(log)
        journal = journal_path(home, world)
        oversight = stack.enter_context(
            overseen(home, settings=settings, instruments=watching, journal=journal, aside=aside)
        )
        if metrics_port is not None:
            serve = vitals_served(metrics_port, instruments=watching, oversight=oversight, clock=line.clock)
            log(f"figures are served at http://127.0.0.1:{stack.enter_context(serve)}/metrics")
        log(keep_trading(live, log=log, watcher=oversight))
        last_words(oversight, clock=line.clock)


def _log(also: Callable[[str], object]) -> Callable[[str], None]:
    def log(text: str) -> None:
        if text:
            say(text)
            also(text)

    return log
