"""``paxline ingest``: take in what was published."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from paxline.cli.options import AsJson, Home, home_folder, read_instant
from paxline.cli.output import iso, print_json, say
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.wiring.ingest import Ingested

_YEAR: Final = 52

Archive = Annotated[
    Path | None, typer.Option("--archive", metavar="DIR", help="Load a folder of collected data instead of fetching.")
]
PageFile = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Parse a saved TSA page instead of fetching.")
]
SeenAt = Annotated[
    str | None, typer.Option("--seen-at", metavar="INSTANT", help="With --page: when the page was fetched.")
]
Market = Annotated[
    bool,
    typer.Option(
        "--market",
        help="Fetch what the exchange keeps of past weeks: how each rung came out, and its quotes and trades by day.",
    ),
]
Weeks = Annotated[
    int | None, typer.Option("--weeks", metavar="N", min=1, help="With --market: how many weeks back; 52 by default.")
]
Rebuild = Annotated[
    bool, typer.Option("--rebuild", help="Read every stored page again instead of fetching; nothing else is touched.")
]


def ingest(
    archive: Archive = None,
    page: PageFile = None,
    seen_at: SeenAt = None,
    market: Market = False,
    weeks: Weeks = None,
    rebuild: Rebuild = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fetch what the TSA has published since the last time, or the market of past weeks, or load files."""
    if sum(map(bool, (archive, page, market, rebuild))) > 1:
        raise UsageError("--archive, --page, --market and --rebuild are different sources; name one")
    if bool(page) != bool(seen_at):
        raise UsageError(
            "--page and --seen-at belong together: the file, and the instant at which the page was fetched"
        )
    if weeks and not market:
        raise UsageError("--weeks says how far back --market goes; name both")
    if market:
        _ingest_market(home, weeks or _YEAR, as_json=as_json)
        return
    done = _ingest_counts(home, archive, page and (page, seen_at or ""), rebuild=rebuild)
    if as_json:
        print_json(_document(done))
        return
    typer.echo(_sentence(done))
    for note in done.notes:
        typer.echo(f"note: {note}")
    for rejected in done.rejected:
        typer.echo(f"not taken in: {rejected.reason}")


def _ingest_counts(
    home: Path | None, archive: Path | None, page: tuple[Path, str] | None, *, rebuild: bool
) -> "Ingested":
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder

    clock = SystemClock()
    with HomeFolder(home_folder(home)).store() as store:
        if archive:
            from paxline.wiring.ingest import ingest_archive

            return ingest_archive(store, archive)
        if page:
            from paxline.wiring.live import ingest_file

            file, seen_at = page
            return ingest_file(store, file, seen_at=read_instant(seen_at, now=clock.now()))
        if rebuild:
            from paxline.wiring.live import rebuild as read_again

            return read_again(store, now=clock.now())
        import httpx

        from paxline.wiring.live import PATIENT, ingest_tsa

        with httpx.Client() as client:
            return ingest_tsa(store, client=client, clock=clock, progress=say, manners=PATIENT)


def _ingest_market(home: Path | None, weeks: int, *, as_json: bool) -> None:
    from paxline.edge.clock import SystemClock
    from paxline.edge.kalshi.http import PRODUCTION, open_client
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.live import public_reader
    from paxline.wiring.settled import ingest_settled, untold_weeks

    clock, folder = SystemClock(), HomeFolder(home_folder(home))
    folder.only_real()
    with folder.store() as store, open_client(PRODUCTION) as client:
        untold = untold_weeks(store, last=weeks, now=clock.now())
        told = ingest_settled(store, untold, reader=public_reader(client, clock), progress=say)
    if as_json:
        print_json(
            {
                "asked": len(told),
                "weeks": [
                    {"week_end": one.week.sunday.isoformat(), "markets": one.markets, "candles": one.candles}
                    for one in told
                    if one.markets
                ],
            }
        )
        return
    settled = [one for one in told if one.markets]
    results, candles = sum(one.markets for one in settled), sum(one.candles for one in settled)
    typer.echo(
        f"{len(settled)} {'week' if len(settled) == 1 else 'weeks'} added with {results:,} results and "
        f"{candles:,} candles; {weeks - len(told)} of the last {weeks} were kept already."
    )
    for one in told:
        if not one.markets:
            typer.echo(f"note: of the {one.week} the exchange tells no result")


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
