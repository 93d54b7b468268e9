"""``paxline shock``: declare a disruption, list what stands, take one back."""

from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder, read_day
from paxline.cli.output import iso, print_json, show
from paxline.cli.panels import Group
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.counts.shocks import Shock

app = typer.Typer(
    cls=Group, help="Declared disruptions: storms, flight cuts, shutdowns, outages.", no_args_is_help=True
)

First = Annotated[str, typer.Option("--from", metavar="DAY", help="First day it touches.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day it touches; the first by default.")]
Effect = Annotated[
    str, typer.Option("--effect", metavar="SHARE", help="Expected change of those days' counts, such as -20%.")
]
Spread = Annotated[
    str, typer.Option("--spread", metavar="SHARE", help="How unsure that is, one standard deviation, such as 10%.")
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, for whoever reads it later.")]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="The declaration's number, as `paxline shock list` shows it.")
]


@app.command("add")
def add(
    first: First,
    effect: Effect,
    spread: Spread,
    last: Last = None,
    note: Note = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Declare a disruption: from now on it moves and widens the days it names, here and in later replays."""
    from paxline.counts.shocks import Shock, read_share
    from paxline.edge.clock import SystemClock
    from paxline.pages import words
    from paxline.wiring.home import Home as HomeFolder

    start = read_day(first)
    end = read_day(last) if last else start
    try:
        shock = Shock(start, end, read_share(effect), read_share(spread), note, SystemClock().now())
    except ValueError as error:
        raise UsageError(str(error)) from None
    with HomeFolder(home_folder(home)).store() as store:
        number = store.add_shock(shock)
    if as_json:
        print_json(_document(number, shock))
    else:
        show(f"declared as number {number}: {words.shock(shock)}")


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List every declaration, the withdrawn ones marked."""
    from paxline.pages import words
    from paxline.wiring.home import Home as HomeFolder

    with HomeFolder(home_folder(home)).store() as store:
        shocks = store.numbered_shocks()
    if as_json:
        print_json({"shocks": [_document(number, shock) for number, shock in shocks.items()]})
        return
    for number, shock in shocks.items():
        ended = f", withdrawn {words.instant(shock.withdrawn_at)}" if shock.withdrawn_at else ""
        show(f"{number}  {words.shock(shock)} (declared {words.instant(shock.declared_at)}{ended})")
    if not shocks:
        show("nothing is declared")


@app.command("remove")
def remove(number: Number, home: Home = None, as_json: AsJson = False) -> None:
    """Withdraw a declaration: from now on it is not used; replays of the time before still are."""
    from paxline.edge.clock import SystemClock
    from paxline.pages import words
    from paxline.wiring.home import Home as HomeFolder

    with HomeFolder(home_folder(home)).store() as store:
        try:
            shock = store.withdraw_shock(number, at=SystemClock().now())
        except UsageError as error:
            raise UsageError(f"{error}; `paxline shock list` shows the numbers") from error
    if as_json:
        print_json(_document(number, shock))
    else:
        show(f"withdrawn: {words.shock(shock)}")


def _document(number: int, shock: "Shock") -> dict[str, object]:
    return {
        "number": number,
        "from": shock.first.isoformat(),
        "to": shock.last.isoformat(),
        "effect": shock.effect,
        "spread": shock.spread,
        "note": shock.note,
        "declared_at": iso(shock.declared_at),
        "withdrawn_at": iso(shock.withdrawn_at) if shock.withdrawn_at else None,
    }
