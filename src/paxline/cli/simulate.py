"""``paxline exchange simulate``: many simulated weeks of trading through trouble, and what did not hold in them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, Recorded, home_folder, read_week
from paxline.cli.output import iso, print_json, say, show

if TYPE_CHECKING:
    from paxline.desk.ledger import Event
    from paxline.wiring.simulated.recorded import RecordedWeek
    from paxline.wiring.simulated.simulation import Played

Weeks = Annotated[int, typer.Option("--weeks", metavar="N", min=1, help="Weeks to play.")]
FirstSeed = Annotated[
    int, typer.Option("--first-seed", metavar="N", min=0, help="Seed of the first week; each next one adds 1.")
]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", help="Processors to play on; -1 is all of them.")]
OneSeed = Annotated[
    int | None, typer.Option("--seed", metavar="N", min=0, help="Play this one week, and tell all of it.")
]

_STEP = 500


def simulate(
    weeks: Weeks = 1000,
    first_seed: FirstSeed = 0,
    jobs: Jobs = -1,
    seed: OneSeed = None,
    recorded: Recorded = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Trade simulated weeks through faults and deaths of the process; a promise broken in any is a failure (exit 1)."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.simulated.simulation import play_weeks, summed_up

    clock = SystemClock()
    again = read_recorded(recorded, home, now=clock.now()) if recorded else None
    if seed is not None:
        _tell(seed, again)
        return
    started = clock.now()
    played = _told(play_weeks(first_seed, weeks, jobs=jobs, recorded=again), of=weeks)
    result = summed_up(first_seed, played)
    seconds = (clock.now() - started).total_seconds()
    if as_json:
        print_json(result.as_json(seconds=seconds))
    else:
        show(f"{result.weeks:,} weeks played in {seconds:.0f} s, {len(result.failed)} failed")
        for name, times in sorted(result.tally.items()):
            show(f"{times:>10,}  {name}")
        for one in result.failed:
            show(f"seed {one.seed}: {one.breaches[0]} (paxline exchange simulate --seed {one.seed})")
    if result.failed:
        raise typer.Exit(1)


def _told(played: "Iterable[Played]", *, of: int) -> "Iterator[Played]":
    """Say now and then how far it is, and each failure at once."""
    for done, one in enumerate(played, start=1):
        if one.breaches:
            say(f"seed {one.seed} failed: {one.breaches[0]}")
        if done % _STEP == 0 and done < of:
            say(f"{done:,} of {of:,} weeks")
        yield one


def read_recorded(sunday: str, home: Path | None, *, now: datetime) -> "RecordedWeek":
    """The week on record that ends on a Sunday; raises ``UsageError``, or ``MissingData`` where it is not whole."""
    from paxline.wiring.home import Home as Folder
    from paxline.wiring.simulated.recorded import recorded_week

    with Folder(home_folder(home)).store() as store:
        return recorded_week(store, read_week(sunday), now=now)


def _tell(seed: int, recorded: "RecordedWeek | None") -> None:
    """One week from beginning to end."""
    from paxline.wiring.simulated.simulation import play_week

    told = play_week(seed, recorded=recorded)
    show(f"seed {seed}: {told.scene}")
    for event in told.written:
        show(f"{iso(event.at)}  {_line(event)}")
    for name, times in sorted(told.played.tally.items()):
        show(f"{times:>10,}  {name}")
    for breach in told.played.breaches:
        show(f"broken: {breach}")
    if told.played.breaches:
        raise typer.Exit(1)
    show("nothing broken")


def _line(event: "Event") -> str:  # noqa: PLR0911 - one for each kind of event
    """One entry of the journal in one line."""
    from paxline.desk.ledger import Answered, CashMoved, Filled, Halted, Intended, Settled

    match event:
        case Intended(order=order, decision=decision):
            return f"{order.client_id[:8]} intended by {decision}: {order.terms.text}"
        case Answered(client_id=client_id, heard=heard, words=words):
            return f"{client_id[:8]} {heard.value} {words}"
        case Filled():
            paid = f"{event.count} at {event.price}, fee {event.fee}"
            return f"fill of {event.order_id[-4:]} in {event.ticker}: {event.side.value} {paid}"
        case Settled():
            return f"{event.ticker} settled at {event.value}, paid {event.revenue}"
        case CashMoved():
            return f"cash {event.amount} ({event.cause.value})"
        case Halted(reason=reason):
            return f"halted: {reason}"
        case _:
            return "agreed again"
