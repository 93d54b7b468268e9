"""``paxline arm`` and ``paxline disarm``: a person's word that the bot may trade on an account, and that it may not."""

import os
from typing import Annotated

import typer

from paxline.cli.options import AsJson, Home, Model, home_folder
from paxline.cli.output import iso, print_json, say, show
from paxline.errors import UsageError

OnAccount = Annotated[
    str, typer.Option("--account", metavar="WORLD", help="Whose account: production, or demo with play money.")
]
Exchange = Annotated[
    str,
    typer.Option(
        "--exchange", metavar="URL", help="Instead of --account: rehearse on what `paxline exchange serve` offers."
    ),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with it and shown.")]


def arm(
    account: OnAccount = "", exchange: Exchange = "", model: Model = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Let the bot trade on an account for some days: show what is at stake, then ask you to type a sentence."""
    from paxline.edge.clock import SystemClock
    from paxline.edge.settings import read_settings
    from paxline.pages.arming import arming_document, arming_screen
    from paxline.run.arming import confirmation
    from paxline.wiring.account.arm import arm as arm_home
    from paxline.wiring.account.arm import prospect
    from paxline.wiring.account.world import open_line, world_named
    from paxline.wiring.forecasters import BEST
    from paxline.wiring.home import Home as HomeFolder

    folder = HomeFolder(home_folder(home))
    settings, letting = read_settings(folder.settings), read_settings(folder.settings).live
    with open_line(world_named(account, exchange), variables=os.environ, wall=SystemClock(), exchange=exchange) as line:
        seen = prospect(folder, settings=settings, line=line, variables=os.environ, progress=say, model=model or BEST)
        if as_json:
            document = arming_document(seen.candidate, seen.decision, seen.refused, letting=letting, until=seen.until)
            print_json(dict(document))
            return
        limits = settings.policy.limits
        show(
            arming_screen(seen.candidate, seen.decision, seen.refused, letting=letting, limits=limits, until=seen.until)
        )
        if seen.standing:
            show("not armed")
            raise typer.Exit(1)
        wanted = confirmation(seen.candidate.asked)
        if typer.prompt(f"Type “{wanted}” to arm it, anything else not to", "", show_default=False).strip() != wanted:
            raise UsageError("nothing is armed: that is not what had to be typed")
        armed = arm_home(folder, seen, settings=settings, clock=line.clock)
        until = iso(armed.until.replace(microsecond=0))
        show(f"armed until {until}; `paxline run --live` trades, `paxline disarm` ends it")


def disarm(why: Why = "a person said so", home: Home = None, as_json: AsJson = False) -> None:
    """Let nothing be sent any more and take every order out; what runs goes on recording."""
    from paxline.cli.run import rescued, tell
    from paxline.edge.clock import SystemClock
    from paxline.wiring.account.arm import disarm as disarm_home
    from paxline.wiring.controls import emptied
    from paxline.wiring.home import Home as HomeFolder

    folder, clock = HomeFolder(home_folder(home)), SystemClock()
    since = clock.now()
    disarm_home(folder, why, clock=clock)
    tell(rescued(folder.folder, emptied(folder, since=since, clock=clock)), as_json=as_json)
