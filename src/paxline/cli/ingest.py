"""``paxline ingest``: take in what was published."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder, read_instant
from paxline.cli.output import iso, print_json, say
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.wiring.ingest import Ingested

Archive = Annotated[
    Path | None, typer.Option("--archive", metavar="DIR", help="Load a folder of collected data instead of fetching.")
]
PageFile = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Parse a saved TSA page instead of fetching.")
]
SeenAt = Annotated[
    str | None, typer.Option("--seen-at", metavar="INSTANT", help="With --page: when the page was fetched.")
]
Rebuild = Annotated[
    bool, typer.Option("--rebuild", help="Read every stored page again instead of fetching; nothing else is touched.")
]


def ingest(
    archive: Archive = None,
    page: PageFile = None,
    seen_at: SeenAt = None,
    rebuild: Rebuild = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fetch what the TSA has published since the last time, or load it from files."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder

    if sum(map(bool, (archive, page, rebuild))) > 1:
        raise UsageError("--archive, --page and --rebuild are different sources; name one")
    if bool(page) != bool(seen_at):
        raise UsageError(
            "--page and --seen-at belong together: the file, and the instant at which the page was fetched"
        )
    clock = SystemClock()
    with HomeFolder(home_folder(home)).store() as store:
        if archive:
            from paxline.wiring.ingest import ingest_archive

            done = ingest_archive(store, archive)
        elif page and seen_at:
            from paxline.wiring.live import ingest_file

            done = ingest_file(store, page, seen_at=read_instant(seen_at, now=clock.now()))
        elif rebuild:
            from paxline.wiring.live import rebuild as read_again

            done = read_again(store, now=clock.now())
        else:
            import httpx

            from paxline.wiring.live import PATIENT, ingest_tsa

            with httpx.Client() as client:
                done = ingest_tsa(store, client=client, clock=clock, progress=say, manners=PATIENT)
    if as_json:
        print_json(_document(done))
        return
    typer.echo(_sentence(done))
    for note in done.notes:
        typer.echo(f"note: {note}")
    for rejected in done.rejected:
        typer.echo(f"not taken in: {rejected.reason}")


def _document(done: "Ingested") -> dict[str, object]:
    return {
        "added": done.readings.added,
        "revised": done.readings.revised,
        "rejected": [
            {"day": r.day.isoformat() if r.day else None, "value": r.value, "reason": r.reason} for r in done.rejected
        ],
        "latest_day": done.latest_day.isoformat() if done.latest_day else None,
        "as_of": iso(done.as_of),
        "notes": list(done.notes),
    }


def _sentence(done: "Ingested") -> str:
    latest = f"the latest day is {done.latest_day}" if done.latest_day else "no day is known yet"
    as_of = datetime.strftime(done.as_of.astimezone(UTC), "%Y-%m-%d %H:%MZ")
    return (
        f"{done.readings.added:,} figures added, {done.readings.revised:,} revised, {len(done.rejected):,} rejected; "
        f"{latest}, as of {as_of}."
    )
