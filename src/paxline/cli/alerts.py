"""``paxline alerts``: what you were told, are to be told, and could not be told."""

from typing import Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import iso, print_json, show
from paxline.errors import UsageError

Last = Annotated[int, typer.Option("--last", metavar="N", help="Show this many, the newest.")]
Full = Annotated[bool, typer.Option("--full", help="Show each text in full.")]


def alerts(last: Last = 20, full: Full = False, home: Home = None, as_json: AsJson = False) -> None:
    """Show what you were told, what waits to be sent, and what no channel took, with the reason."""
    from paxline.pages import words
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.posted import posted

    if last < 1:
        raise UsageError(f"at least one alert is shown, not {last}")
    found = posted(HomeFolder(home_folder(home)), most=last)
    if as_json:
        print_json(
            {
                "alerts": [
                    {
                        "at": iso(one.alert.at),
                        "kind": one.alert.kind.value,
                        "title": one.alert.title,
                        "text": one.alert.text,
                        "state": one.state,
                        "tried_at": iso(one.tried_at) if one.tried_at else None,
                        "failed": one.failed,
                    }
                    for one in found
                ]
            }
        )
        return
    for one in found:
        why = f" ({one.failed})" if one.failed else ""
        show(f"{words.instant(one.alert.at)}  {one.state}{why}  {one.alert.kind.value}: {one.alert.title}")
        if full:
            show(f"{one.alert.text}\n")
    if not found:
        show("there was nothing to tell yet")
