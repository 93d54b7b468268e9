"""``paxline acknowledge``: what changed in the contract's terms, and a person's word that it may be traded."""

from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import print_json, show

if TYPE_CHECKING:
    from paxline.market.terms import Difference

Yes = Annotated[bool, typer.Option("--yes", help="Take what changed without being asked.")]


def acknowledge(yes: Yes = False, home: Home = None, as_json: AsJson = False) -> None:
    """Show what the exchange changed in the contract or its fees, and take it; until then nothing is traded."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.watch import newest_change

    clock = SystemClock()
    with HomeFolder(home_folder(home)).store() as store:
        change = newest_change(store, as_of=clock.now())
        if not as_json:
            _show(change.differences)
        taken = bool(change.differences) and (
            yes or (not as_json and typer.confirm("Have you read this, and may it be traded?"))
        )
        if taken:
            store.acknowledge(change.terms, at=clock.now())
    if as_json:
        changed = [{"field": one.name, "before": one.before, "after": one.after} for one in change.differences]
        print_json({"changed": changed, "acknowledged": taken})
    elif change.differences:
        show("taken; trading may go on" if taken else "not taken; nothing is traded")


def _show(changes: "tuple[Difference, ...]") -> None:
    from rich.text import Text

    if not changes:
        show("The contract's terms are the confirmed ones; there is nothing to acknowledge.")
    for one in changes:
        # Text: what others wrote is no markup.
        show(Text(f"{one.title}\n  before: {one.before or '–'}\n  now:    {one.after}\n"))
