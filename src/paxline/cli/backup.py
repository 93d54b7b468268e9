"""``paxline backup`` and ``paxline restore``: checked copies of a home's databases, and the way back."""

from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import iso, print_json, show
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.edge.store.backup import Backup

Which = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="The copy, as `paxline restore` lists it, or `newest`; without it, list them."),
]


def backup(home: Home = None, as_json: AsJson = False) -> None:
    """Copy the home's databases while they are in use, read the copy back, and remove copies that are outdated."""
    from paxline.edge.clock import SystemClock
    from paxline.edge.store.backup import back_up, prune
    from paxline.wiring.home import Home as HomeFolder

    folder, now = HomeFolder(home_folder(home)), SystemClock().now()
    made = back_up(folder.folder, folder.backups, at=now)
    removed = prune(folder.backups, now=now)
    if as_json:
        print_json({**_document(made), "removed": [gone.folder.name for gone in removed]})
        return
    show(f"copied and read back: {_line(made)} in {made.folder}")
    if removed:
        show(f"removed {len(removed)} outdated: {', '.join(gone.folder.name for gone in removed)}")


def restore(name: Which = None, home: Home = None, as_json: AsJson = False) -> None:
    """Put a copy in the place of the home's databases, which are moved aside; without a name, list the copies."""
    from paxline.edge.clock import SystemClock
    from paxline.edge.store.backup import backups
    from paxline.edge.store.backup import restore as put_back
    from paxline.wiring.home import Home as HomeFolder

    folder = HomeFolder(home_folder(home))
    kept = backups(folder.backups)
    if name is None:
        if as_json:
            print_json({"backups": [_document(one) for one in kept]})
            return
        for one in kept:
            show(_line(one))
        if not kept:
            show("there is no copy yet; `paxline backup` makes one")
        return
    chosen = _chosen(kept, name)
    aside = put_back(chosen, folder.folder, at=SystemClock().now())
    if as_json:
        print_json({**_document(chosen), "replaced": str(aside)})
    else:
        show(f"restored {_line(chosen)}; what it replaced lies in {aside}")


def _chosen(kept: "tuple[Backup, ...]", name: str) -> "Backup":
    if name == "newest" and kept:
        return kept[-1]
    for one in kept:
        if one.folder.name == name:
            return one
    there = f"there are {', '.join(one.folder.name for one in kept[-5:])}" if kept else "there is none"
    raise UsageError(f"no copy {name!r}; {there}")


def _line(one: "Backup") -> str:
    from paxline.pages import words

    files = ", ".join(file.name for file in one.files)
    return f"{one.folder.name}  {words.instant(one.made_at)}  {one.size / 1e6:.1f} MB  {files}"


def _document(one: "Backup") -> dict[str, object]:
    return {
        "name": one.folder.name,
        "made_at": iso(one.made_at),
        "bytes": one.size,
        "files": [file.name for file in one.files],
    }
